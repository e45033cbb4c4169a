// Package auth answers who is asking: it keeps passwords, sessions, tokens and
// tickets, and decides which of the credentials in a request counts.
//
// Its main idea is the sign-in. A login makes one row, and the session cookie,
// the access token and the refresh token given out with it all carry that
// row's id. A credential only leads to the row; whether somebody is signed in
// is read from the row on every request (chat.SignIn.Live), so sign-out, ban
// and password change hold at once, whatever a browser or program still holds.
//
// Beside that it guards the doors: which Origin may open a socket, which Host
// is ours, which posts come from another site, which page may follow a login,
// and how often somebody may guess a password.
//
// It knows no pages and no connections. Every failure is an error value; the
// handlers above turn it into a status and a sentence.
package auth

import "errors"

var (
	// ErrNobody: no credential in the request counts. Answer 401, or the
	// sign-in page. Deactivated people, ended sign-ins and unknown sessions
	// are not told apart.
	ErrNobody = errors.New("nobody is signed in")
	// ErrMixed: the session and the token cookie belong to different people.
	// Answer 409, clear the cookies named in Identity.Stale and note a
	// security event.
	ErrMixed = errors.New("credentials of different people")
	// ErrBadToken: a Bearer token, a ticket or a refresh token that does not
	// count. Answer 401; cookies beside it are not looked at.
	ErrBadToken = errors.New("token is not valid")
	// ErrReused: a refresh token that was used before. Its sign-in has been
	// ended. It is an ErrBadToken too.
	ErrReused = reused{}
	// ErrBusy: too many passwords wait to be checked. Answer 503 with
	// Retry-After.
	ErrBusy = errors.New("too many passwords at once")
	// ErrOrigin: the page that asks is not one of ours. Answer 403.
	ErrOrigin = errors.New("origin is not allowed")
)

type reused struct{}

func (reused) Error() string        { return "refresh token was used before" }
func (reused) Is(target error) bool { return target == ErrBadToken }
