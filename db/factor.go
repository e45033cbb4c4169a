package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const factorOf = `
	SELECT f.secret, f.since, f.step, (SELECT count(*) FROM recovery_codes c WHERE c.user_id = f.user_id)
	FROM factors f
	WHERE f.user_id = ?1`

func factorFields(f *chat.Factor) []any {
	return []any{&f.Secret, moment(&f.Since), number(&f.Step), number(&f.Codes)}
}

// Factor is a person's second factor, also one that is not on yet; the zero one
// where they have none.
func (s *Store) Factor(ctx context.Context, user chat.UserID) (chat.Factor, error) {
	found, err := one(s.reader(ctx), factorFields, factorOf, user)
	return found, ignore(s.translate(err), chat.ErrNotFound)
}

const beginFactor = `
	INSERT INTO factors (user_id, secret)
	VALUES (?1, ?2)
	ON CONFLICT (user_id) DO UPDATE
	SET secret = excluded.secret
	WHERE factors.since = 0`

// BeginFactor keeps the sealed secret of a factor that is to be turned on, in
// place of one that waits. chat.ErrConflict while one is on.
func (s *Store) BeginFactor(ctx context.Context, user chat.UserID, secret []byte) error {
	return s.write(ctx, func(t *tx) error { return unchanged(t.changeOne(beginFactor, user, secret)) })
}

const turnFactorOn = `
	UPDATE factors
	SET since = ?3, step = ?4
	WHERE user_id = ?1 AND secret = ?2 AND since = 0`

// TurnFactorOn turns the factor on that waits, after a first right code.
// chat.ErrConflict when it is on already or another one waits by now.
func (s *Store) TurnFactorOn(ctx context.Context, user chat.UserID, n chat.NewFactor) error {
	return s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		if err := unchanged(t.changeOne(turnFactorOn, user, n.Secret, chat.Millis(now()), n.Step)); err != nil {
			return err
		}
		if err := t.keepRecovery(user, n.Codes); err != nil {
			return err
		}
		if _, err := t.exec(factorGiven, n.SignIn, user); err != nil {
			return err
		}
		return t.audit(chat.Entry{Act: chat.DeedFactorOn, Actor: nameOf(who), Target: nameOf(who)})
	})
}

const useStep = `
	UPDATE factors
	SET step = ?3
	WHERE user_id = ?1 AND secret = ?2 AND since > 0 AND step < ?3`

// UseStep takes a code of the app, of the secret and the span of time named.
// Of all who bring one code only the first does it: chat.ErrConflict for the
// others, and for a code older than one that was used.
func (s *Store) UseStep(ctx context.Context, user chat.UserID, secret []byte, step int64) error {
	return s.write(ctx, func(t *tx) error { return unchanged(t.changeOne(useStep, user, secret, step)) })
}

const useRecovery = `
	DELETE FROM recovery_codes
	WHERE user_id = ?1 AND hash = ?2 AND EXISTS (SELECT 1 FROM factors WHERE user_id = ?1 AND since > 0)`

// UseRecovery takes a recovery code, once. chat.ErrConflict when it was used or
// is none.
func (s *Store) UseRecovery(ctx context.Context, user chat.UserID, hash []byte) error {
	return s.write(ctx, func(t *tx) error { return unchanged(t.changeOne(useRecovery, user, hash)) })
}

const touchFactor = `
	UPDATE factors
	SET step = step
	WHERE user_id = ?1 AND since > 0`

// RenewRecovery keeps new recovery codes in place of those before.
// chat.ErrConflict where no factor is on.
func (s *Store) RenewRecovery(ctx context.Context, user chat.UserID, hashes [][]byte) error {
	return s.write(ctx, func(t *tx) error {
		if err := unchanged(t.changeOne(touchFactor, user)); err != nil {
			return err
		}
		return t.keepRecovery(user, hashes)
	})
}

const (
	forgetRecovery = `
	DELETE FROM recovery_codes
	WHERE user_id = ?1`
	insertRecovery = `
	INSERT INTO recovery_codes (user_id, hash)
	VALUES (?1, ?2)`
)

func (t *tx) keepRecovery(user chat.UserID, hashes [][]byte) error {
	if _, err := t.exec(forgetRecovery, user); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := t.exec(insertRecovery, user, hash); err != nil {
			return err
		}
	}
	return nil
}

const factorGiven = `
	UPDATE sign_ins
	SET factored = 1
	WHERE id = ?1 AND user_id = ?2 AND revoked_at = 0`

// GaveFactor notes that a sign-in of a person was made with their second factor.
func (s *Store) GaveFactor(ctx context.Context, signIn chat.SignInID, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(factorGiven, signIn, user) })
}

const proveSignIn = `
	UPDATE sign_ins
	SET proved = ?2
	WHERE id = ?1 AND proved < ?2 AND revoked_at = 0`

// ProveSignIn notes when the person of a sign-in last typed their password;
// never backwards.
func (s *Store) ProveSignIn(ctx context.Context, id chat.SignInID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(proveSignIn, id, chat.Millis(at))
		return err
	})
}

// unchanged is chat.ErrConflict for a change that somebody else has made.
func unchanged(err error) error {
	if ignore(err, chat.ErrNotFound) == nil && err != nil {
		return chat.ErrConflict
	}
	return err
}
