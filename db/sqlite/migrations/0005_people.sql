-- What people say of themselves, to whom they are there, and when they last
-- were. picture rises with each new picture and is never used again, also after
-- the picture was removed; 0 is none. quiet_until is the end of do-not-disturb.
-- reach says who may open a direct conversation.
ALTER TABLE users ADD COLUMN about       TEXT    NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN picture     INTEGER NOT NULL DEFAULT 0 CHECK (picture >= 0);
ALTER TABLE users ADD COLUMN reach       TEXT    NOT NULL DEFAULT 'everyone' CHECK (reach IN ('everyone', 'shared', 'friends'));
ALTER TABLE users ADD COLUMN hidden      INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
ALTER TABLE users ADD COLUMN quiet_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN last_seen   INTEGER NOT NULL DEFAULT 0;

-- Squares, edge points wide and high.
CREATE TABLE pictures (
	user_id INTEGER NOT NULL REFERENCES users (id),
	edge    INTEGER NOT NULL CHECK (edge > 0),
	image   BLOB    NOT NULL,
	PRIMARY KEY (user_id, edge)
) STRICT;

-- One row a pair, whoever asked. A row whose request was taken back, or whose
-- friendship ended, is removed.
CREATE TABLE friendships (
	low_id   INTEGER NOT NULL REFERENCES users (id),
	high_id  INTEGER NOT NULL REFERENCES users (id),
	state    TEXT    NOT NULL CHECK (state IN ('asked', 'friends', 'declined')),
	asker_id INTEGER NOT NULL CHECK (asker_id IN (low_id, high_id)),
	changed  INTEGER NOT NULL,
	PRIMARY KEY (low_id, high_id),
	CHECK (low_id < high_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX friendships_high ON friendships (high_id);

CREATE TABLE blocks (
	user_id    INTEGER NOT NULL REFERENCES users (id),
	blocked_id INTEGER NOT NULL REFERENCES users (id),
	since      INTEGER NOT NULL,
	PRIMARY KEY (user_id, blocked_id),
	CHECK (user_id <> blocked_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_blocked ON blocks (blocked_id);
