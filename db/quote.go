package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// quoted is a message as far as an answer to it shows it. It is asked for as q,
// its author as u.
type quoted struct {
	id      chat.MessageID
	author  chat.Named
	body    string
	deleted time.Time
}

// The number is chat.QuoteReads.
const quotedColumns = `q.id, q.author_id, u.display_name, substr(q.body, 1, 400), q.deleted`

func quotedFields(q *quoted) []any {
	return []any{number(&q.id), number(&q.author.ID), text(&q.author.Name), text(&q.body), moment(&q.deleted)}
}

func (q quoted) quote() chat.Quote {
	return chat.QuoteOf(chat.Message{ID: q.id, Author: chat.User{ID: q.author.ID, DisplayName: q.author.Name}, Body: q.body, Deleted: q.deleted})
}

const quotedInRoom = `
	SELECT ` + quotedColumns + `
	FROM messages q
	JOIN users u ON u.id = q.author_id
	WHERE q.id = ?1 AND q.room_id = ?2 AND q.thread_id IS NULL`

// quoteIn is what an answer shows of a message of the room; nothing for 0.
// chat.ErrNotFound where the room's log has no such message: those of a thread
// are answered in it.
func quoteIn(from source, room chat.RoomID, id chat.MessageID) (chat.Quote, error) {
	if id == 0 {
		return chat.Quote{}, nil
	}
	found, err := one(from, quotedFields, quotedInRoom, id, room)
	if err != nil {
		return chat.Quote{}, err
	}
	return found.quote(), nil
}

// Quote is what an answer shows of a message of the membership's room's log.
// chat.ErrNotFound where there is no such message or it was removed.
func (s *Store) Quote(ctx context.Context, m chat.Membership, id chat.MessageID) (chat.Quote, error) {
	quote, err := quoteIn(s.reader(ctx), m.Room.ID, id)
	if err == nil && quote.Text == "" {
		err = chat.ErrNotFound
	}
	return quote, s.translate(err)
}

const quotedBetween = `
	SELECT ` + quotedColumns + `
	FROM messages m
	JOIN messages q ON q.id = m.reply_to
	JOIN users u ON u.id = q.author_id
	WHERE m.room_id = ?1 AND m.seq >= ?2 AND m.seq <= ?3`

// withQuotes puts what they answer to messages that stand one after the other
// in a room. A page without an answer costs nothing.
func withQuotes(from source, messages []chat.Message) error {
	answers := false
	for _, m := range messages {
		answers = answers || m.ReplyTo != 0
	}
	if !answers {
		return nil
	}
	first, last := messages[0], messages[len(messages)-1]
	found, err := list(from, quotedFields, quotedBetween, first.Room, first.Seq, last.Seq)
	quotes := byQuoted(found)
	for i := range messages {
		messages[i].Quote = quotes[messages[i].ReplyTo]
	}
	return err
}

// quotedChanged are what the messages of changesAfter answer.
const quotedChanged = `
	SELECT ` + quotedColumns + `
	FROM changes c
	JOIN messages m ON m.id = c.message_id
	JOIN messages q ON q.id = m.reply_to
	JOIN users u ON u.id = q.author_id
	WHERE c.room_id = ?1 AND c.seq > ?2 AND c.seq <= ?3
		AND (c.seq = m.seq OR m.seq <= ?2 AND c.seq = m.version)`

// changesWithQuotes puts what they answer to the messages of changes that came
// after a number.
func changesWithQuotes(from source, changes []chat.Change, after chat.Seq) error {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	found, err := list(from, quotedFields, quotedChanged, last.Room, after, last.Seq)
	quotes := byQuoted(found)
	for i := range changes {
		changes[i].Message.Quote = quotes[changes[i].Message.ReplyTo]
	}
	return err
}

func byQuoted(found []quoted) map[chat.MessageID]chat.Quote {
	quotes := map[chat.MessageID]chat.Quote{}
	for _, q := range found {
		quotes[q.id] = q.quote()
	}
	return quotes
}
