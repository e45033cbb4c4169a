-- What is to be done after the answer, written together with its cause. due is
-- when it may be taken; whoever takes it moves due to the end of their lease, so
-- that a crash delays work and never loses it. tries counts how often it was
-- taken, and tells the one who holds it now from those who held it before.
CREATE TABLE jobs (
	id      INTEGER PRIMARY KEY,
	kind    TEXT    NOT NULL CHECK (kind <> ''),
	payload TEXT    NOT NULL,
	due     INTEGER NOT NULL,
	tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0)
) STRICT;

CREATE INDEX jobs_due ON jobs (due);

-- What was found behind links, shared by the messages with the same one. A page
-- without title and picture is one that gives no card. width and height are of
-- the picture, in points.
CREATE TABLE link_pages (
	id          INTEGER PRIMARY KEY,
	link        TEXT    NOT NULL CHECK (link <> ''),
	fetched     INTEGER NOT NULL,
	site        TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	description TEXT    NOT NULL,
	width       INTEGER NOT NULL CHECK (width >= 0),
	height      INTEGER NOT NULL CHECK (height >= 0),
	image       BLOB    NOT NULL,
	CHECK ((width = 0) = (height = 0) AND (width = 0) = (length(image) = 0))
) STRICT;

CREATE INDEX link_pages_link ON link_pages (link, fetched);
CREATE INDEX link_pages_fetched ON link_pages (fetched);

-- The card of a message's first link: a page, or NULL where somebody took it
-- away. It goes when the link does.
CREATE TABLE cards (
	message_id INTEGER PRIMARY KEY REFERENCES messages (id),
	page_id    INTEGER REFERENCES link_pages (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cards_page ON cards (page_id) WHERE page_id IS NOT NULL;
