-- What people answer to a message with: an emoji, or up to 16 characters.
CREATE TABLE reactions (
	message_id INTEGER NOT NULL REFERENCES messages (id),
	text       TEXT    NOT NULL CHECK (text <> ''),
	user_id    INTEGER NOT NULL REFERENCES users (id),
	at         INTEGER NOT NULL,
	PRIMARY KEY (message_id, text, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reactions_user ON reactions (user_id);
