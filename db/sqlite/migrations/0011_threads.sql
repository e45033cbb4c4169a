-- Threads: a message with thread_id is an answer in the thread that the
-- message of that id began, and stands in that alone and not in the room's log.
ALTER TABLE messages ADD COLUMN thread_id INTEGER REFERENCES messages (id);

CREATE INDEX messages_thread ON messages (thread_id, seq) WHERE thread_id IS NOT NULL;

-- How somebody stands to a thread. Whoever stopped following does not begin
-- again by themselves when somebody calls them.
CREATE TABLE thread_reads (
	thread_id INTEGER NOT NULL REFERENCES messages (id),
	user_id   INTEGER NOT NULL REFERENCES users (id),
	last_read INTEGER NOT NULL CHECK (last_read >= 0),
	following INTEGER NOT NULL CHECK (following IN (0, 1)),
	stopped   INTEGER NOT NULL CHECK (stopped IN (0, 1) AND stopped + following < 2),
	muted     INTEGER NOT NULL CHECK (muted IN (0, 1)),
	PRIMARY KEY (thread_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX thread_reads_user ON thread_reads (user_id);
