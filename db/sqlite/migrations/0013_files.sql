-- Uploaded files: whose they are, and which message shows them, NULL while they
-- wait to be sent. The bytes lie beside the database under their hashes.
-- thumb_hash is '' where the file is its own thumbnail, or has none. width and
-- height are those of a picture that is shown, else 0. An id is never used again,
-- so that what browsers keep under an address is never another file.
CREATE TABLE files (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id    INTEGER NOT NULL REFERENCES users (id),
	room_id    INTEGER NOT NULL REFERENCES rooms (id),
	message_id INTEGER REFERENCES messages (id),
	name       TEXT    NOT NULL CHECK (name <> ''),
	type       TEXT    NOT NULL CHECK (type <> ''),
	size       INTEGER NOT NULL CHECK (size >= 0),
	hash       TEXT    NOT NULL CHECK (length(hash) = 64),
	thumb_hash TEXT    NOT NULL CHECK (length(thumb_hash) IN (0, 64)),
	width      INTEGER NOT NULL CHECK (width >= 0),
	height     INTEGER NOT NULL CHECK (height >= 0 AND (width = 0) = (height = 0)),
	created    INTEGER NOT NULL
) STRICT;

CREATE INDEX files_user ON files (user_id, room_id, message_id);
CREATE INDEX files_room ON files (room_id, message_id);
CREATE INDEX files_message ON files (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX files_staged ON files (created) WHERE message_id IS NULL;
CREATE INDEX files_hash ON files (hash);
CREATE INDEX files_thumb ON files (thumb_hash) WHERE thumb_hash <> '';
