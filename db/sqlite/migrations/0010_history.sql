-- What a removed message said. Its reactions and the texts that edits replaced
-- stay where they are, and nobody sees them. All of it is erased for good when
-- nobody may bring the message back any more.
CREATE TABLE removals (
	message_id INTEGER PRIMARY KEY REFERENCES messages (id),
	at         INTEGER NOT NULL,
	body       TEXT    NOT NULL,
	html       TEXT    NOT NULL,
	renderer   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX removals_at ON removals (at);

-- Whom it called and who had not blocked its author then.
CREATE TABLE removed_calls (
	message_id INTEGER NOT NULL REFERENCES removals (message_id),
	user_id    INTEGER NOT NULL REFERENCES users (id),
	PRIMARY KEY (message_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX removed_calls_user ON removed_calls (user_id);

-- Who removed it; NULL for one that stands, and where nobody remembers.
ALTER TABLE messages ADD COLUMN remover_id INTEGER REFERENCES users (id);

CREATE INDEX messages_remover ON messages (remover_id) WHERE remover_id IS NOT NULL;
