package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/handlers"
)

// doors are where each kind of refusal is met: a page, the API, the socket.
var doors = map[string]func(*browser) *http.Request{
	"page":   func(b *browser) *http.Request { return b.form("/rooms/1/messages", "body", "x") },
	"api":    func(b *browser) *http.Request { return b.form("/api/ws/ticket/") },
	"socket": func(b *browser) *http.Request { return b.handshake(socketPath(lobby)) },
}

// spoilt are the doors with something wrong about the request.
var spoilt = []struct {
	name   string
	status int
	spoil  func(r *http.Request)
}{
	{"wrong bearer", http.StatusUnauthorized, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x.y.z") }},
	{"another site", http.StatusForbidden, func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	}},
	{"another host", http.StatusMisdirectedRequest, func(r *http.Request) { r.Host = "evil.example" }},
}

func TestRefusedAtEveryDoorWithAWordAndALine(t *testing.T) {
	h, ada := newInhabited(t)
	before := h.content()
	for door, open := range doors {
		for _, c := range spoilt {
			bodies := map[string]bool{}
			for range 2 {
				r := open(ada)
				r.Header.Set("Cookie", ada.cookies())
				c.spoil(r)
				lines := len(h.log.lines())
				a := h.stranger().do(r)
				if a.status != c.status {
					t.Errorf("%s at the %s: answered with %d, want %d", c.name, door, a.status, c.status)
				}
				if left := h.log.lines()[lines:]; len(left) != 1 {
					t.Errorf("%s at the %s: left %d lines: %s", c.name, door, len(left), strings.Join(left, "\n"))
				}
				if len(a.body) > 4096 || door != "page" && len(a.body) > 256 {
					t.Errorf("%s at the %s: the body has %d bytes", c.name, door, len(a.body))
				}
				bodies[a.body] = true
			}
			if len(bodies) != 1 {
				t.Errorf("%s at the %s: the body is not always the same", c.name, door)
			}
		}
	}
	if h.content() != before {
		t.Error("a refused request changed something")
	}
}

func TestOverALimitAPersonIsToldWhenToComeAgain(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Messages = 0.001 }))
	for name, ask := range map[string]func() answer{
		"messages": func() answer { return ada.post("/rooms/1/messages", "body", "too many") },
		"guesses":  func() answer { return h.stranger().post("/login", "username", "carol", "password", "wrong password") },
	} {
		var a answer
		var lines int
		for range 10 { // the first few come through
			if lines, a = len(h.log.lines()), ask(); a.status == http.StatusTooManyRequests {
				break
			}
		}

		if a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d does not say when to come again", name, a.status)
		}
		if left := h.log.lines()[lines:]; len(left) != 1 {
			t.Errorf("%s: %d left %d lines: %s", name, a.status, len(left), strings.Join(left, "\n"))
		}
	}
	if stored := len(h.texts(ada, lobby)); stored > 1 {
		t.Errorf("%d messages came through", stored)
	}
}

func TestDrainingServerOpensNoSocket(t *testing.T) {
	h, ada := newInhabited(t)
	h.server.Drain(t.Context())

	r := ada.handshake(socketPath(lobby))

	if a := ada.refusal(r).is(http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
		t.Error("503 does not say when to come again")
	}
}

func TestDrainingServerTakesNoPostsAndGoesOnBeingRead(t *testing.T) {
	h, ada, bob, message := inhabitedRoom(t)
	h.server.Drain(t.Context())
	before := h.content()

	for _, r := range allRoutes(t) {
		if !r.unsafe() || r.pattern == "/csp-report" {
			continue
		}
		for _, htmx := range []string{"", "true"} {
			request := ada.form(r.in(lobby, message, bob.user.ID), "body", "late", "name", "late")
			request.Method = r.method
			request.Header.Set("HX-Request", htmx)
			if a := ada.do(request).is(http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
				t.Errorf("%s: 503 does not say when to come again", a.asked)
			}
		}
	}

	if h.content() != before {
		t.Error("something was changed")
	}
	ada.get("/rooms/1").is(http.StatusOK).holds("of bob")
	ada.get("/api/rooms/1/messages").is(http.StatusOK)
}

// TestNoSecretIsInAPageOrALog uses each kind of credential, rightly and
// wrongly, and looks for all of them in every page. The log is looked through
// when the house closes.
func TestNoSecretIsInAPageOrALog(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.account("bob")
	pair := h.pair(bob)
	h.dial(t, socketPath(lobby)+"?ticket="+h.ticket(bob), http.Header{"Origin": {h.base}})
	h.dial(t, socketPath(lobby), h.bearing(pair.Access.Text()))
	used := h.ticket(bob)
	guest := h.stranger()
	guest.refusal(guest.handshake(socketPath(lobby) + "?ticket=" + pair.Access.Text())).is(http.StatusUnauthorized)
	secrets := []string{password, pair.Access.Text(), pair.Refresh.Text(), used, bob.cookie("sessionid")}

	for _, ask := range []answer{
		bob.get("/rooms"), bob.get("/rooms/1"), bob.get("/settings/sessions"), bob.get("/settings/password"), bob.get("/me.css"), bob.get("/people"),
		bob.post("/settings/password", "old_password", password+"x", "new_password1", "short", "new_password2", "other"),
		bob.post("/settings/sessions", "password", password+"x", "end", "others"),
		h.stranger().post("/login", "username", "bob", "password", password+"x"),
		h.stranger().post("/signup", "username", "bob", "password", password),
		h.stranger().tell("POST", "/api/auth/token/verify/", "token", pair.Refresh.Text()+"x"),
		h.stranger().tell("POST", "/api/auth/token/refresh/", "refresh", pair.Access.Text()),
		h.asProgram(pair.Refresh.Text(), "/rooms"), h.asProgram(pair.Access.Text(), "/api/auth/user/"),
		bob.get("/nowhere?token=" + pair.Access.Text()),
	} {
		for _, secret := range secrets {
			if strings.Contains(ask.body, secret) {
				t.Errorf("%s shows the secret %.12s…", ask.asked, secret)
			}
		}
	}
}
