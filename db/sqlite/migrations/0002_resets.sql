-- One link each with which somebody who forgot their password chooses another.
CREATE TABLE resets (
	hash    BLOB    PRIMARY KEY,
	user_id INTEGER NOT NULL REFERENCES users (id),
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX resets_user ON resets (user_id);
CREATE INDEX resets_expires ON resets (expires);

-- Every server looks here each second for sign-ins that another process ended.
CREATE INDEX sign_ins_revoked ON sign_ins (revoked_at) WHERE revoked_at > 0;
