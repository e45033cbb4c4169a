-- What was said, for search: every letter of it folded and parted as
-- db.Terms says, words in one column, three letters at a time in another, and
-- what a message is searched by besides. It holds no copy of the texts
-- (content = ''), so whoever changes a text takes the old one out with the
-- same words. They are found no more at once, and leave the file when FTS5
-- merges what it has written (https://www.sqlite.org/fts5.html, section 6.8):
-- its secure-delete is not used, because it reports corruption where one
-- transaction takes out all that a segment holds.
-- When db.Terms changes, a migration makes the table anew.
CREATE VIRTUAL TABLE message_index USING fts5 (words, parts, tags, content = '', columnsize = 0, tokenize = 'ascii');

-- Which messages are in the index: those from first to last. It grows upwards
-- with what is said, and downwards, newest first, until it holds what was said
-- before it was made.
CREATE TABLE indexed (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	first INTEGER NOT NULL CHECK (first > 0),
	last  INTEGER NOT NULL CHECK (last >= first - 1)
) STRICT;

INSERT INTO indexed (id, first, last)
SELECT 1, coalesce(max(id), 0) + 1, coalesce(max(id), 0)
FROM messages;
