-- What a message says as it is shown: made from its body by a version of the
-- renderer; 0 is none yet.
ALTER TABLE messages ADD COLUMN html     TEXT    NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN renderer INTEGER NOT NULL DEFAULT 0;
