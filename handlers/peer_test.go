package handlers_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

// peer is the other end of a socket. It reads all the time and keeps what it
// heard.
type peer struct {
	t  testing.TB
	ws *websocket.Conn

	mu     sync.Mutex
	frames []string
	at     []time.Time   // when each frame came
	code   int           // of the close; 0: open, 1006: broken off
	heard  chan struct{} // closed and replaced at each change
	hears  func(frame string)
}

// socketPath is the address of a room's socket; room 0 is everything personal.
func socketPath(room chat.RoomID) string {
	if room == 0 {
		return "/ws/chat/"
	}
	return "/ws/chat/" + room.String() + "/"
}

// upgrade asks for a socket and shows the answer where there is none.
func (h *house) upgrade(path string, header http.Header) (*websocket.Conn, *http.Response, error) {
	dialer := websocket.Dialer{HandshakeTimeout: patience, NetDialContext: h.wire.DialContext}
	return dialer.Dial("ws"+strings.TrimPrefix(h.base, "http")+path, header)
}

// headers is what a page of ours sends with its upgrade.
func (b *browser) headers() http.Header {
	header := http.Header{"Origin": {b.house.base}}
	if cookies := b.cookies(); cookies != "" {
		header.Set("Cookie", cookies)
	}
	if b.from != "" {
		header.Set("X-Forwarded-For", b.from)
	}
	return header
}

// program opens a socket that has no page behind it.
func (b *browser) program(room chat.RoomID) *peer {
	b.t.Helper()
	return b.house.dial(b.t, socketPath(room), b.headers())
}

// dial opens a socket.
func (h *house) dial(t testing.TB, path string, header http.Header) *peer {
	t.Helper()
	p, err := h.tryDial(t, path, header)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	t.Cleanup(func() { p.ws.Close() })
	return p
}

// tryDial is dial for any goroutine; its caller closes the socket.
func (h *house) tryDial(t testing.TB, path string, header http.Header) (*peer, error) {
	ws, _, err := h.upgrade(path, header)
	if err != nil {
		return nil, err
	}
	p := newPeer(t, ws)
	go p.read()
	return p, nil
}

func newPeer(t testing.TB, ws *websocket.Conn) *peer {
	return &peer{t: t, ws: ws, heard: make(chan struct{})}
}

// read runs until the socket is closed.
func (p *peer) read() {
	for {
		_, data, err := p.ws.ReadMessage()
		p.mu.Lock()
		if err != nil {
			p.code = closeCode(err)
		} else {
			p.frames = append(p.frames, string(data))
			p.at = append(p.at, time.Now())
			if p.hears != nil {
				p.hears(string(data))
			}
		}
		close(p.heard)
		p.heard = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			p.ws.Close()
			return
		}
	}
}

func closeCode(err error) int {
	if closed := (&websocket.CloseError{}); errors.As(err, &closed) {
		return closed.Code
	}
	return websocket.CloseAbnormalClosure
}

// wait returns when cond, which is asked under the lock after each frame,
// is true.
func (p *peer) wait(what string, cond func() bool) {
	p.t.Helper()
	over := time.After(patience)
	for {
		p.mu.Lock()
		done, heard, code := cond(), p.heard, p.code
		p.mu.Unlock()
		if done {
			return
		}
		if code != 0 {
			p.t.Fatalf("%s: the socket closed with %d instead", what, code)
		}
		select {
		case <-heard:
		case <-over:
			p.t.Fatalf("%s: nothing of the kind in %v; heard %d frames, the last %.300q", what, patience, len(p.all()), p.last())
		}
	}
}

// until waits for a frame with the text in it and returns everything up to it.
func (p *peer) until(text string) []string {
	p.t.Helper()
	var heard []string
	p.wait("a frame with "+text, func() bool {
		at := slices.IndexFunc(p.frames, func(frame string) bool { return strings.Contains(frame, text) })
		heard = slices.Clone(p.frames[:at+1])
		return at >= 0
	})
	return heard
}

// closed waits for the end and returns its code.
func (p *peer) closed() int {
	p.t.Helper()
	code := 0
	p.wait("a close", func() bool { code = p.code; return code != 0 })
	return code
}

func (p *peer) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.frames)
}

func (p *peer) last() string {
	if frames := p.all(); len(frames) > 0 {
		return frames[len(frames)-1]
	}
	return ""
}

// forget drops what was heard so far.
func (p *peer) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frames, p.at = nil, nil
}

// send sends fields as htmx does: one JSON object, with headers beside them.
func (p *peer) send(fields map[string]any) {
	p.t.Helper()
	if err := p.trySend(fields); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) trySend(fields map[string]any) error {
	frame := map[string]any{"headers": map[string]string{"HX-Request": "true"}}
	for name, value := range fields {
		frame[name] = value
	}
	data, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return p.ws.WriteMessage(websocket.TextMessage, data)
}

// say sends a message as a program does.
func (p *peer) say(key, body string) {
	p.t.Helper()
	p.send(map[string]any{"action": "message", "key": key, "body": body})
}

// raw sends one frame of any bytes.
func (p *peer) raw(kind int, data string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(kind, []byte(data)); err != nil {
		p.t.Fatal(err)
	}
}
