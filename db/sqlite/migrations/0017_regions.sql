-- How a person reads dates and times; empty is as the place has it.
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN zone     TEXT NOT NULL DEFAULT '';
