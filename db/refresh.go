package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// Refresh is a refresh token as it is stored. ID is its jti.
type Refresh struct {
	ID      string
	SignIn  chat.SignInID
	Issued  time.Time
	Expires time.Time
}

// RefreshOutcome is what became of a refresh token that was shown.
type RefreshOutcome struct {
	Next   Refresh       // the successor to hand out; empty when Reused
	SignIn chat.SignInID // the sign-in it belongs to
	Reused bool          // it was spent before, so its sign-in has been ended
}

const insertRefresh = `
	INSERT INTO refresh_tokens (id, sign_in_id, issued, expires)
	VALUES (?1, ?2, ?3, ?4)`

// SaveRefresh stores the first refresh token of a sign-in. chat.ErrConflict
// when the id was used before, chat.ErrNotFound when the sign-in has ended.
func (s *Store) SaveRefresh(ctx context.Context, refresh Refresh) error {
	return s.write(ctx, func(t *tx) error {
		signIn, err := one(t, signInFields, signInByID, refresh.SignIn)
		if err != nil {
			return err
		}
		if !signIn.Live() {
			return chat.ErrNotFound
		}
		return t.saveRefresh(refresh)
	})
}

func (t *tx) saveRefresh(r Refresh) error {
	_, err := t.exec(insertRefresh, r.ID, r.SignIn, chat.Millis(r.Issued), chat.Millis(r.Expires))
	return err
}

// storedRefresh is a refresh token with what has become of it.
type storedRefresh struct {
	Refresh
	spent     time.Time
	successor string
}

const refreshByID = `
	SELECT id, sign_in_id, issued, expires, spent_at, successor
	FROM refresh_tokens
	WHERE id = ?1`

func refreshFields(r *storedRefresh) []any {
	return []any{text(&r.ID), number(&r.SignIn), moment(&r.Issued), moment(&r.Expires), moment(&r.spent), text(&r.successor)}
}

// RotateRefresh spends a token for its successor, next, whose SignIn is set to
// the token's. A token that was spent at most grace ago gives the successor
// that was stored then, while that is unspent (two tabs refresh at once). Any
// other use of a spent token ends the sign-in: somebody else may hold it.
// chat.ErrNotFound for an unknown or expired token and for a sign-in that no
// longer lives.
func (s *Store) RotateRefresh(ctx context.Context, id string, next Refresh, now time.Time, grace time.Duration) (RefreshOutcome, error) {
	var outcome RefreshOutcome
	err := s.write(ctx, func(t *tx) error {
		shown, err := t.usableRefresh(id, now)
		if err != nil {
			return err
		}
		outcome.SignIn = shown.SignIn
		if shown.successor == "" {
			outcome.Next, err = t.spendRefresh(shown, next, now)
			return err
		}
		heir, err := one(t, refreshFields, refreshByID, shown.successor)
		if err != nil {
			return err
		}
		if heir.successor == "" && now.Sub(shown.spent) <= grace {
			outcome.Next = heir.Refresh
			return nil
		}
		outcome.Reused = true
		return t.endSignIn(shown.SignIn, "refresh token used again")
	})
	if err != nil {
		return RefreshOutcome{}, err
	}
	return outcome, nil
}

// usableRefresh finds a token that has not expired, of a sign-in that lives.
func (t *tx) usableRefresh(id string, now time.Time) (storedRefresh, error) {
	shown, err := one(t, refreshFields, refreshByID, id)
	if err != nil {
		return shown, err
	}
	signIn, err := one(t, signInFields, signInByID, shown.SignIn)
	if err == nil && (!signIn.Live() || !shown.Expires.After(now)) {
		err = chat.ErrNotFound
	}
	return shown, err
}

const spendRefresh = `
	UPDATE refresh_tokens
	SET spent_at = ?2, successor = ?3
	WHERE id = ?1`

func (t *tx) spendRefresh(shown storedRefresh, next Refresh, now time.Time) (Refresh, error) {
	next.SignIn = shown.SignIn
	if err := t.saveRefresh(next); err != nil {
		return Refresh{}, err
	}
	return next, t.changeOne(spendRefresh, shown.ID, chat.Millis(now), next.ID)
}
