package auth_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

// sessionOf is the sign-in that a cookie leads to; 0: none.
func (h *house) sessionOf(t testing.TB, cookies ...*http.Cookie) chat.SignInID {
	t.Helper()
	signIn, ok, err := h.sessions.SignIn(page(cookies...))
	if err != nil || ok != (signIn != 0) {
		t.Fatalf("got %d, %v, %v", signIn, ok, err)
	}
	return signIn
}

func TestASessionKeepsABrowserSignedIn(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)

	cookie := h.begin(t, signIn)

	if got := h.sessionOf(t, cookie); got != signIn.ID {
		t.Errorf("got sign-in %d, want %d", got, signIn.ID)
	}
	life := time.Until(cookie.Expires)
	if !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("got cookie %+v", cookie)
	}
	if life < auth.SessionLife-time.Minute || life > auth.SessionLife+time.Minute {
		t.Errorf("lives %s", life)
	}
}

func TestUnderHTTPSTheSessionCookieIsBoundToTheHost(t *testing.T) {
	h := newHouse(t)
	sessions := auth.NewSessions(h.store, auth.SessionOptions{Secure: true, Life: time.Hour})
	signIn := h.signIn(t, h.ada)

	w := httptest.NewRecorder()
	if _, err := sessions.Begin(w, page(), signIn.ID); err != nil {
		t.Fatal(err)
	}

	cookie := cookieIn(t, w, "__Host-sessionid")
	if !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge > 3601 {
		t.Errorf("got cookie %+v", cookie)
	}
	planted := &http.Cookie{Name: "sessionid", Value: cookie.Value}
	if _, ok, err := sessions.SignIn(page(planted)); ok || err != nil {
		t.Errorf("the name without __Host- counts: %v, %v", ok, err)
	}
}

func TestAPlantedTokenIsWorthlessAfterTheLogin(t *testing.T) {
	h := newHouse(t)
	planted := &http.Cookie{Name: "sessionid", Value: strings.Repeat("A", 43)}

	cookie := h.begin(t, h.signIn(t, h.ada), planted)

	if cookie.Value == planted.Value || h.sessionOf(t, planted) != 0 {
		t.Error("the planted token is signed in")
	}
}

func TestSigningInAgainEndsTheSignInBefore(t *testing.T) {
	h := newHouse(t)
	before, after := h.signIn(t, h.ada), h.signIn(t, h.grace)
	cookie := h.begin(t, before)

	w := httptest.NewRecorder()
	ended, err := h.sessions.Begin(w, page(cookie), after.ID)

	if ended != before.ID || err != nil {
		t.Errorf("ended %d, %v", ended, err)
	}
	if h.sessionOf(t, cookie) != 0 {
		t.Error("the cookie before still counts")
	}
	if got := h.sessionOf(t, cookieIn(t, w, "sessionid")); got != after.ID {
		t.Errorf("got sign-in %d, want %d", got, after.ID)
	}
	if signIn, err := h.store.SignIn(t.Context(), before.ID); err != nil || signIn.Live() {
		t.Errorf("the sign-in before lives: %v, %v", signIn, err)
	}
}

func TestANewTokenKeepsTheSignIn(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	before := h.begin(t, signIn)

	w := httptest.NewRecorder()
	if err := h.sessions.Renew(w, page(before)); err != nil {
		t.Fatal(err)
	}

	if h.sessionOf(t, before) != 0 {
		t.Error("the token before still counts")
	}
	if got := h.sessionOf(t, cookieIn(t, w, "sessionid")); got != signIn.ID {
		t.Errorf("got sign-in %d, want %d", got, signIn.ID)
	}
	w = httptest.NewRecorder()
	if err := h.sessions.Renew(w, page()); err != nil || len(w.Result().Cookies()) != 0 {
		t.Errorf("a visitor got a session: %v", err)
	}
}

func TestAnEndedSessionIsGoneForEverybodyWhoHoldsItsCookie(t *testing.T) {
	h := newHouse(t)
	cookie := h.begin(t, h.signIn(t, h.ada))

	w := httptest.NewRecorder()
	if err := h.sessions.End(w, page(cookie)); err != nil {
		t.Fatal(err)
	}

	if cleared := cookieIn(t, w, "sessionid"); cleared.MaxAge >= 0 || cleared.Value != "" {
		t.Errorf("got cookie %+v", cleared)
	}
	if h.sessionOf(t, cookie) != 0 {
		t.Error("a copy of the cookie still counts")
	}
}

