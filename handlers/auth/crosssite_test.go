package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"parley/handlers/auth"
)

func newCrossSite(t *testing.T) *auth.CrossSite {
	t.Helper()
	isLogin := func(r *http.Request) bool { return r.URL.Path == "/api/auth/login/" }
	crossSite, err := auth.NewCrossSite(newOrigins(t, "https://chat.example", "https://other.example"), isLogin)
	if err != nil {
		t.Fatal(err)
	}
	return crossSite
}

func TestAPostFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	const ours, foreign = "https://chat.example", "https://evil.example"
	cases := []struct {
		name, method, path                 string
		fetchSite, origin, cookie, bearing string
		allowed                            bool
	}{
		{"our form", "POST", "/", "same-origin", ours, "a=b", "", true},
		{"our form, older browser", "POST", "/", "", ours, "a=b", "", true},
		{"a listed origin", "POST", "/", "cross-site", "https://other.example", "a=b", "", true},
		{"a listed origin, older browser", "POST", "/", "", "https://other.example", "a=b", "", true},
		{"another site", "POST", "/", "cross-site", foreign, "a=b", "", false},
		{"another site, no cookie", "POST", "/", "cross-site", foreign, "", "", false},
		{"another site, other verb", "DELETE", "/", "cross-site", foreign, "a=b", "", false},
		{"another site, made-up verb", "RESET", "/", "cross-site", foreign, "a=b", "", false},
		{"another site, small verb", "get", "/", "cross-site", foreign, "a=b", "", false},
		{"another site, login", "POST", "/api/auth/login/", "cross-site", foreign, "", "", false},
		{"another site, logout", "POST", "/logout", "cross-site", foreign, "a=b", "", false},
		{"another site, older browser", "POST", "/", "", foreign, "a=b", "", false},
		{"another site, login, older browser", "POST", "/api/auth/login/", "", foreign, "", "", false},
		{"another site with a bearer token", "POST", "/", "cross-site", foreign, "", "Bearer x", false},
		{"another site with a bearer token, older", "POST", "/", "", foreign, "", "Bearer x", false},
		{"a sibling domain", "POST", "/", "same-site", "https://www.chat.example", "a=b", "", false},
		{"hidden origin", "POST", "/", "", "null", "a=b", "", false},
		{"hidden origin, no cookie", "POST", "/", "", "null", "", "", false},
		{"our host without https", "POST", "/", "", "http://chat.example", "a=b", "", false},
		{"a program with a cookie", "POST", "/", "", "", "sessionid=x", "", false},
		{"a program with any cookie", "PUT", "/", "", "", "a=b", "", false},
		{"a program without a cookie", "POST", "/", "", "", "", "", true},
		{"a program with a bearer token", "POST", "/", "", "", "", "Bearer x", true},
		{"a program with both", "POST", "/", "", "", "a=b", "Bearer x", true},
		{"a program with a proxy's password and a cookie", "POST", "/", "", "", "a=b", "Basic x", false},
		{"a program with a stale cookie, login", "POST", "/api/auth/login/", "", "", "a=b", "", true},
		{"typed by hand", "POST", "/", "none", "", "a=b", "", true},
		{"a link on another site", "GET", "/", "cross-site", "", "a=b", "", true},
		{"a preflight", "OPTIONS", "/", "cross-site", foreign, "", "", true},
		{"a head", "HEAD", "/", "", foreign, "a=b", "", true},
	}
	crossSite := newCrossSite(t)
	for _, c := range cases {
		r := httptest.NewRequest(c.method, "https://chat.example"+c.path, nil)
		set(r, "Sec-Fetch-Site", c.fetchSite)
		set(r, "Origin", c.origin)
		set(r, "Cookie", c.cookie)
		set(r, "Authorization", c.bearing)
		err := crossSite.Check(r)
		if (err == nil) != c.allowed || err != nil && !errors.Is(err, auth.ErrOrigin) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestARefusedPostNeverReachesItsHandler(t *testing.T) {
	t.Parallel()
	reached := false
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true })
	deny := func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusForbidden) }
	guarded := newCrossSite(t).Handler(next, deny)

	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/rooms", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	guarded.ServeHTTP(w, r)

	if w.Code != http.StatusForbidden || reached {
		t.Errorf("got %d, reached %v", w.Code, reached)
	}
	guarded.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/rooms", nil))
	if !reached {
		t.Error("a harmless request was stopped")
	}
}
