package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/handlers"
)

// ways are the credentials with which somebody comes in, each alone.
var ways = map[string]func(h *house, b *browser) (query string, header http.Header){
	"session": func(h *house, b *browser) (string, http.Header) {
		return "", http.Header{"Origin": {h.base}, "Cookie": {"sessionid=" + b.cookie("sessionid")}}
	},
	"token cookie": func(h *house, b *browser) (string, http.Header) {
		return "", http.Header{"Origin": {h.base}, "Cookie": {"jwt-access=" + h.access(b)}}
	},
	"bearer without an origin": func(h *house, b *browser) (string, http.Header) {
		return "", h.bearing(h.access(b))
	},
	"ticket": func(h *house, b *browser) (string, http.Header) {
		return "?ticket=" + h.ticket(b), http.Header{"Origin": {h.base}}
	},
}

func TestEveryWayInOpensASocketAsTheRightPerson(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	reader := ada.open(lobby)

	for name, way := range ways {
		query, header := way(h, bob)
		program := h.dial(t, socketPath(lobby)+query, header)
		program.say(name, "by "+name)
		program.until("by " + name)
		reader.shows("by " + name)
	}

	for _, a := range reader.articles() {
		if a.author != bob.user.ID.String() {
			t.Errorf("%q is by %s, want %s", a.text, a.author, bob.user.ID)
		}
	}
}

func TestTicketOpensOneSocket(t *testing.T) {
	h, ada := newInhabited(t)
	path := socketPath(lobby) + "?ticket=" + h.ticket(ada)
	header := http.Header{"Origin": {h.base}}
	h.dial(t, path, header)

	guest := h.stranger()
	again := guest.handshake(path)
	guest.refusal(again).is(http.StatusUnauthorized)
}

func TestTicketIsGivenByEachOtherCredential(t *testing.T) {
	h, ada := newInhabited(t)
	for name, way := range ways {
		if name == "ticket" {
			continue
		}
		_, header := way(h, ada)
		r := h.stranger().request(http.MethodPost, "/api/ws/ticket/", nil)
		header.Set("Sec-Fetch-Site", "same-origin")
		r.Header = header
		got := decoded[struct {
			Ticket    string
			ExpiresIn int `json:"expires_in"`
		}](t, h.stranger().do(r).is(http.StatusOK))
		if got.ExpiresIn != 30 {
			t.Errorf("%s: the ticket lives %d s", name, got.ExpiresIn)
		}
		h.dial(t, socketPath(lobby)+"?ticket="+got.Ticket, http.Header{"Origin": {h.base}})
	}
	h.stranger().post("/api/ws/ticket").is(http.StatusUnauthorized)
}

func TestBearerDecidesAloneBesideACookie(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	header := ada.headers()
	header.Set("Authorization", "Bearer "+h.access(bob))
	reader := ada.open(lobby)

	h.dial(t, socketPath(lobby), header).say("k", "who am I")

	reader.shows("who am I")
	if got := reader.articles()[0].author; got != bob.user.ID.String() {
		t.Errorf("the author is %s, want %s", got, bob.user.ID)
	}
	r := ada.request(http.MethodGet, "/api/auth/user", nil)
	r.Header.Set("Authorization", "Bearer "+h.access(bob)+"x")
	ada.do(r).is(http.StatusUnauthorized)
}

func TestCredentialsOfTwoPeopleAreAConflict(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	pair := h.pair(bob)
	mix := func() {
		ada.keep(accessCookie(pair.Access.Text()), &http.Cookie{Name: "jwt-refresh", Value: pair.Refresh.Text(), Path: "/"})
	}
	cleared := func(a answer) {
		t.Helper()
		for _, name := range []string{"jwt-access", "jwt-refresh"} {
			if ada.cookie(name) != "" {
				t.Errorf("%s leaves %s", a.asked, name)
			}
		}
		if ada.cookie("sessionid") == "" {
			t.Errorf("%s takes the session too", a.asked)
		}
	}

	for _, path := range []string{"/rooms", "/api/auth/user/", "/rooms/1"} {
		mix()
		cleared(ada.get(path).is(http.StatusConflict))
		ada.get(path).is(http.StatusOK)
	}
	for _, path := range []string{"/ws/chat/1/", "/ws/chat/1/?page=abc"} {
		mix()
		r := ada.handshake(path)
		cleared(ada.do(r).is(http.StatusConflict))
	}
}

func TestStaleTokenCookieIsClearedAndDoesNoHarm(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	if err := h.store.EndSignIn(t.Context(), bob.signIn, "test"); err != nil {
		t.Fatal(err)
	}
	ada.keep(accessCookie(h.access(bob)))

	ada.get("/rooms").is(http.StatusOK).holds("Ada")

	if ada.cookie("jwt-access") != "" {
		t.Error("the stale cookie is still there")
	}
}

func TestTooManySocketsAreRefusedForNow(t *testing.T) {
	for name, limit := range map[string]func(*handlers.Limits){
		"in all":      func(l *handlers.Limits) { l.Sockets = 2 },
		"per address": func(l *handlers.Limits) { l.SocketsPerAddress = 2 },
		"handshakes":  func(l *handlers.Limits) { l.Handshakes = 0.001 },
	} {
		t.Run(name, func(t *testing.T) {
			_, ada := newInhabited(t, limited(limit))
			ada.program(lobby)
			if name != "handshakes" {
				ada.program(0)
			}

			for _, path := range []string{"/ws/chat/1/", "/ws/chat/1/?page=abc"} {
				r := ada.handshake(path)
				if a := ada.refusal(r).is(http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
					t.Error("503 does not say when to come again")
				}
			}
		})
	}
}

func TestOldestSocketOfAPersonGivesWay(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.SocketsPerUser = 3 }))
	bob := h.person("bob")
	bobs := bob.open(lobby)
	oldest, second := ada.open(lobby), ada.open(lobby)
	ada.program(lobby)

	newest := ada.open(lobby)

	if code := oldest.closed(); code != 4408 {
		t.Errorf("the oldest was closed with %d, want 4408", code)
	}
	if last := oldest.last(); !strings.Contains(last, "Opened elsewhere.") || !strings.Contains(last, `href="/rooms/1"`) {
		t.Errorf("the oldest was told %q", last)
	}
	ada.say(lobby, "still here")
	for _, p := range []*page{bobs, second, newest} {
		p.shows("still here")
	}
}
