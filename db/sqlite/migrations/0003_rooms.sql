-- An archived room is kept and read, and takes nothing new. A deleted one has
-- no members any more, so nobody finds it; its messages are removed in small
-- steps afterwards.
ALTER TABLE rooms ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN deleted  INTEGER NOT NULL DEFAULT 0;

DROP INDEX rooms_open_name;
CREATE UNIQUE INDEX rooms_open_name ON rooms (name_folded) WHERE kind = 'open' AND archived = 0 AND deleted = 0;
CREATE INDEX rooms_deleted ON rooms (id) WHERE deleted > 0;

-- Links into a room. uses_left counts down; NULL is without end, as is expires
-- 0. Only a hash of the link is kept.
CREATE TABLE invites (
	id        INTEGER PRIMARY KEY,
	hash      BLOB    NOT NULL UNIQUE,
	room_id   INTEGER NOT NULL REFERENCES rooms (id),
	maker_id  INTEGER NOT NULL REFERENCES users (id),
	created   INTEGER NOT NULL,
	expires   INTEGER NOT NULL,
	uses_left INTEGER CHECK (uses_left >= 0)
) STRICT;

CREATE INDEX invites_room ON invites (room_id);
CREATE INDEX invites_maker ON invites (maker_id);
