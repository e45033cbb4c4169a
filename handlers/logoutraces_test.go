package handlers_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"parley/handlers/auth"
)

// racer is one browser whose sign-out races with everything else it asks for.
type racer struct {
	*browser
	before []string      // the cookies that it had
	token  string        // its access token
	start  chan struct{} // closed when all may go
	left   chan struct{} // closed when the sign-out was answered
	others sync.WaitGroup
	socket *peer // nil: it was refused
}

// TestNoSessionOutlivesItsSignOut races a thousand sign-outs with slow
// requests, uploads, refreshes and sockets of the same browser.
func TestNoSessionOutlivesItsSignOut(t *testing.T) {
	const people, each, atOnce = 25, 40, 20
	h, _ := newInhabited(t)
	var racers []*racer
	for _, b := range h.people("racer", people) {
		for range each {
			racers = append(racers, h.racerOf(h.browserOf(b.user)))
		}
	}

	var racing sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, r := range racers {
		slots <- struct{}{}
		racing.Go(func() { r.race(); <-slots })
	}
	racing.Wait()

	for _, r := range racers {
		r.isOut()
	}
}

// racerOf is a browser with a session and both tokens in its cookies.
func (h *house) racerOf(b *browser) *racer {
	pair := h.pair(b)
	b.keep(accessCookie(pair.Access.Text()), &http.Cookie{Name: auth.RefreshCookie, Value: pair.Refresh.Text(), Path: "/"})
	return &racer{browser: b, before: strings.Split(b.cookies(), "; "), token: pair.Access.Text(), start: make(chan struct{}), left: make(chan struct{})}
}

// race lets everything go at one moment.
func (r *racer) race() {
	text, typing := io.Pipe()
	upload := r.request(http.MethodPost, "/rooms/1/messages", text)
	upload.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.others.Go(func() { r.ask(upload) }) // waits for its body
	r.others.Go(func() {
		io.WriteString(typing, "body=be")
		<-r.left
		io.WriteString(typing, "hind")
		typing.Close()
	})
	for _, other := range []*http.Request{
		r.request(http.MethodGet, "/rooms/1", nil), r.form("/rooms/1/read"),
		r.form("/api/auth/token/refresh/"), r.form("/api/ws/ticket/"),
	} {
		r.others.Go(func() { <-r.start; r.ask(other) })
	}
	header := r.headers()
	r.others.Go(func() { <-r.start; r.socket, _ = r.house.tryDial(r.t, socketPath(lobby), header) })
	r.others.Go(func() { <-r.start; r.leave() })
	close(r.start)
	r.others.Wait()
}

func (r *racer) leave() {
	defer close(r.left)
	if a, err := r.try(r.form("/logout")); err != nil || a.status != http.StatusSeeOther {
		r.t.Errorf("the sign-out was answered with %d, %v", a.status, err)
	}
}

// ask takes any answer but a fault of the server.
func (r *racer) ask(request *http.Request) {
	if a, err := r.try(request); err != nil || a.status >= http.StatusInternalServerError {
		r.t.Errorf("%s was answered with %d, %v", request.URL.Path, a.status, err)
	}
}

// isOut fails if anything that the browser ever had still counts.
func (r *racer) isOut() {
	r.t.Helper()
	if r.house.lives(r.browser) {
		r.t.Fatal("a sign-in is alive after its sign-out")
	}
	if r.socket != nil {
		if code := r.socket.closed(); code != 4401 {
			r.t.Fatalf("a socket was closed with %d, want 4401", code)
		}
	}
	r.get("/rooms").leadsTo("/login?next=%2Frooms")
	guest := r.house.stranger()
	for _, cookie := range r.before {
		guest.isNobodyBy(r.t, http.Header{"Cookie": {cookie}})
	}
	guest.isNobodyBy(r.t, r.house.bearing(r.token))
}

// isNobodyBy fails if a credential counts.
func (b *browser) isNobodyBy(t testing.TB, header http.Header) {
	t.Helper()
	request := b.request(http.MethodGet, "/api/auth/user/", nil)
	request.Header = header
	if a := b.do(request); a.status != http.StatusUnauthorized {
		t.Fatalf("a credential counts after the sign-out: %d", a.status)
	}
}
