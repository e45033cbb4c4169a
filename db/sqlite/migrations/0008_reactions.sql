-- What people answer to a message with: an emoji, or up to 16 characters. seq
-- is the number of the change with which they did.
CREATE TABLE reactions (
	message_id INTEGER NOT NULL REFERENCES messages (id),
	text       TEXT    NOT NULL CHECK (text <> ''),
	user_id    INTEGER NOT NULL REFERENCES users (id),
	seq        INTEGER NOT NULL CHECK (seq > 0),
	PRIMARY KEY (message_id, text, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reactions_user ON reactions (user_id);
