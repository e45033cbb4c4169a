-- The ids of the people of a direct conversation, in order: one conversation a
-- set of people.
ALTER TABLE rooms ADD COLUMN direct_key TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX rooms_direct ON rooms (direct_key) WHERE direct_key <> '';
