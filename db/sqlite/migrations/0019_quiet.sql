-- What of a room its member wants to be told; empty: mentions, and everything
-- of a direct conversation.
ALTER TABLE memberships ADD COLUMN level TEXT NOT NULL DEFAULT '' CHECK (level IN ('', 'all', 'mentions', 'nothing'));

CREATE INDEX memberships_all ON memberships (room_id) WHERE level = 'all';

ALTER TABLE users ADD COLUMN bell_sounds    INTEGER NOT NULL DEFAULT 0 CHECK (bell_sounds IN (0, 1));
ALTER TABLE users ADD COLUMN bell_reactions INTEGER NOT NULL DEFAULT 0 CHECK (bell_reactions IN (0, 1));

-- Words that somebody wants to be told of. first is how a hit begins: the
-- first word of it, folded, by which a message finds those who might hear.
CREATE TABLE keywords (
	user_id INTEGER NOT NULL REFERENCES users (id),
	keyword TEXT    NOT NULL CHECK (keyword <> ''),
	first   TEXT    NOT NULL CHECK (first <> ''),
	place   INTEGER NOT NULL,
	PRIMARY KEY (user_id, keyword)
) STRICT, WITHOUT ROWID;

CREATE INDEX keywords_first ON keywords (first);

-- Whose messages somebody wants to be told of, or not.
CREATE TABLE attention (
	user_id  INTEGER NOT NULL REFERENCES users (id),
	other_id INTEGER NOT NULL REFERENCES users (id),
	heed     TEXT    NOT NULL CHECK (heed IN ('always', 'never')),
	PRIMARY KEY (user_id, other_id),
	CHECK (user_id <> other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX attention_other ON attention (other_id, heed);

-- Quiet from a minute of a day, Sunday being 0, to the next time that it is the
-- minute of the end, in the person's own time zone.
CREATE TABLE quiet_hours (
	user_id INTEGER NOT NULL REFERENCES users (id),
	day     INTEGER NOT NULL CHECK (day BETWEEN 0 AND 6),
	begins  INTEGER NOT NULL CHECK (begins BETWEEN 0 AND 1439),
	ends    INTEGER NOT NULL CHECK (ends BETWEEN 0 AND 1439),
	PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;
