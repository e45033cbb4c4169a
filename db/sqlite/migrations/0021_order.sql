-- Slow mode, locks, and sweeps over what a person wrote.

-- How many seconds somebody waits between two messages of a room; 0: none. In a
-- locked one only those write who look after it.
ALTER TABLE rooms ADD COLUMN slow   INTEGER NOT NULL DEFAULT 0 CHECK (slow BETWEEN 0 AND 21600);
ALTER TABLE rooms ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));

-- When somebody wrote last, as far as slow mode had to know.
ALTER TABLE memberships ADD COLUMN spoke INTEGER NOT NULL DEFAULT 0;

-- Which messages were removed by one entry of the log of acts. Whatever brings
-- one back, or forgets it for good, takes it out.
CREATE TABLE swept (
	message_id INTEGER PRIMARY KEY REFERENCES removals (message_id) ON DELETE CASCADE,
	entry_id   INTEGER NOT NULL REFERENCES audit (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX swept_entry ON swept (entry_id);
