package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

// RefreshGrace is how long a spent refresh token still gives its successor, so
// that two tabs which refresh at once both go on. It covers one generation.
const RefreshGrace = 10 * time.Second

// Pair is what a login or a refresh gives out.
type Pair struct {
	Access  Token
	Refresh Token
}

// Issue gives a sign-in its first pair.
func (t *Tokens) Issue(ctx context.Context, signIn chat.SignIn) (Pair, error) {
	next := t.successor(signIn.ID)
	if err := t.store.SaveRefresh(ctx, next); err != nil {
		return Pair{}, fmt.Errorf("tokens: %w", err)
	}
	return t.pair(signIn.User.ID, next)
}

// Refresh spends a refresh token and gives the next pair. A token that does
// not count is ErrBadToken. ErrReused says that it was spent before, so that
// somebody else may hold it: its sign-in, which is named beside the error, has
// been ended, and the connections that rest on it must be closed.
func (t *Tokens) Refresh(ctx context.Context, text string) (Pair, chat.SignInID, error) {
	shown, err := t.ParseRefresh(text)
	if err != nil {
		return Pair{}, 0, err
	}
	outcome, err := t.store.RotateRefresh(ctx, shown.TokenID, t.successor(shown.SignIn), t.o.Now(), RefreshGrace)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return Pair{}, 0, fmt.Errorf("%w: never given out, or its sign-in has ended", ErrBadToken)
	case err != nil:
		return Pair{}, 0, fmt.Errorf("tokens: %w", err)
	case outcome.Reused:
		return Pair{}, outcome.SignIn, ErrReused
	}
	pair, err := t.pair(shown.User, outcome.Next)
	return pair, outcome.SignIn, err
}

// successor has whole seconds, as the token will.
func (t *Tokens) successor(signIn chat.SignInID) db.Refresh {
	now := t.o.Now().UTC().Truncate(time.Second)
	return db.Refresh{ID: rand.Text(), SignIn: signIn, Issued: now, Expires: now.Add(t.o.RefreshLife)}
}

func (t *Tokens) pair(user chat.UserID, stored db.Refresh) (Pair, error) {
	access, err := t.Mint(user, stored.SignIn, Access)
	if err != nil {
		return Pair{}, err
	}
	refresh, err := t.sign(Claims{Kind: Refresh, User: user, SignIn: stored.SignIn,
		TokenID: stored.ID, Issued: stored.Issued, Expires: stored.Expires})
	return Pair{Access: access, Refresh: refresh}, err
}
