package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const insertChallenge = `
	INSERT INTO challenges (hash, user_id, expires)
	VALUES (?1, ?2, ?3)`

// SaveChallenge keeps that somebody has typed their password on one browser,
// and that the code of their second factor is still to come.
func (s *Store) SaveChallenge(ctx context.Context, hash []byte, user chat.UserID, expires time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(insertChallenge, hash, user, chat.Millis(expires))
		return err
	})
}

const challengedUser = `
	SELECT ` + userColumns + `
	FROM challenges c
	JOIN users u ON u.id = c.user_id
	WHERE c.hash = ?1 AND c.expires > ?2 AND c.tries < ?3`

// Challenged tells whose half a sign-in is, while it counts and fewer than most
// codes were tried; otherwise chat.ErrNotFound.
func (s *Store) Challenged(ctx context.Context, hash []byte, now time.Time, most int) (chat.User, error) {
	user, err := one(s.reader(ctx), userFields, challengedUser, hash, chat.Millis(now), most)
	return user, s.translate(err)
}

const tryChallenge = `
	UPDATE challenges
	SET tries = tries + 1
	WHERE hash = ?1`

// TryChallenge is Challenged for somebody who brings a code, and counts it: of
// many at once no more than most are let through.
func (s *Store) TryChallenge(ctx context.Context, hash []byte, now time.Time, most int) (chat.User, error) {
	var user chat.User
	err := s.write(ctx, func(t *tx) (err error) {
		if user, err = one(t, userFields, challengedUser, hash, chat.Millis(now), most); err != nil {
			return err
		}
		return t.changeOne(tryChallenge, hash)
	})
	return user, err
}

const (
	deleteChallenge = `
	DELETE FROM challenges
	WHERE hash = ?1`
	deleteChallenges = `
	DELETE FROM challenges
	WHERE user_id = ?1`
	sweepChallenges = `
	DELETE FROM challenges
	WHERE expires < ?1`
)

// SpendChallenge ends half a sign-in, once. chat.ErrNotFound when that was done,
// or everything of the person has ended meanwhile.
func (s *Store) SpendChallenge(ctx context.Context, hash []byte) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(deleteChallenge, hash) })
}
