package realtime_test

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// peer is one connection from both sides.
type peer struct {
	visit
	ws *websocket.Conn
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
