package db

import (
	"context"
	"errors"
	"time"

	"parley/db/chat"
)

// unseenLife is how long the tombstone of a session stays that was ended
// before it was ever saved: no cookie lives longer than 400 days (RFC 6265bis,
// section 5.5), so no session outlives it.
const unseenLife = 400 * 24 * time.Hour

const sessionData = `
	SELECT data
	FROM sessions
	WHERE token_hash = ?1 AND revoked_at = 0 AND expiry > ?2`

// Session gives what was saved under a token's hash, unless that has expired
// or ended.
func (s *Store) Session(ctx context.Context, tokenHash []byte, now time.Time) (data []byte, found bool, err error) {
	data, err = one(s.reader(ctx), single[[]byte], sessionData, tokenHash, chat.Millis(now))
	if errors.Is(err, chat.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, s.translate(err)
}

const saveSession = `
	INSERT INTO sessions (token_hash, data, sign_in_id, expiry)
	SELECT ?1, ?2, ?3, ?4
	WHERE ?3 IS NULL OR EXISTS (SELECT 1 FROM sign_ins WHERE id = ?3 AND revoked_at = 0)
	ON CONFLICT (token_hash) DO UPDATE
	SET data = excluded.data, sign_in_id = coalesce(excluded.sign_in_id, sessions.sign_in_id), expiry = excluded.expiry
	WHERE sessions.revoked_at = 0`

// SaveSession saves a session's data. It silently does nothing where the
// session, or the sign-in that it belongs to (0: none), has ended: a slow
// request must not bring back what a faster one ended.
func (s *Store) SaveSession(ctx context.Context, tokenHash, data []byte, signIn chat.SignInID, expiry time.Time) error {
	if data == nil {
		data = []byte{}
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(saveSession, tokenHash, data, optional(signIn), chat.Millis(expiry))
		return err
	})
}

const entombSession = `
	INSERT INTO sessions (token_hash, data, sign_in_id, expiry, revoked_at)
	VALUES (?1, x'', NULL, ?2, ?3)
	ON CONFLICT (token_hash) DO UPDATE
	SET data = x'', revoked_at = excluded.revoked_at
	WHERE sessions.revoked_at = 0`

// EndSession leaves a tombstone that no SaveSession revives, also for a token
// that was never seen: its first save may be on the way.
func (s *Store) EndSession(ctx context.Context, tokenHash []byte) error {
	return s.write(ctx, func(t *tx) error {
		at := time.Now()
		_, err := t.exec(entombSession, tokenHash, chat.Millis(at.Add(unseenLife)), chat.Millis(at))
		return err
	})
}

const (
	sweepSessions = `
	DELETE FROM sessions
	WHERE expiry < ?1`
	sweepRefresh = `
	DELETE FROM refresh_tokens
	WHERE expires < ?1`
	sweepTickets = `
	DELETE FROM tickets
	WHERE expires < ?1`
)

// SweepSessions forgets sessions, tombstones, refresh tokens, tickets and halves
// of sign-ins that had expired before a time.
func (s *Store) SweepSessions(ctx context.Context, before time.Time) error {
	for _, sweep := range []string{sweepSessions, sweepRefresh, sweepTickets, sweepChallenges} {
		err := s.write(ctx, func(t *tx) error {
			_, err := t.exec(sweep, chat.Millis(before))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ignore is err, but nil for the one fact that is no error here.
func ignore(err, fact error) error {
	if errors.Is(err, fact) {
		return nil
	}
	return err
}
