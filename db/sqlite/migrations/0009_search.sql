-- Indexes of what was said: by words, and by three letters for languages that
-- do not part words, and for parts of them. The texts stay in messages.
CREATE VIRTUAL TABLE message_words USING fts5 (body, content = 'messages', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE message_parts USING fts5 (body, content = 'messages', content_rowid = 'id', tokenize = 'trigram');
