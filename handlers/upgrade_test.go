package handlers_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

// handshake is an upgrade request that a test is about to spoil.
func (b *browser) handshake(path string) *http.Request {
	b.t.Helper()
	r := b.request(http.MethodGet, path, nil)
	r.Header = http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Origin": {b.house.base},
		"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"AAECAwQFBgcICQoLDA0ODw=="},
	}
	return r
}

// refusal sends an upgrade that must not succeed, and fails unless the refusal
// is of the one kind: a small body, no cookie, one line in the log.
func (b *browser) refusal(r *http.Request) answer {
	b.t.Helper()
	before := len(b.house.log.refusals())
	a := b.do(r)
	if a.status == http.StatusSwitchingProtocols {
		b.t.Fatalf("%s was accepted", a.asked)
	}
	if len(a.body) > 64 {
		b.t.Errorf("%s was answered with %d bytes: %.100q", a.asked, len(a.body), a.body)
	}
	if got := a.header.Values("Set-Cookie"); len(got) > 0 {
		b.t.Errorf("%s sets the cookies %q", a.asked, got)
	}
	if lines := b.house.log.refusals()[before:]; len(lines) != 1 {
		b.t.Errorf("%s left %d lines in the log: %s", a.asked, len(lines), strings.Join(lines, "\n"))
	}
	return a
}

// foreignOrigins are what other sites, and browsers in odd states, would send.
// HOST stands for our host and port.
var foreignOrigins = []string{
	"", "null", "NULL", "https://evil.example", "http://evil.example", "http://HOST.evil.example", "http://evil.example/HOST",
	"https://HOST", "ws://HOST", "wss://HOST", "ftp://HOST", "file://", "file://HOST", "//HOST", "HOST", "/",
	"http://HOST/", "http://HOST.", "http://HOST:80", "http://HOST0", "http://user@HOST", "http://HOST@evil.example",
	"http://evil.example#HOST", "http://evil.example?HOST", "http://evil.example\\HOST", "HTTP://HOST", "hTTp://HOST",
	"http://HOST, http://HOST", "http://HOST http://HOST", "http://HOST,http://evil.example", "http:// HOST", "http:HOST", "http:/HOST",
	"http://localhost", "http://127.0.0.1", "http://127.1:80", "http://[::1]", "http://0.0.0.0", "http://2130706433",
	"chrome-extension://abcdefghijklmnop", "moz-extension://HOST", "data:text/html,x", "about:blank", "javascript:alert(1)", "*", "%00", "http://HOST%2eevil.example",
}

func TestForeignOriginsOpenNoSocket(t *testing.T) {
	_, ada := newInhabited(t)
	host := strings.TrimPrefix(ada.house.base, "http://")

	for _, origin := range foreignOrigins {
		for _, path := range []string{"/ws/chat/", "/ws/chat/1/?page=abc"} {
			r := ada.handshake(path)
			r.Header.Set("Origin", strings.ReplaceAll(origin, "HOST", host))
			ada.refusal(r).is(http.StatusForbidden)
		}
	}

	missing := ada.handshake("/ws/chat/")
	missing.Header.Del("Origin")
	ada.refusal(missing).is(http.StatusForbidden)
	doubled := ada.handshake("/ws/chat/")
	doubled.Header.Add("Origin", ada.house.base)
	ada.refusal(doubled).is(http.StatusForbidden)
	if n := ada.house.hub.Count(); n != 0 {
		t.Errorf("%d connections are open", n)
	}
}

// TestUpgradeChecksStandInTheirOrder begins with a request in which everything
// is wrong and puts right what was complained of, until it is let in.
func TestUpgradeChecksStandInTheirOrder(t *testing.T) {
	h, ada := newInhabited(t)
	board := h.closedRoom(ada)
	bob, guest := h.person("bob"), h.stranger()
	method, path := http.MethodPost, socketPath(board)
	r := func(b *browser, spoil func(*http.Request)) *http.Request {
		r := b.handshake(path)
		r.Method = method
		spoil(r)
		return r
	}
	plain := func(r *http.Request) { r.Header.Del("Upgrade"); r.Header.Set("Origin", "http://evil.example") }

	guest.refusal(r(guest, func(r *http.Request) { plain(r); r.Host = "evil.example" })).is(http.StatusMisdirectedRequest)
	if a := guest.refusal(r(guest, plain)).is(http.StatusMethodNotAllowed); a.header.Get("Allow") != http.MethodGet {
		t.Error("405 does not say what is allowed")
	}
	method = http.MethodGet
	if a := guest.refusal(r(guest, plain)).is(http.StatusUpgradeRequired); a.header.Get("Upgrade") != "websocket" {
		t.Error("426 does not say which upgrade")
	}
	guest.refusal(r(guest, func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") })).is(http.StatusForbidden)
	if a := guest.refusal(r(guest, func(*http.Request) {})).is(http.StatusUnauthorized); a.header.Get("WWW-Authenticate") != "Bearer" {
		t.Error("401 does not say how to come in")
	}
	bob.refusal(r(bob, func(*http.Request) {})).is(http.StatusNotFound)
	ada.program(board)

	for _, elsewhere := range []string{"/ws/chat/1/2", "/ws/", "/ws/chats/1/"} {
		path = elsewhere
		ada.do(r(ada, func(*http.Request) {})).is(http.StatusNotFound)
	}
}

// strangers are upgrades that bring no credential that counts.
func strangers(t *testing.T, h *house, ada *browser) map[string]func(*http.Request) {
	t.Helper()
	token := h.access(ada)
	cookie := func(text string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Cookie", text) }
	}
	return map[string]func(*http.Request){
		"nothing":              func(*http.Request) {},
		"garbage":              cookie("sessionid=garbage"),
		"unknown session":      cookie("sessionid=" + strings.Repeat("A", 43)),
		"garbage token":        cookie("jwt-access=a.b.c"),
		"refresh as access":    cookie("jwt-access=" + h.refresh(ada)),
		"token in the query":   func(r *http.Request) { r.URL.RawQuery = "token=" + token + "&access_token=" + token },
		"token as subprotocol": func(r *http.Request) { r.Header.Set("Sec-WebSocket-Protocol", "bearer, "+token) },
		"wrong bearer": func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+token+"x")
			r.Header.Set("Cookie", ada.cookies())
		},
		"empty bearer": func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer")
			r.Header.Set("Cookie", ada.cookies())
		},
	}
}

