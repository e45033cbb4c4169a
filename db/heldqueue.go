package db

import (
	"context"

	"parley/db/chat"
)

// selectHeld goes with heldFields.
const selectHeld = `
	SELECT h.id, h.thread_id, h.reply_to, h.key, h.body, h.why, h.at, h.closed, h.closer_id, c.display_name, h.outcome, h.words,
		r.id, r.name, r.kind, ` + userColumns + `
	FROM held h
	JOIN users u ON u.id = h.author_id
	JOIN rooms r ON r.id = h.room_id
	LEFT JOIN users c ON c.id = h.closer_id`

func heldFields(h *chat.Held) []any {
	return append([]any{number(&h.ID), number(&h.Thread), number(&h.ReplyTo), text(&h.Key), text(&h.Body), text(&h.Why), moment(&h.At), moment(&h.Closed),
		number(&h.Closer.ID), text(&h.Closer.Name), text(&h.Outcome), text(&h.Words), number(&h.Room.ID), text(&h.Room.Name), text(&h.Room.Kind)},
		userFields(&h.Author)...)
}

const (
	heldByID = selectHeld + `
	WHERE h.id = ?1`
	openHeld = selectHeld + `
	WHERE h.closed = 0
	ORDER BY h.id DESC
	LIMIT ?1`
	closedHeld = selectHeld + `
	WHERE h.closed > 0
	ORDER BY h.closed DESC, h.id DESC
	LIMIT ?1`
	heldOfAuthor = selectHeld + `
	WHERE h.author_id = ?1 AND h.outcome IN ('', 'refused')
	ORDER BY h.closed > 0, h.id DESC
	LIMIT 50`
	heldFiles = `
	SELECT f.held_id, ` + fileColumns + `
	FROM files f
	JOIN held h ON h.id = f.held_id
	WHERE h.closed = 0 AND (h.author_id = ?1 OR ?1 = 0)
	ORDER BY f.id`
)

// Held finds a message that was held; for staff.
func (s *Store) Held(ctx context.Context, id chat.HeldID) (chat.Held, error) {
	found, err := one(s.reader(ctx), heldFields, heldByID, id)
	return found, s.translate(err)
}

// HeldQueue lists messages that wait, newest first and with their files, at most
// open of them, and those that did last; for staff.
func (s *Store) HeldQueue(ctx context.Context, open, closed int) (waiting, done []chat.Held, err error) {
	err = s.snapshot(ctx, func(from source) error {
		if waiting, err = withHeldFiles(from, 0, openHeld, open); err != nil {
			return err
		}
		done, err = list(from, heldFields, closedHeld, closed)
		return err
	})
	return waiting, done, err
}

// HeldOf lists what waits of a person, and what was refused, the latest first.
func (s *Store) HeldOf(ctx context.Context, author chat.UserID) (held []chat.Held, err error) {
	err = s.snapshot(ctx, func(from source) error {
		held, err = withHeldFiles(from, author, heldOfAuthor, author)
		return err
	})
	return held, err
}

// heldFile is a file with the message that it is held with.
type heldFile struct {
	chat.File
	held chat.HeldID
}

// withHeldFiles puts their files to what a query finds that is an author's, or
// with 0 anybody's.
func withHeldFiles(from source, author chat.UserID, query string, args ...any) ([]chat.Held, error) {
	held, err := list(from, heldFields, query, args...)
	if err != nil || len(held) == 0 {
		return held, err
	}
	files, err := list(from, func(f *heldFile) []any { return append([]any{number(&f.held)}, fileFields(&f.File)...) }, heldFiles, author)
	for i := range held {
		for _, f := range files {
			if f.held == held[i].ID {
				held[i].Files = append(held[i].Files, f.File)
			}
		}
	}
	return held, err
}
