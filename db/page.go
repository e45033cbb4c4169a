package db

import (
	"context"
	"slices"

	"parley/db/chat"
)

// Page is a part of a room's log.
type Page struct {
	Messages []chat.Message // oldest first; deleted ones are there, without text
	Older    bool           // there are messages before the first
	Newer    bool           // there are messages after the last
	Head     chat.Seq       // the room's number that the page is true at
}

const messagesBefore = selectMessage + `
	WHERE m.room_id = ?1 AND m.seq < ?2 AND m.thread_id IS NULL
	ORDER BY m.seq DESC
	LIMIT ?3`

const messagesAfter = selectMessage + `
	WHERE m.room_id = ?1 AND m.seq > ?2 AND m.thread_id IS NULL
	ORDER BY m.seq
	LIMIT ?3`

const anyFrom = `
	SELECT EXISTS (SELECT 1 FROM messages WHERE room_id = ?1 AND seq >= ?2 AND thread_id IS NULL)`

const anyUpTo = `
	SELECT EXISTS (SELECT 1 FROM messages WHERE room_id = ?1 AND seq <= ?2 AND thread_id IS NULL)`

// Latest is the newest messages of a room, limit of them.
func (s *Store) Latest(ctx context.Context, m chat.Membership, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) (err error) {
		p.Messages, p.Older, err = nearest(from, messagesBefore, m.Room.ID, p.Head+1, limit)
		slices.Reverse(p.Messages)
		return err
	})
}

// Before is the messages in front of a number, the nearest limit of them.
func (s *Store) Before(ctx context.Context, m chat.Membership, before chat.Seq, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) (err error) {
		if p.Messages, p.Older, err = nearest(from, messagesBefore, m.Room.ID, before, limit); err != nil {
			return err
		}
		slices.Reverse(p.Messages)
		p.Newer, err = one(from, single[bool], anyFrom, m.Room.ID, before)
		return err
	})
}

// After is the messages behind a number, the nearest limit of them.
func (s *Store) After(ctx context.Context, m chat.Membership, after chat.Seq, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) (err error) {
		if p.Messages, p.Newer, err = nearest(from, messagesAfter, m.Room.ID, after, limit); err != nil {
			return err
		}
		p.Older, err = one(from, single[bool], anyUpTo, m.Room.ID, after)
		return err
	})
}

const seqInLog = `
	SELECT seq
	FROM messages
	WHERE id = ?1 AND room_id = ?2 AND thread_id IS NULL`

// Around is a message with the messages about it, limit in all: half of them
// in front, half behind. chat.ErrNotFound when it is no message of the room's log.
func (s *Store) Around(ctx context.Context, m chat.Membership, id chat.MessageID, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) error {
		seq, err := one(from, single[chat.Seq], seqInLog, id, m.Room.ID)
		if err != nil {
			return err
		}
		behind := limit / 2
		older, more, err := nearest(from, messagesBefore, m.Room.ID, seq+1, limit-behind)
		if err != nil {
			return err
		}
		newer, further, err := nearest(from, messagesAfter, m.Room.ID, seq, behind)
		slices.Reverse(older)
		p.Messages, p.Older, p.Newer = append(older, newer...), more, further
		return err
	})
}

// page fills a page within one snapshot, together with the room's head.
// chat.ErrNotFound when the membership has ended.
func (s *Store) page(ctx context.Context, m chat.Membership, fill func(source, *Page) error) (Page, error) {
	var p Page
	err := s.snapshot(ctx, func(from source) (err error) {
		if p.Head, err = one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if err = fill(from, &p); err != nil {
			return err
		}
		return completePage(from, p.Messages)
	})
	return p, err
}

// nearest asks for one more than limit, to know whether there is more.
func nearest(from source, query string, room chat.RoomID, seq chat.Seq, limit int) ([]chat.Message, bool, error) {
	found, err := list(from, messageFields, query, room, seq, limit+1)
	if err != nil || len(found) <= limit {
		return found, false, err
	}
	return found[:limit], true, nil
}
