package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parley/handlers/auth"
)

func TestTokenCookiesAreOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	h := newHouse(t)
	pair, err := h.tokens.Issue(t.Context(), h.signIn(t, h.ada))
	if err != nil {
		t.Fatal(err)
	}

	for _, secure := range []bool{false, true} {
		w := httptest.NewRecorder()
		auth.Cookies{Secure: secure}.SetPair(w, pair)
		for name, token := range map[string]auth.Token{"jwt-access": pair.Access, "jwt-refresh": pair.Refresh} {
			cookie := cookieIn(t, w, name)
			if !cookie.HttpOnly || cookie.Secure != secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("got cookie %+v", cookie)
			}
			if cookie.Value != token.Text() || !cookie.Expires.Equal(token.Expires) {
				t.Errorf("%s ends %s, its token %s", name, cookie.Expires, token.Expires)
			}
		}
	}
}

func TestClearedCookiesGoAtOnce(t *testing.T) {
	w := httptest.NewRecorder()

	auth.Cookies{}.Clear(w, auth.AccessCookie, auth.RefreshCookie)

	for _, name := range []string{auth.AccessCookie, auth.RefreshCookie} {
		cookie := cookieIn(t, w, name)
		if cookie.Value != "" || cookie.MaxAge >= 0 || cookie.Expires.After(time.Now()) || cookie.Path != "/" {
			t.Errorf("got cookie %+v", cookie)
		}
	}
}

// FuzzCookies sends any Cookie and Authorization header: nobody is signed in
// by chance, and nothing but a refusal comes back.
func FuzzCookies(f *testing.F) {
	h := newHouse(f)
	f.Add("sessionid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; jwt-access=a.b.c", "")
	f.Add("sessionid=\"; sessionid=x;;=; jwt-access", "Bearer a.b.c")
	f.Add("jwt-access=e30.e30.e30", "bearer\t")
	f.Fuzz(func(t *testing.T, cookies, authorization string) {
		r := page()
		r.Header["Cookie"] = []string{cookies}
		r.Header["Authorization"] = []string{authorization}
		who, err := h.resolver.Identify(r)
		if who.User.ID != 0 || !errors.Is(err, auth.ErrNobody) && !errors.Is(err, auth.ErrBadToken) {
			t.Errorf("got %+v, %v", who, err)
		}
	})
}
