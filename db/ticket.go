package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const insertTicket = `
	INSERT INTO tickets (hash, sign_in_id, user_id, expires)
	VALUES (?1, ?2, ?3, ?4)`

// SaveTicket stores a ticket that stands for a person once, and for the
// sign-in that it was given to (0: none).
func (s *Store) SaveTicket(ctx context.Context, hash []byte, signIn chat.SignInID, user chat.UserID, expires time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(insertTicket, hash, optional(signIn), user, chat.Millis(expires))
		return err
	})
}

// ticket is a row of tickets.
type ticket struct {
	signIn  chat.SignInID
	user    chat.UserID
	expires time.Time
}

const spendTicket = `
	DELETE FROM tickets
	WHERE hash = ?1
	RETURNING sign_in_id, user_id, expires`

// SpendTicket gives what a ticket stands for, once. chat.ErrNotFound when it
// was spent, has expired, never was, or its sign-in has ended.
func (s *Store) SpendTicket(ctx context.Context, hash []byte, now time.Time) (chat.SignInID, chat.UserID, error) {
	var spent ticket
	err := s.write(ctx, func(t *tx) (err error) {
		fields := func(k *ticket) []any { return []any{number(&k.signIn), number(&k.user), moment(&k.expires)} }
		spent, err = one(t, fields, spendTicket, hash)
		return err
	})
	if err == nil && !spent.expires.After(now) {
		err = chat.ErrNotFound
	}
	if err != nil {
		return 0, 0, err
	}
	return spent.signIn, spent.user, nil
}
