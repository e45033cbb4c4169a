-- Times are milliseconds of UTC; 0 stands for "not yet" and "never". Folded
-- columns hold the text in lower case as Go folds it, because SQLite folds
-- ASCII only. People, rooms and messages are never removed, so an id is never
-- used again. Foreign keys are indexed by the table's own keys where they can.

CREATE TABLE users (
	id             INTEGER PRIMARY KEY,
	username       TEXT    NOT NULL UNIQUE CHECK (username <> ''),
	display_name   TEXT    NOT NULL CHECK (display_name <> ''),
	display_folded TEXT    NOT NULL,
	email          TEXT    NOT NULL,
	email_folded   TEXT    NOT NULL,
	role           TEXT    NOT NULL CHECK (role IN ('member', 'moderator', 'admin')),
	password_hash  TEXT    NOT NULL,
	active         INTEGER NOT NULL CHECK (active IN (0, 1)),
	auth_epoch     INTEGER NOT NULL CHECK (auth_epoch >= 0),
	created        INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_email ON users (email_folded) WHERE email_folded <> '';

CREATE TABLE sign_ins (
	id         INTEGER PRIMARY KEY,
	user_id    INTEGER NOT NULL REFERENCES users (id),
	epoch      INTEGER NOT NULL,
	created    INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL,
	address    TEXT    NOT NULL,
	agent      TEXT    NOT NULL,
	revoked_at INTEGER NOT NULL DEFAULT 0,
	reason     TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX sign_ins_user ON sign_ins (user_id);

-- A row with revoked_at is a tombstone: it holds no data and stays, so that a
-- slow request cannot bring the session back.
CREATE TABLE sessions (
	token_hash BLOB    PRIMARY KEY,
	data       BLOB    NOT NULL,
	sign_in_id INTEGER REFERENCES sign_ins (id),
	expiry     INTEGER NOT NULL,
	revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_sign_in ON sessions (sign_in_id) WHERE sign_in_id IS NOT NULL;
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE refresh_tokens (
	id         TEXT    PRIMARY KEY CHECK (id <> ''),
	sign_in_id INTEGER NOT NULL REFERENCES sign_ins (id),
	issued     INTEGER NOT NULL,
	expires    INTEGER NOT NULL,
	spent_at   INTEGER NOT NULL DEFAULT 0,
	successor  TEXT    NOT NULL DEFAULT '' CHECK ((spent_at = 0) = (successor = ''))
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_sign_in ON refresh_tokens (sign_in_id);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires);

CREATE TABLE tickets (
	hash       BLOB    PRIMARY KEY,
	sign_in_id INTEGER REFERENCES sign_ins (id),
	user_id    INTEGER NOT NULL REFERENCES users (id),
	expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tickets_sign_in ON tickets (sign_in_id) WHERE sign_in_id IS NOT NULL;
CREATE INDEX tickets_user ON tickets (user_id);
CREATE INDEX tickets_expires ON tickets (expires);

-- head is the number of the room's newest change. people counts its
-- memberships. newest_id is its newest message that is not deleted, 0 for
-- none; it is no foreign key, because the index of one would cost every post.
CREATE TABLE rooms (
	id           INTEGER PRIMARY KEY,
	name         TEXT    NOT NULL CHECK (name <> ''),
	name_folded  TEXT    NOT NULL,
	topic        TEXT    NOT NULL,
	topic_folded TEXT    NOT NULL,
	kind         TEXT    NOT NULL CHECK (kind IN ('open', 'closed', 'direct')),
	everyone     INTEGER NOT NULL CHECK (everyone IN (0, 1)),
	head         INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
	people       INTEGER NOT NULL DEFAULT 0 CHECK (people >= 0),
	newest_id    INTEGER NOT NULL DEFAULT 0,
	created      INTEGER NOT NULL,
	active       INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX rooms_open_name ON rooms (name_folded) WHERE kind = 'open';

CREATE TABLE memberships (
	room_id   INTEGER NOT NULL REFERENCES rooms (id),
	user_id   INTEGER NOT NULL REFERENCES users (id),
	role      TEXT    NOT NULL CHECK (role IN ('member', 'admin')),
	last_read INTEGER NOT NULL CHECK (last_read >= 0),
	joined    INTEGER NOT NULL,
	PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_user ON memberships (user_id);

-- once is a hash, NULL where the sender gave no key. A deleted message stays,
-- without its text.
CREATE TABLE messages (
	id        INTEGER PRIMARY KEY,
	room_id   INTEGER NOT NULL REFERENCES rooms (id),
	seq       INTEGER NOT NULL CHECK (seq > 0),
	version   INTEGER NOT NULL CHECK (version >= seq),
	author_id INTEGER NOT NULL REFERENCES users (id),
	body      TEXT    NOT NULL,
	key       TEXT    NOT NULL,
	once      BLOB,
	reply_to  INTEGER REFERENCES messages (id),
	created   INTEGER NOT NULL,
	edited    INTEGER NOT NULL DEFAULT 0,
	deleted   INTEGER NOT NULL DEFAULT 0,
	before    INTEGER NOT NULL,
	continues INTEGER NOT NULL CHECK (continues IN (0, 1)),
	UNIQUE (room_id, seq),
	UNIQUE (author_id, room_id, once)
) STRICT;

CREATE INDEX messages_reply_to ON messages (reply_to) WHERE reply_to IS NOT NULL;

-- The texts that edits replaced, by the version that had them.
CREATE TABLE edits (
	message_id INTEGER NOT NULL REFERENCES messages (id),
	version    INTEGER NOT NULL,
	body       TEXT    NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (message_id, version)
) STRICT, WITHOUT ROWID;

-- The log of every room, without a gap from 1 to the room's head. message_id
-- and user_id are 0 where the kind has none; they are no foreign keys, because
-- a log is only ever written, and its index would cost every post.
CREATE TABLE changes (
	room_id    INTEGER NOT NULL REFERENCES rooms (id),
	seq        INTEGER NOT NULL CHECK (seq > 0),
	kind       TEXT    NOT NULL,
	message_id INTEGER NOT NULL,
	user_id    INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (room_id, seq),
	CHECK (message_id = 0 OR user_id = 0)
) STRICT, WITHOUT ROWID;

-- What the writer touches to find out whether writing works again.
CREATE TABLE probes (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	at INTEGER NOT NULL
) STRICT;

INSERT INTO probes (id, at) VALUES (1, 0);
