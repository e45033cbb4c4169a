-- The log of acts. It is only ever added to: hash is SHA-256 over the row in
-- front's hash and what stands in this row, so that a changed row shows. actor
-- is NULL where the program itself acted. message_id and report_id are 0 where the
-- act has none; they are no foreign keys, because a log is only ever written.
CREATE TABLE audit (
	id         INTEGER PRIMARY KEY,
	at         INTEGER NOT NULL,
	act        TEXT    NOT NULL CHECK (act <> ''),
	actor_id   INTEGER REFERENCES users (id),
	target_id  INTEGER REFERENCES users (id),
	room_id    INTEGER REFERENCES rooms (id),
	message_id INTEGER NOT NULL,
	report_id  INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	reason     TEXT    NOT NULL,
	words      TEXT    NOT NULL,
	hash       BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_actor ON audit (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_target ON audit (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX audit_room ON audit (room_id) WHERE room_id IS NOT NULL;

CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit
BEGIN
	SELECT RAISE(ABORT, 'the log of acts is only added to');
END;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
	SELECT RAISE(ABORT, 'the log of acts is only added to');
END;

-- What stands against people on the whole site, and in short beside them:
-- until when they only read, until when they may not come in, and how much they
-- have not read yet of what was said to them. door is the hash of the address at
-- which somebody who may not come in answers; NULL where none was given out.
ALTER TABLE users ADD COLUMN muted_until  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN barred_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN notices      INTEGER NOT NULL DEFAULT 0 CHECK (notices >= 0);

CREATE TABLE sanctions (
	id        INTEGER PRIMARY KEY,
	user_id   INTEGER NOT NULL REFERENCES users (id),
	actor_id  INTEGER NOT NULL REFERENCES users (id),
	report_id INTEGER REFERENCES reports (id),
	kind      TEXT    NOT NULL CHECK (kind IN ('warn', 'mute', 'suspend', 'ban')),
	reason    TEXT    NOT NULL,
	words     TEXT    NOT NULL,
	since     INTEGER NOT NULL,
	until     INTEGER NOT NULL,
	lifted    INTEGER NOT NULL DEFAULT 0,
	answer    TEXT    NOT NULL DEFAULT '',
	answered  INTEGER NOT NULL DEFAULT 0,
	door      BLOB
) STRICT;

CREATE UNIQUE INDEX sanctions_door ON sanctions (door);
CREATE INDEX sanctions_user ON sanctions (user_id);
CREATE INDEX sanctions_actor ON sanctions (actor_id);
CREATE INDEX sanctions_report ON sanctions (report_id) WHERE report_id IS NOT NULL;

-- A report is about a message, or about a person where message_id is NULL. What
-- several people say about the same is one report until it is closed.
CREATE TABLE reports (
	id         INTEGER PRIMARY KEY,
	user_id    INTEGER NOT NULL REFERENCES users (id),
	room_id    INTEGER REFERENCES rooms (id),
	message_id INTEGER REFERENCES messages (id),
	opened     INTEGER NOT NULL,
	claimer_id INTEGER REFERENCES users (id),
	closed     INTEGER NOT NULL DEFAULT 0,
	closer_id  INTEGER REFERENCES users (id),
	decision   TEXT    NOT NULL DEFAULT '' CHECK ((closed = 0) = (decision = '')),
	reason     TEXT    NOT NULL DEFAULT '',
	CHECK ((room_id IS NULL) = (message_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX reports_open_message ON reports (message_id) WHERE closed = 0 AND message_id IS NOT NULL;
CREATE UNIQUE INDEX reports_open_person ON reports (user_id) WHERE closed = 0 AND message_id IS NULL;
CREATE INDEX reports_message ON reports (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX reports_user ON reports (user_id);
CREATE INDEX reports_open ON reports (id) WHERE closed = 0;
CREATE INDEX reports_room ON reports (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX reports_claimer ON reports (claimer_id) WHERE claimer_id IS NOT NULL;
CREATE INDEX reports_closer ON reports (closer_id) WHERE closer_id IS NOT NULL;

-- What each reporter says, with what the message said then: an edit or a
-- removal does not take it away.
CREATE TABLE complaints (
	report_id INTEGER NOT NULL REFERENCES reports (id),
	user_id   INTEGER NOT NULL REFERENCES users (id),
	at        INTEGER NOT NULL,
	reason    TEXT    NOT NULL,
	words     TEXT    NOT NULL,
	body      TEXT    NOT NULL,
	PRIMARY KEY (report_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX complaints_user ON complaints (user_id, at);

-- What moderators tell each other about somebody.
CREATE TABLE notes (
	id        INTEGER PRIMARY KEY,
	user_id   INTEGER NOT NULL REFERENCES users (id),
	author_id INTEGER NOT NULL REFERENCES users (id),
	at        INTEGER NOT NULL,
	words     TEXT    NOT NULL CHECK (words <> '')
) STRICT;

CREATE INDEX notes_user ON notes (user_id);
CREATE INDEX notes_author ON notes (author_id);
