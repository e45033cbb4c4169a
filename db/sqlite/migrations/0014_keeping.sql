-- What a room and its people keep. pinned is the number of the change with
-- which a message was pinned, 0 where it is not; it stays while the message is
-- removed, so that it is back with it.
ALTER TABLE messages ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned >= 0);

CREATE INDEX messages_pinned ON messages (room_id, pinned) WHERE pinned > 0 AND deleted = 0;

-- What a person keeps for themselves, with a note.
CREATE TABLE saved (
	id         INTEGER PRIMARY KEY,
	user_id    INTEGER NOT NULL REFERENCES users (id),
	message_id INTEGER NOT NULL REFERENCES messages (id),
	note       TEXT    NOT NULL,
	at         INTEGER NOT NULL,
	UNIQUE (user_id, message_id)
) STRICT;

CREATE INDEX saved_user ON saved (user_id, id);
CREATE INDEX saved_message ON saved (message_id);

-- Commands that leave no message and were done, by the mark of their sending:
-- a page that asks again after a lost connection does not do them twice.
CREATE TABLE commands (
	user_id INTEGER NOT NULL REFERENCES users (id),
	room_id INTEGER NOT NULL REFERENCES rooms (id),
	once    BLOB    NOT NULL,
	PRIMARY KEY (user_id, room_id, once)
) STRICT, WITHOUT ROWID;

CREATE INDEX commands_room ON commands (room_id);
