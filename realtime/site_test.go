package realtime_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

// patience bounds how long a failing test waits; a passing one never does.
const patience = 20 * time.Second

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// site is a hub behind a real HTTP server.
type site struct {
	t       testing.TB
	hub     *realtime.Hub
	dialer  *websocket.Dialer
	address string
	socket  func(net.Conn)                      // shapes a server-side socket before it starts, if set
	frame   func(c *realtime.Conn, data string) // the handler's Frame, if set
	visits  chan visit
}

// visit is the server's side of one connection.
type visit struct {
	conn    *realtime.Conn
	handler *recorder
}

// recorder is a Handler that notes what it hears and that it is called as
// promised.
type recorder struct {
	t      testing.TB
	frame  func(c *realtime.Conn, data string) // called instead of noting, if set
	frames chan string
	ended  atomic.Bool
	closed chan struct{}
}

func newRecorder(t testing.TB) *recorder {
	return &recorder{t: t, frames: make(chan string, 100), closed: make(chan struct{})}
}

func (r *recorder) Frame(c *realtime.Conn, data []byte) {
	if r.ended.Load() {
		r.t.Error("a Frame came after Closed")
	}
	if r.frame != nil {
		r.frame(c, string(data))
		return
	}
	r.frames <- string(data)
}

func (r *recorder) Closed(*realtime.Conn) {
	if r.ended.Swap(true) {
		r.t.Error("Closed came twice")
		return
	}
	close(r.closed)
}

// newSite serves a hub on 127.0.0.1.
func newSite(t testing.TB, o realtime.Options) *site {
	t.Helper()
	s := newHub(t, o)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.dialer, s.address = websocket.DefaultDialer, strings.Replace(server.URL, "http", "ws", 1)
	return s
}

func newHub(t testing.TB, o realtime.Options) *site {
	t.Helper()
	if o.Log == nil {
		o.Log = quiet()
	}
	s := &site{t: t, hub: realtime.NewHub(realtime.NewLocalBus(), o), visits: make(chan visit, 1)}
	t.Cleanup(s.hub.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	v := visit{conn: s.hub.Admit(query["tag"]...), handler: newRecorder(s.t)}
	upgrader := websocket.Upgrader{ReadBufferSize: 512, WriteBufferPool: &sync.Pool{}}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		v.conn.Abandon()
		return
	}
	if s.socket != nil {
		s.socket(ws.NetConn())
	}
	v.handler.frame = s.frame
	v.conn.Start(ws, v.handler, query.Has("beats"))
	s.visits <- v
}

// join opens a connection. query is like "tag=user:7&beats=1".
func (s *site) join(t testing.TB, query string) *peer {
	t.Helper()
	p := s.visit(t, query)
	t.Cleanup(func() { p.ws.Close() })
	return p
}

// visit is a join that the test has to end.
func (s *site) visit(t testing.TB, query string) *peer {
	t.Helper()
	ws, _, err := s.dialer.Dial(s.address+"/?"+query, nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	return &peer{visit: <-s.visits, ws: ws}
}

// joinAll opens n connections that listen to a topic.
func (s *site) joinAll(t testing.TB, n int, topic string) []*peer {
	t.Helper()
	var peers []*peer
	for range n {
		p := s.join(t, "")
		p.conn.Subscribe(topic)
		peers = append(peers, p)
	}
	return peers
}

func (s *site) publish(t *testing.T, topic string, f realtime.Frame) {
	t.Helper()
	if err := s.hub.Publish(topic, f); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

// upgraded opens a connection that no hub knows: both ends of one upgrade.
func upgraded(t *testing.T) (client *peer, server *websocket.Conn) {
	t.Helper()
	sockets := make(chan *websocket.Conn, 1)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Errorf("upgrade: %v", err)
		}
		sockets <- ws
	}))
	t.Cleanup(door.Close)
	ws, _, err := websocket.DefaultDialer.Dial(strings.Replace(door.URL, "http", "ws", 1), nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	t.Cleanup(func() { ws.Close() })
	return &peer{ws: ws}, <-sockets
}

func text(body string) realtime.Frame { return realtime.Frame{Body: []byte(body)} }

func numbered(n uint64, body string) realtime.Frame {
	return realtime.Frame{Body: []byte(body), Number: n}
}

// eventually waits for a fact that nothing announces.
func eventually(t *testing.T, what string, fact func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !fact(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("never came true: %s", what)
		}
	}
}

func equal(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
