package realtime_test

import (
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

// newPipeSite serves a hub on pipes in memory, for tests under synctest.
func newPipeSite(t testing.TB, o realtime.Options) *site {
	t.Helper()
	s := newHub(t, o)
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: s}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	dial := func(string, string) (net.Conn, error) { return listener.dial() }
	s.dialer, s.address = &websocket.Dialer{NetDial: dial}, "ws://pipe"
	return s
}

// pipeListener accepts pipes.
type pipeListener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *pipeListener) dial() (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
