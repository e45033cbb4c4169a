package db

import (
	"context"

	"parley/db/chat"
)

const sanctionOf = selectSanction + `
	WHERE s.id = ?1 AND s.user_id = ?2`

// Answer keeps what a person says to what was done to them, once:
// chat.ErrConflict the second time, chat.ErrNotFound for somebody else's.
func (s *Store) Answer(ctx context.Context, user chat.User, id chat.SanctionID, words string) error {
	return s.write(ctx, func(t *tx) error {
		found, err := one(t, sanctionFields, sanctionOf, id, user.ID)
		if err != nil {
			return err
		}
		return t.answer(user, found, words)
	})
}

const answerSanction = `
	UPDATE sanctions
	SET answer = ?2, answered = ?3, door = NULL
	WHERE id = ?1 AND answered = 0`

func (t *tx) answer(user chat.User, to chat.Sanction, words string) error {
	kept, err := t.exec(answerSanction, to.ID, words, chat.Millis(now()))
	if err == nil && kept == 0 {
		err = chat.ErrConflict
	}
	if err != nil {
		return err
	}
	return t.audit(chat.Entry{Act: chat.DeedAnswer, Actor: nameOf(user), Target: to.Actor, Report: to.Report, Reason: string(to.Kind), Words: words})
}

const openDoor = `
	UPDATE sanctions
	SET door = ?2
	WHERE id = ?1 AND answered = 0 AND lifted = 0`

// OpenDoor lets somebody who may not come in answer without doing so, by
// whatever has this hash; what had one before counts no more. chat.ErrNotFound
// where they have answered, or it was lifted.
func (s *Store) OpenDoor(ctx context.Context, id chat.SanctionID, hash []byte) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(openDoor, id, hash) })
}

const sanctionAt = selectSanction + `
	WHERE s.door = ?1 AND s.lifted = 0`

const userAt = `
	SELECT ` + userColumns + `
	FROM sanctions s
	JOIN users u ON u.id = s.user_id
	WHERE s.door = ?1 AND s.lifted = 0`

// Barred finds what somebody may answer to at a door; chat.ErrNotFound for one
// that is none.
func (s *Store) Barred(ctx context.Context, hash []byte) (chat.Sanction, error) {
	found, err := one(s.reader(ctx), sanctionFields, sanctionAt, hash)
	return found, s.translate(err)
}

// AnswerAt is Answer at a door, which closes with it.
func (s *Store) AnswerAt(ctx context.Context, hash []byte, words string) error {
	return s.write(ctx, func(t *tx) error {
		user, err := one(t, userFields, userAt, hash)
		if err != nil {
			return err
		}
		found, err := one(t, sanctionFields, sanctionAt, hash)
		if err != nil {
			return err
		}
		return t.answer(user, found, words)
	})
}
