package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/handlers"
)

// guards stand on every answer, whatever it is.
var guards = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Origin-Agent-Cluster":         "?1",
}

// policies must stand in the content policy of every page, and unsafe and
// nonce must not.
var policies = []string{"default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "frame-src 'none'", "worker-src 'none'"}

// guarded fails unless the answer has every header that guards it.
func (a answer) guarded() answer {
	a.t.Helper()
	for name, want := range guards {
		if got := a.header.Values(name); len(got) != 1 || got[0] != want {
			a.t.Errorf("%s was answered with %d and %s %q", a.asked, a.status, name, got)
		}
	}
	policy := a.header.Get("Content-Security-Policy")
	for _, part := range policies {
		if !strings.Contains(policy, part) && !strings.Contains(a.asked, "/face") {
			a.t.Errorf("%s was answered with the policy %q", a.asked, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "nonce") || !strings.HasPrefix(policy, "default-src 'none'") {
		a.t.Errorf("%s was answered with the policy %q", a.asked, policy)
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" && !keepable(a.asked) {
		a.t.Errorf("%s may be kept: %q", a.asked, got)
	}
	return a
}

// keepable names what browsers may keep, for themselves alone.
func keepable(asked string) bool {
	for _, part := range []string{"/face", "/static/", "/me.css", "/rooms/composer", "/rooms/connection-lost"} {
		if strings.Contains(asked, part) {
			return true
		}
	}
	return false
}

func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	h, ada, bob, message := inhabitedRoom(t)
	guest := h.stranger()

	for _, r := range allRoutes(t) {
		path := r.in(lobby, message, bob.user.ID)
		for _, b := range []*browser{bob, guest} {
			fragment := b.request(r.method, path, nil)
			fragment.Header.Set("HX-Request", "true")
			b.do(fragment).guarded()
			b.do(b.request(http.MethodDelete, path, nil)).guarded()
			if r.pattern != "/logout" {
				b.do(b.request(r.method, path, nil)).guarded()
			}
		}
	}
	ada.get("/rooms/1").is(200).guarded()
}

func TestEveryKindOfRefusalIsGuarded(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Messages = 0.001 }))
	large := strings.Repeat("x", 70<<10)
	foreign := ada.request(http.MethodPost, "/rooms", nil)
	fetched(foreign, "cross-site", "http://evil.example")
	elsewhere := ada.request(http.MethodGet, "/rooms", nil)
	elsewhere.Host = "evil.example"
	wrongToken := h.stranger().request(http.MethodGet, "/rooms", nil)
	wrongToken.Header.Set("Authorization", "Bearer x")
	ada.say(lobby, "the only one for now")

	ada.get("/rooms/1?before=x").is(http.StatusBadRequest).guarded()
	h.stranger().do(wrongToken).is(http.StatusUnauthorized).guarded()
	ada.do(foreign).is(http.StatusForbidden).guarded()
	ada.get("/nowhere").is(http.StatusNotFound).guarded()
	ada.get("/logout").is(http.StatusMethodNotAllowed).guarded()
	ada.post("/rooms/1/messages", "body", large).is(http.StatusRequestEntityTooLarge).guarded()
	ada.do(elsewhere).is(http.StatusMisdirectedRequest).guarded()
	ada.post("/rooms", "name", "").is(http.StatusUnprocessableEntity).guarded()
	ada.get("/ws/chat/1/").is(http.StatusUpgradeRequired).guarded()
	ada.post("/rooms/1/messages", "body", "too soon").is(http.StatusTooManyRequests).guarded()
	ada.post("/csp-report").is(http.StatusNoContent).guarded()
	for _, path := range []string{"/healthz", "/readyz", "/static/", "/static/none.js", "/favicon.ico", "/metrics", "/debug/pprof/"} {
		ada.get(path).guarded()
	}

	h.closeStore() // as a broken disk
	ada.get("/rooms").is(http.StatusInternalServerError).guarded()
	ada.get("/api/auth/user/").is(http.StatusInternalServerError).guarded()
	ada.get("/readyz").is(http.StatusServiceUnavailable).guarded()
	h.stranger().get("/healthz").is(http.StatusOK).guarded()
}

// TestStoreThatCannotBeReadSignsNobodyOut: a visitor and somebody whom we
// cannot look up are not the same.
func TestStoreThatCannotBeReadSignsNobodyOut(t *testing.T) {
	h, ada := newInhabited(t)
	cookies := ada.cookies()
	h.closeStore()

	for _, path := range []string{"/rooms", "/rooms/1", "/api/auth/user/", "/me.css"} {
		if a := ada.get(path); a.status < http.StatusInternalServerError {
			t.Errorf("%s was answered with %d", path, a.status)
		}
	}
	for _, query := range []string{"", "?page=abc"} {
		ada.refusal(ada.handshake(socketPath(lobby) + query))
	}

	if ada.cookies() != cookies {
		t.Error("the browser lost its cookies")
	}
}

func TestSecureSiteSaysSo(t *testing.T) {
	_, ada := newInhabited(t, func(_ *house, c *handlers.Config) { c.BaseURL.Scheme = "https" })

	a := ada.get("/login")

	if got := a.header.Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains" {
		t.Errorf("Strict-Transport-Security is %q", got)
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src https://") || !strings.Contains(policy, "wss://") {
		t.Errorf("the policy is %q", policy)
	}
}

func TestOnlyOneScriptMayRun(t *testing.T) {
	h, ada := newInhabited(t)
	a := ada.get("/rooms/1").is(200)
	policy := a.header.Get("Content-Security-Policy")
	_, sources, _ := strings.Cut(policy, "script-src ")
	source, _, _ := strings.Cut(sources, ";")

	script := strings.TrimPrefix(source, h.base)
	if !strings.HasPrefix(script, "/static/htmx-") || strings.ContainsAny(source, " '*") {
		t.Fatalf("scripts come from %q", source)
	}
	a.holds(`src="` + script + `"`)
	if n := strings.Count(a.body, "<script"); n != 1 {
		t.Errorf("the page has %d scripts", n)
	}
	if strings.Contains(a.body, " style=") || strings.Contains(a.body, "<style") || strings.Contains(a.body, " onclick=") {
		t.Error("the page has something inline")
	}
	if got := ada.get(script).is(200).header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("the script is kept as %q", got)
	}
}

func TestOnlyTheSupportDeskStandsInTheFramesOfNamedSites(t *testing.T) {
	h, ada := newInhabited(t, func(_ *house, c *handlers.Config) {
		c.SupportFrames = []string{"https://www.example.org", "https://shop.example.org"}
	})
	if err := h.store.OpenDesk(t.Context(), ada.user.ID, true); err != nil {
		t.Fatal(err)
	}

	a := h.stranger().get("/support").is(200)

	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors https://www.example.org https://shop.example.org;") {
		t.Errorf("the policy is %q", policy)
	}
	if got := a.header.Get("X-Frame-Options"); got != "" {
		t.Errorf("X-Frame-Options is %q", got)
	}
	ada.get("/rooms").is(200).guarded()
	ada.get("/support/desk").is(403).guarded()
}
