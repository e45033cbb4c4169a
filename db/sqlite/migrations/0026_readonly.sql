-- Who begins messages in a room; the others react and answer in threads.
ALTER TABLE rooms ADD COLUMN posting TEXT NOT NULL DEFAULT 'everyone' CHECK (posting IN ('everyone', 'admins'));