func TestAnyCookieCanBeSignedOut(t *testing.T) {
	h := newHouse(t)
	for _, value := range []string{"", "garbage", strings.Repeat("A", 43), "a b;c,d", strings.Repeat("z", 10_000)} {
		w := httptest.NewRecorder()
		if err := h.sessions.End(w, page(&http.Cookie{Name: "sessionid", Value: value})); err != nil {
			t.Errorf("%.50q: got %v", value, err)
		}
		cookieIn(t, w, "sessionid")
	}
}

func TestNothingIsStoredForVisitors(t *testing.T) {
	h := newHouse(t)
	visit := h.sessions.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h.sessions.PutFlash(w, r, "Hello."); err != nil {
			t.Error(err)
		}
		if _, err := h.sessions.PopFlash(w, r); err != nil {
			t.Error(err)
		}
	}), failTest(t))

	for range 1000 {
		w := httptest.NewRecorder()
		visit.ServeHTTP(w, page(&http.Cookie{Name: "sessionid", Value: strings.Repeat("A", 43)}))
		if len(w.Result().Cookies()) != 0 {
			t.Fatal("a visitor got a cookie")
		}
	}

	rows := 0
	if err := h.engine.Readers.QueryRow("SELECT count(*) FROM sessions").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("got %d rows, %v", rows, err)
	}
}

func TestAFlashTextIsShownOnce(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	cookie := h.begin(t, signIn)
	if err := h.sessions.PutFlash(httptest.NewRecorder(), page(cookie), "Your profile is saved."); err != nil {
		t.Fatal(err)
	}

	for _, want := range []string{"Your profile is saved.", "", ""} {
		got, err := h.sessions.PopFlash(httptest.NewRecorder(), page(cookie))
		if got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if got := h.sessionOf(t, cookie); got != signIn.ID {
		t.Errorf("the sign-in became %d", got)
	}
}

func TestASessionEndsWithItsLife(t *testing.T) {
	h := newHouse(t)
	sessions := auth.NewSessions(h.store, auth.SessionOptions{Life: time.Nanosecond})
	w := httptest.NewRecorder()
	if _, err := sessions.Begin(w, page(), h.signIn(t, h.ada).ID); err != nil {
		t.Fatal(err)
	}

	if h.sessionOf(t, cookieIn(t, w, "sessionid")) != 0 {
		t.Error("it still counts")
	}
}

func TestAStoreThatFailsMakesNobodyAGuest(t *testing.T) {
	h := newHouse(t)
	cookie := h.begin(t, h.signIn(t, h.ada))
	if err := h.closeStore(); err != nil {
		t.Fatal(err)
	}

	if _, ok, err := h.sessions.SignIn(page(cookie)); ok || err == nil {
		t.Errorf("got %v, %v", ok, err)
	}
	var failed error
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the page was shown") })
	h.sessions.Load(next, func(_ http.ResponseWriter, _ *http.Request, err error) { failed = err }).
		ServeHTTP(httptest.NewRecorder(), page(cookie))
	if failed == nil {
		t.Error("nothing failed")
	}
	if _, err := h.sessions.Begin(httptest.NewRecorder(), page(), 1); !errors.Is(err, chat.ErrUnavailable) {
		t.Errorf("a session began: %v", err)
	}
}

func TestAStolenDatabaseHoldsNoToken(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	cookie := h.begin(t, signIn)
	ticket, err := h.tickets.Issue(t.Context(), auth.Identity{User: h.ada, SignIn: signIn.ID})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := h.tokens.Issue(t.Context(), signIn)
	if err != nil {
		t.Fatal(err)
	}

	files, err := filepath.Glob(filepath.Join(h.folder, "parley.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got files %v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, secret := range map[string]string{"session": cookie.Value, "ticket": ticket,
			"access": pair.Access.Text(), "refresh": pair.Refresh.Text()} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds the %s", file, name)
			}
		}
	}
}
