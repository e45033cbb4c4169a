-- What the messages of everybody but the staff keep to. What its way does not
-- need is empty. span and mute are in seconds.
CREATE TABLE rules (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	name     TEXT    NOT NULL CHECK (name <> ''),
	way      TEXT    NOT NULL CHECK (way IN ('words', 'pattern', 'hosts', 'other-hosts', 'links', 'mentions', 'pace', 'repeats')),
	body     TEXT    NOT NULL,
	number   INTEGER NOT NULL CHECK (number >= 0),
	span     INTEGER NOT NULL CHECK (span >= 0),
	action   TEXT    NOT NULL CHECK (action IN ('hold', 'refuse', 'mute')),
	mute     INTEGER NOT NULL CHECK ((mute > 0) = (action = 'mute')),
	sentence TEXT    NOT NULL,
	active   INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

-- Messages that wait for somebody of the staff, and what became of those that
-- did. once is the sender's, as of messages: the same sending waits once. The
-- row stays for it when the message went on into its room, without its text.
CREATE TABLE held (
	id        INTEGER PRIMARY KEY,
	author_id INTEGER NOT NULL REFERENCES users (id),
	room_id   INTEGER NOT NULL REFERENCES rooms (id),
	thread_id INTEGER REFERENCES messages (id),
	reply_to  INTEGER REFERENCES messages (id),
	once      BLOB,
	key       TEXT    NOT NULL,
	body      TEXT    NOT NULL,
	why       TEXT    NOT NULL,
	at        INTEGER NOT NULL,
	closed    INTEGER NOT NULL DEFAULT 0,
	closer_id INTEGER REFERENCES users (id),
	outcome   TEXT    NOT NULL DEFAULT '' CHECK (outcome IN ('', 'through', 'refused', 'taken-back') AND (closed = 0) = (outcome = '')),
	words     TEXT    NOT NULL DEFAULT '',
	UNIQUE (author_id, room_id, once)
) STRICT;

CREATE INDEX held_open ON held (id) WHERE closed = 0;
CREATE INDEX held_room ON held (room_id);
CREATE INDEX held_thread ON held (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX held_reply ON held (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX held_closer ON held (closer_id) WHERE closer_id IS NOT NULL;

-- When somebody wrote last, in any room, as far as the raid switch had to know.
ALTER TABLE users ADD COLUMN raid_spoke INTEGER NOT NULL DEFAULT 0;

-- A file of a message that is held is neither staged nor sent.
ALTER TABLE files ADD COLUMN held_id INTEGER REFERENCES held (id);

CREATE INDEX files_held ON files (held_id) WHERE held_id IS NOT NULL;

-- actor_id becomes NULL where a rule of the program did it. SQLite changes a
-- column only by another table (https://www.sqlite.org/lang_altertable.html,
-- section 7); nothing refers to this one.
CREATE TABLE sanctions_by (
	id        INTEGER PRIMARY KEY,
	user_id   INTEGER NOT NULL REFERENCES users (id),
	actor_id  INTEGER REFERENCES users (id),
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

INSERT INTO sanctions_by SELECT id, user_id, actor_id, report_id, kind, reason, words, since, until, lifted, answer, answered, door FROM sanctions;

DROP TABLE sanctions;

ALTER TABLE sanctions_by RENAME TO sanctions;

CREATE UNIQUE INDEX sanctions_door ON sanctions (door);
CREATE INDEX sanctions_user ON sanctions (user_id);
CREATE INDEX sanctions_actor ON sanctions (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX sanctions_report ON sanctions (report_id) WHERE report_id IS NOT NULL;
