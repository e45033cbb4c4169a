-- What leaves the house for people who are not in it.

-- Who wants mail, how many milliseconds after the first piece of news that none
-- of their pages was there for. secret signs the links with which they end it,
-- and refused is the address that would take none.
CREATE TABLE mailings (
	user_id INTEGER PRIMARY KEY REFERENCES users (id),
	wanted  INTEGER NOT NULL CHECK (wanted IN (0, 1)),
	delay   INTEGER NOT NULL CHECK (delay > 0),
	secret  BLOB    NOT NULL CHECK (length(secret) = 32),
	refused TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- away is a row that came while no page of its person was there, until a mail
-- tells of it, and mailed the seq that one has told of.
ALTER TABLE notifications ADD COLUMN away INTEGER NOT NULL DEFAULT 0 CHECK (away IN (0, 1));
ALTER TABLE notifications ADD COLUMN mailed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX notifications_away ON notifications (user_id) WHERE away = 1;

-- Of each person one mail waits at a time. Its job's payload is their id.
CREATE UNIQUE INDEX jobs_mail ON jobs (payload) WHERE kind = 'mail';

-- Where somebody wants news sent to. secret signs what is sent; next is when the
-- next piece may be due, so that they come one by one; rests is until when
-- nothing is sent after as many failures in a row.
CREATE TABLE hooks (
	user_id  INTEGER PRIMARY KEY REFERENCES users (id),
	link     TEXT    NOT NULL CHECK (link <> ''),
	secret   TEXT    NOT NULL CHECK (secret <> ''),
	next     INTEGER NOT NULL DEFAULT 0,
	failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
	rests    INTEGER NOT NULL DEFAULT 0,
	paused   INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1))
) STRICT, WITHOUT ROWID;