func TestProgramsWithoutACredentialAreRefused(t *testing.T) {
	h, ada := newInhabited(t)

	for name, bring := range strangers(t, h, ada) {
		guest := h.stranger()
		r := guest.handshake(socketPath(lobby))
		bring(r)
		want := "Please sign in\n"
		if r.Header.Get("Authorization") != "" {
			want = "That token does not count\n"
		}
		if a := guest.refusal(r); a.status != http.StatusUnauthorized || a.body != want {
			t.Errorf("%s: answered with %d, %q", name, a.status, a.body)
		}
	}
}

func TestPageOfASignedOutPersonIsToldAndStaysClosed(t *testing.T) {
	h, _ := newInhabited(t)
	guest := h.stranger()

	p := h.dial(t, socketPath(lobby)+"?page=abc", guest.headers())

	if code := p.closed(); code != 4401 {
		t.Errorf("closed with %d, want 4401", code)
	}
	if heard := p.all(); len(heard) != 1 || !strings.Contains(heard[0], "You are signed out.") || !strings.Contains(heard[0], `href="/login"`) {
		t.Errorf("the page was told %q", heard)
	}
}

func TestPageOfARoomThatIsNotYoursIsToldTheSameAsOfNone(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	told := map[string]bool{}

	for _, room := range []chat.RoomID{h.closedRoom(ada), 999_999} {
		p := h.dial(t, socketPath(room)+"?page=abc", bob.headers())
		if code := p.closed(); code != 4404 {
			t.Errorf("closed with %d, want 4404", code)
		}
		told[strings.Join(p.all(), "")] = true
	}

	for text := range told {
		if len(told) != 1 || !strings.Contains(text, "not yours to see") {
			t.Errorf("the pages were told %q", text)
		}
	}
}

func TestUnreadableHandshakesLeaveNothingBehind(t *testing.T) {
	h, ada := newInhabited(t)
	for name, spoil := range map[string]func(http.Header){
		"version":    func(header http.Header) { header.Set("Sec-Websocket-Version", "12") },
		"no version": func(header http.Header) { header.Del("Sec-Websocket-Version") },
		"no key":     func(header http.Header) { header.Del("Sec-Websocket-Key") },
		"short key":  func(header http.Header) { header.Set("Sec-Websocket-Key", "c2hvcnQ=") },
		"odd key":    func(header http.Header) { header.Set("Sec-Websocket-Key", "????????????????????????") },
	} {
		r := ada.handshake(socketPath(lobby))
		spoil(r.Header)
		if a := ada.refusal(r); a.status != http.StatusBadRequest && a.status != http.StatusUpgradeRequired {
			t.Errorf("%s: answered with %d", name, a.status)
		}
	}
	if n := h.hub.Count(); n != 0 {
		t.Errorf("%d connections are left", n)
	}
}

func TestRefusedHandshakeHasNoSocket(t *testing.T) {
	h, _ := newInhabited(t)

	_, response, err := h.upgrade(socketPath(lobby), h.stranger().headers())

	if err != websocket.ErrBadHandshake {
		t.Fatalf("got %v", err)
	}
	if body, _ := io.ReadAll(response.Body); strings.TrimSpace(string(body)) != "Please sign in" {
		t.Errorf("the body is %q", body)
	}
}

func TestDrainingServerLetsNobodyInAndSendsEverybodyBack(t *testing.T) {
	h, ada := newInhabited(t)
	tabs := []*peer{ada.open(lobby).peer, ada.program(lobby), ada.program(0)}
	h.stranger().get("/readyz").is(http.StatusOK)

	h.server.Drain(t.Context())

	for _, tab := range tabs {
		if code := tab.closed(); code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d, want 1012", code)
		}
	}
	h.stranger().get("/readyz").is(http.StatusServiceUnavailable)
	h.stranger().get("/healthz").is(http.StatusOK)
	foreign, post := ada.handshake("/ws/chat/1/?page=abc"), ada.handshake(socketPath(lobby))
	foreign.Header.Set("Origin", "http://evil.example")
	post.Method = http.MethodPost
	for _, r := range []*http.Request{ada.handshake(socketPath(lobby)), foreign} {
		if a := ada.refusal(r).is(http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
			t.Error("503 does not say when to come again")
		}
	}
	ada.refusal(post).is(http.StatusMethodNotAllowed)
}

func TestSignInThatNobodyUsedForTwoWeeksIsOver(t *testing.T) {
	h, ada := newInhabited(t)
	used := h.browserSince(ada.user, time.Now().Add(-14*24*time.Hour))
	idle := h.browserSince(ada.user, time.Now().Add(-16*24*time.Hour))

	used.get("/rooms").is(200)
	if to := idle.get("/rooms").is(303).header.Get("Location"); to != "/login?next=%2Frooms" {
		t.Errorf("the way leads to %q", to)
	}
	idle.refusal(idle.handshake(socketPath(lobby)))
}
