package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"parley/db"
	"parley/db/chat"
)

// Source says which credential decided.
type Source string

const (
	FromBearer  Source = "bearer"
	FromSession Source = "session"
	FromCookie  Source = "jwt-cookie"
	FromTicket  Source = "ticket"
	FromVisit   Source = "visitor" // of the support desk: nobody is signed in
)

// Identity is who asks. The user is as the store has them now: roles come from
// here and never from a token.
type Identity struct {
	User    chat.User
	SignIn  chat.SignInID
	Source  Source
	TokenID string    // jti; empty unless a token decided
	Expires time.Time // when the session or token ends by itself; zero: with its sign-in
	// Proved and Factored are the sign-in's: all that was given out with it
	// shares them.
	Proved   time.Time
	Factored bool
	// Stale names cookies that the answer should clear (Cookies.Clear). It is
	// set beside an error too.
	Stale []string
}

// Resolver is the one place that decides who is asking, for pages, programs
// and sockets alike:
//
//  1. Authorization: Bearer. It alone decides, also when it is wrong.
//  2. A ticket, at the upgrade only, likewise.
//  3. The session cookie, because the session lives here.
//  4. The access token's cookie.
//
// Whatever it is, it leads to a sign-in, and that must be alive. It is safe
// for concurrent use.
type Resolver struct {
	store    *db.Store
	sessions *Sessions
	tokens   *Tokens
	tickets  *Tickets
	o        ResolverOptions
	touches  *touches
}

// ResolverOptions are the settings of Resolver.
type ResolverOptions struct {
	Idle time.Duration // a browser's sign-in that nobody used for so long has ended; 0: never
}

// NewResolver starts a goroutine that notes when people were last seen; Close
// ends it.
func NewResolver(store *db.Store, sessions *Sessions, tokens *Tokens, tickets *Tickets, o ResolverOptions) *Resolver {
	return &Resolver{store: store, sessions: sessions, tokens: tokens, tickets: tickets, o: o, touches: newTouches(store)}
}

// Close writes what is still to be noted and waits for it.
func (v *Resolver) Close() { v.touches.close() }

// Identify decides who asks, and notes that they were here. The error is
// ErrNobody, ErrBadToken, ErrMixed, or the store's own when it could not be
// asked, which must never be read as nobody.
func (v *Resolver) Identify(r *http.Request) (Identity, error) {
	who, signIn, err := v.look(r)
	if err == nil {
		v.touches.note(signIn)
	}
	return who, err
}

// Look is Identify without noting: for polls, which must not keep a sign-in
// from going idle.
func (v *Resolver) Look(r *http.Request) (Identity, error) {
	who, _, err := v.look(r)
	return who, err
}

// Used notes that a sign-in was used without a request, through a socket: its
// caller says so now and then, not each time.
func (v *Resolver) Used(id chat.SignInID) { v.touches.ask(id) }

// IdentifyUpgrade is Identify for a request that opens a socket, where a
// one-use ticket may stand in the address. It spends the ticket: to look again
// after the connection is registered, use Holds.
func (v *Resolver) IdentifyUpgrade(r *http.Request) (Identity, error) {
	text := r.URL.Query().Get(ticketParameter)
	if _, bearer := bearerToken(r); bearer || text == "" {
		return v.Identify(r)
	}
	signInID, user, err := v.tickets.spend(r.Context(), text)
	if err != nil {
		return Identity{}, err
	}
	signIn, err := v.live(r.Context(), signInID, user)
	if err != nil {
		return Identity{}, asBadToken(err)
	}
	v.touches.note(signIn)
	return identityOf(signIn, FromTicket), nil
}

// Holds looks again, without a request, whether an identity still counts:
// nil, ErrNobody or the store's own error.
func (v *Resolver) Holds(ctx context.Context, who Identity) error {
	if !who.Expires.IsZero() && !time.Now().Before(who.ends()) {
		return ErrNobody
	}
	_, err := v.lively(ctx, who.SignIn, who.User.ID, who.Source)
	return err
}

// ends is when the credential itself stops to count.
func (i Identity) ends() time.Time {
	if i.Source == FromSession {
		return i.Expires
	}
	return i.Expires.Add(Leeway)
}

// Verify tells whether a token of either kind would count now: nil,
// ErrBadToken or the store's own error.
func (v *Resolver) Verify(ctx context.Context, text string) error {
	claims, err := v.tokens.ParseAccess(text)
	if err != nil {
		claims, err = v.tokens.ParseRefresh(text)
	}
	if err != nil {
		return err
	}
	_, err = v.live(ctx, claims.SignIn, claims.User)
	return asBadToken(err)
}

func (v *Resolver) look(r *http.Request) (Identity, chat.SignIn, error) {
	if text, ok := bearerToken(r); ok {
		who, signIn, err := v.byToken(r.Context(), text, FromBearer)
		return who, signIn, asBadToken(err)
	}
	return v.byCookies(r)
}

