package db

import (
	"context"
	"strings"
	"time"

	"parley/db/chat"
)

// TextIndex is how an engine finds messages by what they say. What a term is
// stands in Terms, for all engines. A message is taken out with what it was put
// in with.
type TextIndex struct {
	Add    string // puts a message into the index: ?1 is its id, the others are its Entry
	Remove string // takes out what Add put in, given the same
	// Found selects the ids of the messages, as id, that match ?1 and are below
	// ?2, in an order of the engine.
	Found string
	Entry func(Entry) []any
	Match func(Match) string
}

// Entry is a message as the index holds it.
type Entry struct {
	ID      chat.MessageID
	Room    chat.RoomID
	Author  chat.UserID
	Created time.Time
	Body    string
	Holds
}

// Holds is what besides words a message is searched by.
type Holds struct{ File, Picture bool }

// Match is what a message in the index must be: in one of the rooms, by one of
// the authors (empty: by anybody), and with all of the terms. The engine may
// find more than is within Since and Until, to the month.
type Match struct {
	Terms   []chat.SearchTerm
	Rooms   []chat.RoomID
	Authors []chat.UserID
	Link    bool
	Holds
	Since, Until time.Time
}

// HasLink tells whether a text has an address of the web.
func HasLink(body string) bool {
	return strings.Contains(body, "http://") || strings.Contains(body, "https://")
}

// span is which messages are in the index: from first to last.
type span struct{ first, last chat.MessageID }

func spanFields(s *span) []any { return []any{number(&s.first), number(&s.last)} }

func entryFields(e *Entry) []any {
	return []any{number(&e.ID), number(&e.Room), number(&e.Author), moment(&e.Created), text(&e.Body), flagged(&e.File), flagged(&e.Picture)}
}

// holdsColumns belongs to entryFields; the query names messages m. A removed
// message holds nothing.
const holdsColumns = `
		m.deleted = 0 AND EXISTS (SELECT 1 FROM files WHERE message_id = m.id),
		m.deleted = 0 AND EXISTS (SELECT 1 FROM files WHERE message_id = m.id AND width > 0)`

const (
	indexedSpan = `
	SELECT first, last
	FROM indexed`
	setIndexed = `
	UPDATE indexed
	SET first = ?1, last = ?2`
	newEntries = `
	SELECT m.id, m.room_id, m.author_id, m.created, m.body, ` + holdsColumns + `
	FROM messages m
	WHERE m.id > ?1
	ORDER BY m.id
	LIMIT ?2`
	oldEntries = `
	SELECT m.id, m.room_id, m.author_id, m.created, m.body, ` + holdsColumns + `
	FROM messages m
	WHERE m.id >= ?1 AND m.id < ?2
	ORDER BY m.id`
)

// indexStep is how many messages one transaction puts into the index: few
// enough that nobody who posts meanwhile notices.
const indexStep = 250

// IndexMessages puts what was said into the index of search, in steps, until
// all is in it: what is new first, then what is older than the index, newest
// first. Between the steps it leaves the writer to others for as long as a step
// took. It goes on where it was left, and two at once do no harm.
func (s *Store) IndexMessages(ctx context.Context) error {
	for {
		done, took := 0, time.Duration(0)
		err := s.write(ctx, func(t *tx) (err error) {
			begun := time.Now()
			done, err = t.indexStep()
			took = time.Since(begun)
			return err
		})
		if err != nil || done == 0 {
			return err
		}
		if err := pause(ctx, took); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, span time.Duration) error {
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// indexStep gives the number of messages that it has looked at.
func (t *tx) indexStep() (int, error) {
	done, err := one(t, spanFields, indexedSpan)
	if err != nil {
		return 0, err
	}
	entries, err := list(t, entryFields, newEntries, done.last, indexStep)
	switch {
	case err != nil:
		return 0, err
	case len(entries) > 0:
		done.last = entries[len(entries)-1].ID
	case done.first > 1:
		upTo := done.first
		done.first = max(1, upTo-indexStep)
		if entries, err = list(t, entryFields, oldEntries, done.first, upTo); err != nil {
			return 0, err
		}
	default:
		return 0, nil
	}
	for _, e := range entries {
		if err := t.index(t.batch.writer.engine.Search.Add, e); err != nil {
			return 0, err
		}
	}
	_, err = t.exec(setIndexed, done.first, done.last)
	return max(1, len(entries)), err
}

// index adds or removes an entry; one without words and files is in no index.
func (t *tx) index(query string, e Entry) error {
	if e.Body == "" && !e.File {
		return nil
	}
	_, err := t.exec(query, append([]any{e.ID}, t.batch.writer.engine.Search.Entry(e)...)...)
	return err
}

// reword keeps the index in step with a message that had other words; one that
// is left without any is removed, with its files. A message that is not in it yet
// comes into it as it then is.
func (t *tx) reword(old Entry, body string) error {
	done, err := one(t, spanFields, indexedSpan)
	if err != nil || old.ID < done.first || old.ID > done.last {
		return err
	}
	search := t.batch.writer.engine.Search
	if err := t.index(search.Remove, old); err != nil {
		return err
	}
	if old.Body = body; body == "" {
		old.Holds = Holds{}
	}
	return t.index(search.Add, old)
}

// entryOf is a message as the index holds it.
func entryOf(m chat.Message) Entry {
	return Entry{ID: m.ID, Room: m.Room, Author: m.Author.ID, Created: m.Created, Body: m.Body,
		Holds: Holds{File: len(m.Files) > 0, Picture: chat.Pictures(m.Files)}}
}
