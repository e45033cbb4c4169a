package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"parley/handlers/auth"
)

func newOrigins(t *testing.T, base string, further ...string) *auth.Origins {
	t.Helper()
	origins, err := auth.NewOrigins(base, further...)
	if err != nil {
		t.Fatal(err)
	}
	return origins
}

func TestOnlyAListedOriginOpensASocket(t *testing.T) {
	t.Parallel()
	origins := newOrigins(t, "https://Chat.Example:443/", "http://localhost:8080", "http://[::1]:9000")
	listed := []string{"https://chat.example", "http://localhost:8080", "http://[::1]:9000"}
	foreign := []string{
		"", "null", "https://evil.example", "https://www.chat.example", "https://example", "https://chat.example.evil.example",
		"https://evilchat.example", "http://chat.example", "wss://chat.example", "https://chat.example:443", "https://chat.example:8443",
		"https://chat.example:80", "https://chat.example.", "https://chat.example/", "https://chat.example/rooms", "https://chat.example?",
		"https://CHAT.example", "HTTPS://chat.example", "https://chat.example@evil.example", "https://a@chat.example",
		"//chat.example", "chat.example", "https:chat.example", "https:/chat.example", " https://chat.example", "https://chat.example ",
		"https://chat.example, https://chat.example", "https://chat.example https://evil.example", "https://xn--cht-8la.example",
		"https://chаt.example", "https://chat.example\x00", "https://chat.example%00", "http://localhost", "http://localhost:80800",
		"http://127.0.0.1:8080", "https://localhost:8080", "http://[::1]", "file://", "chrome-extension://abc", "about:blank",
	}
	for _, origin := range listed {
		r := upgrade(origin)
		if err := origins.AllowedUpgrade(r, false); err != nil {
			t.Errorf("%q: got %v", origin, err)
		}
	}
	for _, origin := range foreign {
		for _, bearerOnly := range []bool{false, true} {
			if err := origins.AllowedUpgrade(upgrade(origin), bearerOnly); !errors.Is(err, auth.ErrOrigin) {
				t.Errorf("%q, bearer only %v: got %v", origin, bearerOnly, err)
			}
		}
	}
}

func upgrade(origins ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/ws/chat/", nil)
	r.Header["Origin"] = origins
	return r
}

func TestADoubledOriginOpensNothing(t *testing.T) {
	t.Parallel()
	r := upgrade("https://chat.example", "https://chat.example")

	err := newOrigins(t, "https://chat.example").AllowedUpgrade(r, true)

	if !errors.Is(err, auth.ErrOrigin) {
		t.Errorf("got %v", err)
	}
}

func TestAMissingOriginNeedsABearerTokenAndNoCookie(t *testing.T) {
	t.Parallel()
	origins := newOrigins(t, "https://chat.example")
	cases := map[string]struct {
		authorization, cookie string
		allowed               bool
	}{
		"nothing":           {"", "", false},
		"cookie":            {"", "sessionid=x", false},
		"bearer":            {"Bearer x", "", true},
		"bearer, small":     {"bearer x", "", true},
		"bearer and cookie": {"Bearer x", "sessionid=x", false},
		"any cookie":        {"Bearer x", "theme=dark", false},
		"basic":             {"Basic eDp5", "", false},
		"not quite bearer":  {"Bearers x", "", false},
	}
	for name, c := range cases {
		r := httptest.NewRequest(http.MethodGet, "/ws/chat/", nil)
		set(r, "Authorization", c.authorization)
		set(r, "Cookie", c.cookie)
		if err := origins.AllowedUpgrade(r, auth.BearerOnly(r)); (err == nil) != c.allowed {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func set(r *http.Request, name, value string) {
	if value != "" {
		r.Header.Set(name, value)
	}
}

func TestOnlyOurHostsAreKnown(t *testing.T) {
	t.Parallel()
	origins := newOrigins(t, "https://chat.example", "http://localhost:8080")
	for _, host := range []string{"chat.example", "chat.example:443", "CHAT.example", "localhost:8080"} {
		if !origins.KnownHost(host) {
			t.Errorf("%q is not known", host)
		}
	}
	for _, host := range []string{
		"", "evil.example", "chat.example:80", "chat.example:8443", "chat.example.", "www.chat.example", "chat.example.evil.example",
		"localhost", "127.0.0.1:8080", "chat.example,evil.example", "a@chat.example", "chat.example/", "chat.example:443:443", "[::1]:8080",
	} {
		if origins.KnownHost(host) {
			t.Errorf("%q is known", host)
		}
	}
}

func TestABaseURLSaysNoMoreThanAnOrigin(t *testing.T) {
	t.Parallel()
	for _, base := range []string{
		"", "chat.example", "//chat.example", "ftp://chat.example", "javascript:x", "https://", "https:///", "https://:443", "https://chat.example.",
		"https://chat.example/chat", "https://chat.example//", "https://chat.example?a", "https://chat.example?", "https://chat.example#a",
		"https://a@chat.example", "https://a:b@chat.example", "https://chat.example:", "https://chat.example:0", "https://chat.example:080",
		"https://chat.example:65536", "https://chat.example:x", "https://chät.example", "https://chat example", "https://*.example",
		"https://chat.example\n", "https://chat_room.example", "https://[::1%25eth0]", "http://%zz",
	} {
		if _, err := auth.NewOrigins(base); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
	if got := newOrigins(t, "HTTP://LocalHost:80/").Base(); got != "http://localhost" {
		t.Errorf("got %q", got)
	}
	if !newOrigins(t, "https://chat.example").Secure() || newOrigins(t, "http://chat.example").Secure() {
		t.Error("https is secure, http is not")
	}
}

func FuzzOrigins(f *testing.F) {
	f.Add("https://chat.example", "https://chat.example")
	f.Add("http://localhost:8080", "http://localhost:8080/")
	f.Fuzz(func(t *testing.T, base, origin string) {
		origins, err := auth.NewOrigins(base)
		if err != nil {
			return
		}
		if allowed := origins.AllowedUpgrade(upgrade(origin), false) == nil; allowed != (origin == origins.Base()) {
			t.Errorf("base %q, origin %q: got %v", base, origin, allowed)
		}
	})
}
