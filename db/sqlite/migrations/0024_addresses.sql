-- Networks from which nobody comes in until their end, unless they are lifted
-- before.
CREATE TABLE address_blocks (
	id       INTEGER PRIMARY KEY,
	network  TEXT    NOT NULL CHECK (network LIKE '%/%'),
	actor_id INTEGER NOT NULL REFERENCES users (id),
	reason   TEXT    NOT NULL CHECK (reason <> ''),
	words    TEXT    NOT NULL,
	since    INTEGER NOT NULL,
	until    INTEGER NOT NULL,
	lifted   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX address_blocks_actor ON address_blocks (actor_id);
CREATE INDEX address_blocks_network ON address_blocks (network);
CREATE INDEX address_blocks_until ON address_blocks (until) WHERE lifted = 0;
