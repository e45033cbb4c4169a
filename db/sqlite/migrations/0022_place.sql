-- What holds for the whole place, in one row: since when the raid switch is on,
-- 0 where it is off, and whether the staff's pages ask for a second factor.
CREATE TABLE place (
	id            INTEGER PRIMARY KEY CHECK (id = 1),
	raid_since    INTEGER NOT NULL DEFAULT 0,
	second_factor INTEGER NOT NULL DEFAULT 0 CHECK (second_factor IN (0, 1))
) STRICT;

INSERT INTO place (id) VALUES (1);