// byCookies weighs the session against the token's cookie.
func (v *Resolver) byCookies(r *http.Request) (Identity, chat.SignIn, error) {
	who, signIn, err := v.bySession(r)
	if err != nil && !errors.Is(err, ErrNobody) {
		return Identity{}, chat.SignIn{}, err
	}
	text := cookieValue(r, AccessCookie)
	if text == "" {
		return who, signIn, err
	}
	other, otherSignIn, tokenErr := v.byToken(r.Context(), text, FromCookie)
	switch {
	case tokenErr != nil && !isRefusal(tokenErr):
		return Identity{}, chat.SignIn{}, tokenErr
	case tokenErr != nil:
		who.Stale = []string{AccessCookie}
		return who, signIn, err
	case err != nil:
		return other, otherSignIn, nil
	case other.User.ID != who.User.ID:
		return Identity{Stale: []string{AccessCookie, RefreshCookie}}, chat.SignIn{},
			fmt.Errorf("%w: session of %d, token of %d", ErrMixed, who.User.ID, other.User.ID)
	}
	return who, signIn, nil
}

func (v *Resolver) bySession(r *http.Request) (Identity, chat.SignIn, error) {
	session, err := v.sessions.read(r)
	if err != nil {
		return Identity{}, chat.SignIn{}, err
	}
	if session.SignIn == 0 {
		return Identity{}, chat.SignIn{}, ErrNobody
	}
	signIn, err := v.lively(r.Context(), session.SignIn, 0, FromSession)
	if err != nil {
		return Identity{}, chat.SignIn{}, err
	}
	who := identityOf(signIn, FromSession)
	who.Expires = session.Deadline
	return who, signIn, nil
}

func (v *Resolver) byToken(ctx context.Context, text string, source Source) (Identity, chat.SignIn, error) {
	claims, err := v.tokens.ParseAccess(text)
	if err != nil {
		return Identity{}, chat.SignIn{}, err
	}
	signIn, err := v.lively(ctx, claims.SignIn, claims.User, source)
	if err != nil {
		return Identity{}, chat.SignIn{}, err
	}
	who := identityOf(signIn, source)
	who.TokenID, who.Expires = claims.TokenID, claims.Expires
	return who, signIn, nil
}

func identityOf(signIn chat.SignIn, source Source) Identity {
	return Identity{User: signIn.User, SignIn: signIn.ID, Source: source, Proved: signIn.Proved, Factored: signIn.Factored}
}

// live gives the sign-in if it counts and belongs to the user; 0: to anybody.
func (v *Resolver) live(ctx context.Context, id chat.SignInID, user chat.UserID) (chat.SignIn, error) {
	signIn, err := v.store.SignIn(ctx, id)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return chat.SignIn{}, ErrNobody
	case err != nil:
		return chat.SignIn{}, fmt.Errorf("sign-in: %w", err)
	case !signIn.Live() || user != 0 && user != signIn.User.ID:
		return chat.SignIn{}, ErrNobody
	}
	return signIn, nil
}

// lively is live for a browser's cookies, which end too when nobody uses them.
// What a program was given ends at the time that was given with it.
func (v *Resolver) lively(ctx context.Context, id chat.SignInID, user chat.UserID, source Source) (chat.SignIn, error) {
	signIn, err := v.live(ctx, id, user)
	if err == nil && v.o.Idle > 0 && (source == FromSession || source == FromCookie) && time.Since(signIn.LastSeen) > v.o.Idle {
		return chat.SignIn{}, ErrNobody
	}
	return signIn, err
}

// asBadToken is how an explicit credential answers when its sign-in is gone.
func asBadToken(err error) error {
	if errors.Is(err, ErrNobody) {
		return fmt.Errorf("%w: its sign-in has ended", ErrBadToken)
	}
	return err
}

func isRefusal(err error) bool { return errors.Is(err, ErrNobody) || errors.Is(err, ErrBadToken) }

// bearerToken is what follows "Bearer" (RFC 6750, 2.1); the scheme's case does
// not matter. Other schemes, as a proxy's Basic, are not ours to judge. Two
// headers are one wrong token.
func bearerToken(r *http.Request) (text string, ok bool) {
	for _, header := range r.Header.Values("Authorization") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			continue
		}
		if ok {
			return "", true
		}
		text, ok = strings.TrimSpace(rest), true
	}
	return text, ok
}

// BearerOnly tells whether a request names its credential itself and sends no
// cookie: no browser does that of its own accord, so such a request needs no
// Origin.
func BearerOnly(r *http.Request) bool {
	_, bearer := bearerToken(r)
	return bearer && len(r.Header.Values("Cookie")) == 0
}
