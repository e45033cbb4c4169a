package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"parley/db"
	"parley/db/chat"
)

const (
	// ChallengeCookie holds half a sign-in, while its code is still to come.
	ChallengeCookie = "sign-in-code"
	// challengeLife is time enough to find one's phone.
	challengeLife = 5 * time.Minute
	// challengeTries is how many codes may be tried before the password is asked
	// for again.
	challengeTries = 5
)

// Challenges are halves of sign-ins: the password was right, and a code of the
// second factor is still to come. What a browser holds of one signs nobody in
// and is good for nothing but giving the code.
type Challenges struct {
	store   *db.Store
	cookies Cookies
	path    string // the only place that the cookie is sent to
}

// NewChallenges keeps them in the store, as hashes, and gives them to browsers
// for the page of the code.
func NewChallenges(store *db.Store, cookies Cookies, path string) *Challenges {
	return &Challenges{store: store, cookies: cookies, path: path}
}

// Begin gives the browser one. Call it before the answer is written.
func (c *Challenges) Begin(ctx context.Context, w http.ResponseWriter, user chat.UserID) error {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails (crypto/rand)
	text, expires := base64.RawURLEncoding.EncodeToString(secret), time.Now().Add(challengeLife)
	if err := c.store.SaveChallenge(ctx, hashOf(text), user, expires); err != nil {
		return fmt.Errorf("challenge: %w", err)
	}
	http.SetCookie(w, c.cookie(text, expires))
	return nil
}

// Whose tells whose half a sign-in the browser holds; chat.ErrNotFound for none
// that counts.
func (c *Challenges) Whose(r *http.Request) (chat.User, error) {
	text := cookieValue(r, ChallengeCookie)
	if !wellFormedToken(text) {
		return chat.User{}, chat.ErrNotFound
	}
	return c.store.Challenged(r.Context(), hashOf(text), time.Now(), challengeTries)
}

// Try is Whose for a browser that brings a code, right or wrong: it counts.
func (c *Challenges) Try(r *http.Request) (chat.User, error) {
	text := cookieValue(r, ChallengeCookie)
	if !wellFormedToken(text) {
		return chat.User{}, chat.ErrNotFound
	}
	return c.store.TryChallenge(r.Context(), hashOf(text), time.Now(), challengeTries)
}

// Spend ends it, once; chat.ErrNotFound when it has ended meanwhile.
func (c *Challenges) Spend(w http.ResponseWriter, r *http.Request) error {
	gone := c.cookie("", time.Unix(1, 0))
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	return c.store.SpendChallenge(r.Context(), hashOf(cookieValue(r, ChallengeCookie)))
}

// cookie is never sent by a page of another site, not even by a link: nobody
// comes to the page of the code that way.
func (c *Challenges) cookie(value string, expires time.Time) *http.Cookie {
	cookie := c.cookies.cookie(ChallengeCookie, value, expires)
	cookie.Path, cookie.SameSite = c.path, http.SameSiteStrictMode
	return cookie
}
