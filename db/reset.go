package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const insertReset = `
	INSERT INTO resets (hash, user_id, expires)
	SELECT ?1, id, ?3
	FROM users
	WHERE id = ?2 AND active = 1`

const deleteResets = `
	DELETE FROM resets
	WHERE user_id = ?1 OR expires < ?2`

// SaveReset stores the hash of a link with which a person chooses a new
// password, in place of any link they had before. chat.ErrNotFound for nobody
// and for somebody who is kept out.
func (s *Store) SaveReset(ctx context.Context, hash []byte, user chat.UserID, expires time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteResets, user, chat.Millis(time.Now())); err != nil {
			return err
		}
		return t.changeOne(insertReset, hash, user, chat.Millis(expires))
	})
}

const resetUser = `
	SELECT ` + userColumns + `
	FROM resets s
	JOIN users u ON u.id = s.user_id
	WHERE s.hash = ?1 AND s.expires > ?2 AND u.active = 1`

// ResetUser tells whose link it is, while it counts; otherwise
// chat.ErrNotFound.
func (s *Store) ResetUser(ctx context.Context, hash []byte, now time.Time) (chat.User, error) {
	user, err := one(s.reader(ctx), userFields, resetUser, hash, chat.Millis(now))
	return user, s.translate(err)
}

// SpendReset uses a link: it stores the hash of the new password and ends every
// sign-in. chat.ErrNotFound when the link was used or has expired meanwhile.
func (s *Store) SpendReset(ctx context.Context, hash []byte, passwordHash string, now time.Time) (chat.User, error) {
	var user chat.User
	err := s.write(ctx, func(t *tx) (err error) {
		if user, err = one(t, userFields, resetUser, hash, chat.Millis(now)); err != nil {
			return err
		}
		if _, err = t.exec(deleteResets, user.ID, chat.Millis(now)); err != nil {
			return err
		}
		if err = t.changeOne(updatePassword, user.ID, passwordHash); err != nil {
			return err
		}
		_, err = t.endSignIns(user.ID, 0, "password reset")
		return err
	})
	return user, err
}
