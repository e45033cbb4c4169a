package realtime_test

import (
	"errors"
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

// peer is one connection from both sides.
type peer struct {
	visit
	ws *websocket.Conn
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

// next reads one frame.
func (p *peer) next(t *testing.T) string {
	t.Helper()
	p.ws.SetReadDeadline(time.Now().Add(patience))
	_, data, err := p.ws.ReadMessage()
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return string(data)
}

// until reads frames up to one that holds the mark, and returns them all.
func (p *peer) until(t *testing.T, mark string) (frames []string) {
	t.Helper()
	for len(frames) == 0 || !strings.Contains(frames[len(frames)-1], mark) {
		frames = append(frames, p.next(t))
	}
	return frames
}

// closeCode reads to the end and returns the close code; 1006 for none.
func (p *peer) closeCode(t *testing.T) int {
	t.Helper()
	code, _ := p.rest(t)
	return code
}

// rest reads to the end and returns the close code and the frames before it.
func (p *peer) rest(t *testing.T) (code int, frames []string) {
	t.Helper()
	p.ws.SetReadDeadline(time.Now().Add(patience))
	for {
		_, data, err := p.ws.ReadMessage()
		if err == nil {
			frames = append(frames, string(data))
			continue
		}
		if closed := (*websocket.CloseError)(nil); errors.As(err, &closed) {
			return closed.Code, frames
		}
		if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
			t.Fatal("the connection did not end")
		}
		return websocket.CloseAbnormalClosure, frames
	}
}

// gone waits for the handler's Closed, for as long as it may take.
func (p *peer) gone(t *testing.T, span ...time.Duration) {
	t.Helper()
	select {
	case <-p.handler.closed:
	case <-time.After(append(span, patience)[0]):
		t.Fatal("Closed did not come")
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

func (p *peer) write(t *testing.T, kind int, data string) {
	t.Helper()
	if err := p.ws.WriteMessage(kind, []byte(data)); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// raw writes bytes past the client's library.
func (p *peer) raw(t *testing.T, bytes ...byte) {
	t.Helper()
	if _, err := p.ws.NetConn().Write(bytes); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (s *site) publish(t *testing.T, topic string, f realtime.Frame) {
	t.Helper()
	if err := s.hub.Publish(topic, f); err != nil {
		t.Fatalf("publish: %v", err)
	}
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
