package auth_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
	"parley/handlers/auth"
)

// house is everything of this package over a real store, with two people.
type house struct {
	folder   string
	engine   db.Engine
	store    *db.Store
	keys     *auth.Keys
	sessions *auth.Sessions
	tokens   *auth.Tokens
	tickets  *auth.Tickets
	resolver *auth.Resolver

	closeStore func() error // once; a closed store fails as a broken one does

	ada, grace chat.User
	ahead      time.Duration // how far the tokens' clock is ahead
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{folder: t.TempDir()}
	h.openStore(t)
	h.keys = openKeys(t, t.TempDir())
	h.sessions = auth.NewSessions(h.store, auth.SessionOptions{})
	tokens, err := auth.NewTokens(h.keys, h.store, auth.TokenOptions{
		Issuer: ourURL, Audience: ourURL, AccessLife: accessLife, RefreshLife: refreshLife,
		Now: func() time.Time { return time.Now().Add(h.ahead) }})
	if err != nil {
		t.Fatal(err)
	}
	h.tokens = tokens
	h.tickets = auth.NewTickets(h.store)
	h.resolver = h.newResolver(t, auth.ResolverOptions{})
	return h
}

func (h *house) openStore(t testing.TB) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	var err error
	if h.engine, err = sqlite.Open(t.Context(), sqlite.Options{Folder: h.folder, Log: log}); err != nil {
		t.Fatal(err)
	}
	if h.store, err = db.Open(t.Context(), h.engine, db.Options{Log: log}); err != nil {
		t.Fatal(err)
	}
	h.closeStore = sync.OnceValue(h.store.Close)
	t.Cleanup(func() { h.closeStore() })
	if h.ada, _, err = h.store.CreateFirstUser(t.Context(), chat.NewUser{Username: "ada"}, "General"); err != nil {
		t.Fatal(err)
	}
	if h.grace, err = h.store.CreateUser(t.Context(), chat.NewUser{Username: "grace"}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) newResolver(t testing.TB, o auth.ResolverOptions) *auth.Resolver {
	t.Helper()
	resolver := auth.NewResolver(h.store, h.sessions, h.tokens, h.tickets, o)
	t.Cleanup(resolver.Close)
	return resolver
}

func (h *house) signIn(t testing.TB, user chat.User) chat.SignIn {
	t.Helper()
	return h.signInSeen(t, user, time.Now())
}

func (h *house) signInSeen(t testing.TB, user chat.User, at time.Time) chat.SignIn {
	t.Helper()
	signIn, err := h.store.StartSignIn(t.Context(), user.ID, "192.0.2.7", "Firefox", at)
	if err != nil {
		t.Fatal(err)
	}
	return signIn
}

// begin gives a browser, with the cookies it has, a session.
func (h *house) begin(t testing.TB, signIn chat.SignIn, cookies ...*http.Cookie) *http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	if _, err := h.sessions.Begin(w, page(cookies...), signIn.ID); err != nil {
		t.Fatal(err)
	}
	return cookieIn(t, w, "sessionid")
}

func (h *house) access(t testing.TB, signIn chat.SignIn) string {
	t.Helper()
	token, err := h.tokens.Mint(signIn.User.ID, signIn.ID, auth.Access)
	if err != nil {
		t.Fatal(err)
	}
	return token.Text()
}

func (h *house) end(t testing.TB, signIn chat.SignIn) {
	t.Helper()
	if err := h.store.EndSignIn(t.Context(), signIn.ID, "signed out"); err != nil {
		t.Fatal(err)
	}
}

// page is a request for a page by a browser with these cookies.
func page(cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/rooms/1", nil)
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	return r
}

func bearing(token string) *http.Request {
	r := page()
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

func accessCookie(token string) *http.Cookie {
	return &http.Cookie{Name: auth.AccessCookie, Value: token}
}

// cookieIn is the one cookie of that name that an answer sets.
func cookieIn(t testing.TB, w *httptest.ResponseRecorder, name string) *http.Cookie {
	t.Helper()
	var found *http.Cookie
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name != name {
			continue
		}
		if found != nil {
			t.Fatalf("%s is set twice", name)
		}
		found = cookie
	}
	if found == nil {
		t.Fatalf("%s is not set", name)
	}
	return found
}
