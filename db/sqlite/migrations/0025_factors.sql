-- When the person of a sign-in last typed their password, and whether they gave
-- a code of their second factor with it. Sign-ins from before did neither.
ALTER TABLE sign_ins ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN factored INTEGER NOT NULL DEFAULT 0 CHECK (factored IN (0, 1));

-- A person's second factor. Its secret is sealed with a key that is not in this
-- file. Until a first code of it was right, since is 0 and it counts for nothing.
-- step is the last span of time whose code was used: none is used twice.
CREATE TABLE factors (
	user_id INTEGER PRIMARY KEY REFERENCES users (id),
	secret  BLOB    NOT NULL,
	since   INTEGER NOT NULL DEFAULT 0,
	step    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Codes that stand in for the app, each once: a used one is gone.
CREATE TABLE recovery_codes (
	user_id INTEGER NOT NULL REFERENCES factors (user_id),
	hash    BLOB    NOT NULL,
	PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- Half a sign-in: the password was right on one browser, which holds what the
-- hash is of, and the code is still to come.
CREATE TABLE challenges (
	hash    BLOB    PRIMARY KEY,
	user_id INTEGER NOT NULL REFERENCES users (id),
	expires INTEGER NOT NULL,
	tries   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX challenges_user ON challenges (user_id);
