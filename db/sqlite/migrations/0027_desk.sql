-- The support desk: whether it is open to visitors, who answers there, and what
-- was said.
ALTER TABLE place ADD COLUMN desk INTEGER NOT NULL DEFAULT 0 CHECK (desk IN (0, 1));
ALTER TABLE users ADD COLUMN agent INTEGER NOT NULL DEFAULT 0 CHECK (agent IN (0, 1));

-- The conversation of one visitor, who need not have an account: whoever holds
-- what the hash is of is that visitor. live is 1 while their page listens, so
-- that its silence means that they have gone. agent_id is who answers; of a
-- closed one, who answered last. A page may still show one that was deleted, so
-- no number is given twice.
CREATE TABLE visits (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
	name     TEXT    NOT NULL CHECK (name <> ''),
	user_id  INTEGER REFERENCES users (id),
	page     TEXT    NOT NULL,
	opened   INTEGER NOT NULL,
	seen     INTEGER NOT NULL,
	live     INTEGER NOT NULL DEFAULT 0 CHECK (live IN (0, 1)),
	agent_id INTEGER REFERENCES users (id),
	claimed  INTEGER NOT NULL DEFAULT 0,
	closed   INTEGER NOT NULL DEFAULT 0,
	ending   TEXT    NOT NULL DEFAULT '' CHECK (ending IN ('', 'agent', 'visitor', 'away') AND (closed = 0) = (ending = ''))
) STRICT;

CREATE INDEX visits_user ON visits (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX visits_agent ON visits (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX visits_open ON visits (id) WHERE closed = 0;
CREATE INDEX visits_closed ON visits (closed) WHERE closed > 0;

-- What was said by the visitor (agent_id NULL) or an agent, and what happened
-- between. once makes a line that is sent again the same line.
CREATE TABLE visit_lines (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	visit_id INTEGER NOT NULL REFERENCES visits (id),
	kind     TEXT    NOT NULL CHECK (kind IN ('said', 'joined', 'handed', 'closed', 'returned')),
	agent_id INTEGER REFERENCES users (id),
	body     TEXT    NOT NULL CHECK ((kind = 'said') = (body <> '')),
	once     BLOB,
	at       INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX visit_lines_once ON visit_lines (visit_id, coalesce(agent_id, 0), once) WHERE once IS NOT NULL;
CREATE INDEX visit_lines_visit ON visit_lines (visit_id, id);
CREATE INDEX visit_lines_agent ON visit_lines (agent_id) WHERE agent_id IS NOT NULL;

-- What the bells tell of who waits.
CREATE INDEX notifications_support ON notifications (id) WHERE kind = 'support' AND read = 0 AND gone = 0;
