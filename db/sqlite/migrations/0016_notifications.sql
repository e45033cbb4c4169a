-- What the bell shows: a row for what one person should know of. seq is their
-- own number of it, and where it stands in their list; version rises with every
-- change of the row, pushed is the version that their open pages have, and told
-- the seq that they were shown as new. So what is to be pushed after a commit
-- is in the table with it, and a row that has gone stays until pages know.
-- A row that gathers takes the next message of its kind and room in, and newest
-- is the room's number of the last of them. name is the room's as it was then,
-- for those who are not in it any more.
CREATE TABLE notifications (
	id       INTEGER PRIMARY KEY,
	user_id  INTEGER NOT NULL REFERENCES users (id),
	kind     TEXT    NOT NULL CHECK (kind IN ('mention', 'reply', 'direct', 'friend-request', 'friend-answer', 'invited', 'removed',
		'role', 'room', 'keyword', 'reaction', 'report', 'moderation', 'support')),
	actor_id INTEGER REFERENCES users (id),
	room_id  INTEGER REFERENCES rooms (id),
	name     TEXT    NOT NULL DEFAULT '',
	result   TEXT    NOT NULL DEFAULT '',
	count    INTEGER NOT NULL DEFAULT 1 CHECK (count > 0),
	newest   INTEGER NOT NULL DEFAULT 0,
	at       INTEGER NOT NULL,
	read     INTEGER NOT NULL DEFAULT 0,
	gathers  INTEGER NOT NULL CHECK (gathers IN (0, 1)),
	gone     INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
	seq      INTEGER NOT NULL CHECK (seq > 0),
	version  INTEGER NOT NULL DEFAULT 1,
	pushed   INTEGER NOT NULL DEFAULT 0 CHECK (pushed <= version),
	told     INTEGER NOT NULL DEFAULT 0 CHECK (told <= seq),
	UNIQUE (user_id, seq),
	CHECK (gathers = 0 OR read = 0 AND gone = 0)
) STRICT;

CREATE UNIQUE INDEX notifications_gathering ON notifications (user_id, kind, room_id) WHERE gathers = 1;
CREATE INDEX notifications_unread ON notifications (user_id, room_id) WHERE read = 0 AND gone = 0;
CREATE INDEX notifications_unpushed ON notifications (user_id) WHERE pushed < version;
CREATE INDEX notifications_actor ON notifications (actor_id, user_id) WHERE actor_id IS NOT NULL;
CREATE INDEX notifications_room ON notifications (room_id, user_id) WHERE room_id IS NOT NULL;
CREATE INDEX notifications_read ON notifications (read) WHERE read > 0;

-- The messages that a row has gathered: as many as it counts.
CREATE TABLE notified (
	notification_id INTEGER NOT NULL REFERENCES notifications (id),
	message_id      INTEGER NOT NULL REFERENCES messages (id),
	PRIMARY KEY (notification_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notified_message ON notified (message_id);
