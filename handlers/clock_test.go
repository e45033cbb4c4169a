package handlers_test

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/handlers/auth"
)

// atLeisure runs a test in a house on pipes in memory, where hours pass at
// once: the clock goes on whenever everybody waits for it.
func atLeisure(t *testing.T, test func(t *testing.T, h *house, ada *browser)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		h := newHouseAt(t, listener, &http.Transport{DialContext: listener.dial, MaxIdleConnsPerHost: 64})
		test(t, h, h.first())
	})
}

// pipes is a listener without a network.
type pipes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements net.Listener; it is the place's address too.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

// after waits for the close and tells when it came, counted from began.
func (p *peer) after(began time.Time) (code int, took time.Duration) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.code == 0 {
		heard := p.heard
		p.mu.Unlock()
		<-heard
		p.mu.Lock()
	}
	return p.code, time.Since(began)
}

func TestSocketThatRestsOnATokenEndsWithIt(t *testing.T) {
	t.Parallel()
	for name, way := range ways {
		if name == "session" || name == "ticket" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			atLeisure(t, func(t *testing.T, h *house, ada *browser) {
				query, header := way(h, ada)
				p := h.dial(t, socketPath(lobby)+query, header)

				code, took := p.after(time.Now())

				if end := time.Hour + 30*time.Second; took < end-time.Second || took > end+2*time.Second {
					t.Errorf("closed after %v, want %v", took, end)
				}
				signedOut(t, []*peer{p})
				if code != 4401 || !h.lives(ada) {
					t.Errorf("closed with %d; the sign-in is alive: %t", code, h.lives(ada))
				}
				ada.get("/rooms").is(http.StatusOK)
			})
		})
	}
}

// TestEverySocketsSignInIsLookedAtOnceAMinute: also one that ended without
// anybody being told, as after a restored backup.
func TestEverySocketsSignInIsLookedAtOnceAMinute(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.person("bob")
		kept := ada.open(lobby)
		lost := []*peer{bob.open(lobby).peer, bob.program(0), h.dial(t, socketPath(lobby), h.bearing(h.access(bob)))}
		h.raiseEpoch(bob)
		began := time.Now()

		for _, p := range lost {
			if _, took := p.after(began); took > 62*time.Second {
				t.Errorf("closed after %v, want a minute", took)
			}
		}
		signedOut(t, lost)
		kept.write("still here")
		kept.shows("still here")
	})
}

// raiseEpoch ends everything of a person behind the server's back.
func (h *house) raiseEpoch(b *browser) {
	h.t.Helper()
	file, err := sql.Open("sqlite3", filepath.Join(h.folder, "parley.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.ExecContext(h.t.Context(), "UPDATE users SET auth_epoch = auth_epoch + 1 WHERE id = ?1", int64(b.user.ID)); err != nil {
		h.t.Fatal(err)
	}
}

func TestSpentRefreshTokenHasTenSecondsOfGrace(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		lost, token := ada.connections(), h.refresh(ada)
		b := h.stranger()
		b.tell("POST", "/api/auth/token/refresh", "refresh", token).is(http.StatusOK)
		first := b.cookie("jwt-refresh")

		time.Sleep(10 * time.Second)
		b.tell("POST", "/api/auth/token/refresh", "refresh", token).is(http.StatusOK)
		if b.cookie("jwt-refresh") != first || !h.lives(ada) {
			t.Errorf("within the grace: the same successor %t, alive %t", b.cookie("jwt-refresh") == first, h.lives(ada))
		}
		time.Sleep(time.Millisecond)
		began := time.Now()
		b.notValid(b.tell("POST", "/api/auth/token/refresh", "refresh", token))

		for _, p := range lost {
			if _, took := p.after(began); took > soon {
				t.Errorf("closed after %v", took)
			}
		}
		signedOut(t, lost)
		b.notValid(b.tell("POST", "/api/auth/token/refresh", "refresh", first))
	})
}

func TestTicketIsGoodForThirtySeconds(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		early, late := h.ticket(ada), h.ticket(ada)
		header := http.Header{"Origin": {h.base}}

		time.Sleep(29 * time.Second)
		h.dial(t, socketPath(lobby)+"?ticket="+early, header)
		time.Sleep(time.Second)

		guest := h.stranger()
		guest.refusal(guest.handshake(socketPath(lobby) + "?ticket=" + late)).is(http.StatusUnauthorized)
	})
}

// TestSessionEndsWithItsSockets of a session that lives a minute, which is as
// good as the thirty days of ours.
func TestSessionEndsWithItsSockets(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		w := httptest.NewRecorder()
		short := auth.NewSessions(h.store, auth.SessionOptions{Life: time.Minute})
		if _, err := short.Begin(w, httptest.NewRequest(http.MethodPost, "/login", nil), ada.signIn); err != nil {
			t.Fatal(err)
		}
		ada.keep(w.Result().Cookies()...)
		began := time.Now()
		tab := ada.open(lobby)

		_, took := tab.after(began)

		if took < time.Minute || took > time.Minute+2*time.Second {
			t.Errorf("closed after %v, want a minute", took)
		}
		signedOut(t, []*peer{tab.peer})
		ada.get("/rooms").leadsTo("/login?next=%2Frooms")
	})
}
