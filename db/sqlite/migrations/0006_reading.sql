-- What a person keeps of a room for themselves. mentions counts the rows of
-- the table mentions beyond last_read. Until muted_until they only read.
ALTER TABLE memberships ADD COLUMN favourite   INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1));
ALTER TABLE memberships ADD COLUMN mentions    INTEGER NOT NULL DEFAULT 0 CHECK (mentions >= 0);
ALTER TABLE memberships ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;

CREATE INDEX memberships_mentions ON memberships (room_id) WHERE mentions > 0;

-- Whom a message calls: those named in it, and in a direct conversation
-- everybody but its author. Gone with the message.
CREATE TABLE mentions (
	room_id INTEGER NOT NULL REFERENCES rooms (id),
	user_id INTEGER NOT NULL REFERENCES users (id),
	seq     INTEGER NOT NULL CHECK (seq > 0),
	PRIMARY KEY (room_id, user_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_user ON mentions (user_id);
CREATE INDEX mentions_seq ON mentions (room_id, seq);

-- Until when somebody who went out muted stays so when they come back.
CREATE TABLE mutes (
	room_id INTEGER NOT NULL REFERENCES rooms (id),
	user_id INTEGER NOT NULL REFERENCES users (id),
	until   INTEGER NOT NULL,
	PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mutes_user ON mutes (user_id);
