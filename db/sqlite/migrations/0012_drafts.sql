-- What people began to write in a room and have not sent. It is theirs alone
-- and ends with the membership.
CREATE TABLE drafts (
	room_id INTEGER NOT NULL,
	user_id INTEGER NOT NULL,
	body    TEXT    NOT NULL CHECK (body <> ''),
	at      INTEGER NOT NULL,
	PRIMARY KEY (room_id, user_id),
	FOREIGN KEY (room_id, user_id) REFERENCES memberships (room_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_user ON drafts (user_id);
