package handlers_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
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
