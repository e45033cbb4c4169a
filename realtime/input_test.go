package realtime_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

func TestHandlerHearsTextInOrder(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	want := []string{"one", "", "äöü 🙂", strings.Repeat("x", realtime.MaxMessage)}

	for _, data := range want {
		p.write(t, websocket.TextMessage, data)
	}

	for _, data := range want {
		if got := <-p.handler.frames; got != data {
			t.Errorf("heard %.20q, want %.20q", got, data)
		}
	}
}

func TestFragmentsMakeOneMessage(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	p.raw(t, 0x01, 0x82, 0, 0, 0, 0, 0xc3, 0xa4) // ä, cut nowhere
	p.raw(t, 0x00, 0x81, 0, 0, 0, 0, 0xc3)       // ö, cut in two
	p.raw(t, 0x80, 0x81, 0, 0, 0, 0, 0xb6)

	if got := <-p.handler.frames; got != "äö" {
		t.Errorf("heard %q", got)
	}
}

// refused are what no browser sends, as bytes or as a message.
var refused = []struct {
	name string
	send func(t *testing.T, p *peer)
	code int
}{
	{"binary message", func(t *testing.T, p *peer) { p.write(t, websocket.BinaryMessage, "x") }, 1003},
	{"bad UTF-8", func(t *testing.T, p *peer) { p.write(t, websocket.TextMessage, "\xff") }, 1007},
	{"half a letter", func(t *testing.T, p *peer) { p.write(t, websocket.TextMessage, "\xc3") }, 1007},
	{"a surrogate", func(t *testing.T, p *peer) { p.write(t, websocket.TextMessage, "\xed\xa0\x80") }, 1007},
	{"one byte too many", func(t *testing.T, p *peer) {
		p.write(t, websocket.TextMessage, strings.Repeat("x", realtime.MaxMessage+1))
	}, 1009},
	{"one-byte fragments without end", func(t *testing.T, p *peer) {
		one := []byte{0x00, 0x81, 0, 0, 0, 0, 'x'}
		p.raw(t, append([]byte{0x01, 0x81, 0, 0, 0, 0, 'x'}, bytes.Repeat(one, realtime.MaxMessage)...)...)
	}, 1009},
	{"a length that overflows", func(t *testing.T, p *peer) {
		p.raw(t, 0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}, 1002},
	{"flood of pings", func(t *testing.T, p *peer) {
		p.raw(t, bytes.Repeat([]byte{0x89, 0x80, 0, 0, 0, 0}, 1000)...)
	}, 1008},
	{"flood of pongs", func(t *testing.T, p *peer) {
		p.raw(t, bytes.Repeat([]byte{0x8a, 0x80, 0, 0, 0, 0}, 1000)...)
	}, 1008},
	{"unmasked frame", func(t *testing.T, p *peer) { p.raw(t, 0x81, 0x01, 'x') }, 1002},
	{"unknown opcode", func(t *testing.T, p *peer) { p.raw(t, 0x83, 0x80, 0, 0, 0, 0) }, 1002},
	{"reserved bit", func(t *testing.T, p *peer) { p.raw(t, 0xc1, 0x80, 0, 0, 0, 0) }, 1002},
	{"fragmented ping", func(t *testing.T, p *peer) { p.raw(t, 0x09, 0x80, 0, 0, 0, 0) }, 1002},
	{"large ping", func(t *testing.T, p *peer) { p.raw(t, 0x89, 0xfe, 0, 126, 0, 0, 0, 0) }, 1002},
	{"continuation of nothing", func(t *testing.T, p *peer) { p.raw(t, 0x80, 0x80, 0, 0, 0, 0) }, 1002},
	{"message inside a message", func(t *testing.T, p *peer) {
		p.raw(t, 0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0)
	}, 1002},
	{"close code that must not be sent", func(t *testing.T, p *peer) { p.raw(t, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed) }, 1002},
	{"close reason that is not UTF-8", func(t *testing.T, p *peer) {
		p.raw(t, 0x88, 0x83, 0, 0, 0, 0, 0x03, 0xe8, 0xff)
	}, 1002},
}

func TestRefusedInputClosesWithItsCode(t *testing.T) {
	for _, input := range refused {
		t.Run(input.name, func(t *testing.T) {
			s := newSite(t, realtime.Options{})
			p := s.join(t, "")

			go input.send(t, p)
			code := p.closeCode(t)
			p.ws.Close()
			p.gone(t)

			if code != input.code {
				t.Errorf("closed with %d, want %d", code, input.code)
			}
			if n := s.hub.Stats().Evictions["refused input"]; n != 1 {
				t.Errorf("counted %d", n)
			}
			if len(p.handler.frames) > 0 {
				t.Errorf("the handler heard %.20q", <-p.handler.frames)
			}
		})
	}
}

func TestOnlyTheHubWritesCloseFrames(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	p.raw(t, 0x83, 0x80, 0, 0, 0, 0)
	_, _, err := p.ws.ReadMessage()

	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Text != "protocol error" {
		t.Errorf("the first close frame was not ours: %v", err)
	}
}

func TestPingIsAnswered(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	pongs := make(chan string, 1)
	p.ws.SetPongHandler(func(payload string) error { pongs <- payload; return nil })

	if err := p.ws.WriteControl(websocket.PingMessage, []byte("are you there?"), time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	p.write(t, websocket.TextMessage, "and")
	<-p.handler.frames
	p.conn.Send(text("end"))
	p.next(t)

	if got := <-pongs; got != "are you there?" {
		t.Errorf("pong with %q", got)
	}
}

func TestPanicOfAHandlerEndsOnlyItsConnection(t *testing.T) {
	var lines bytes.Buffer
	s := newSite(t, realtime.Options{Log: slog.New(slog.NewTextHandler(&lines, nil))})
	s.frame = func(*realtime.Conn, string) { panic("no such thing") }
	bad, good := s.join(t, ""), s.join(t, "")
	good.conn.Subscribe("room")

	bad.write(t, websocket.TextMessage, "once")
	bad.write(t, websocket.TextMessage, "again")
	code := bad.closeCode(t)
	bad.gone(t)
	s.publish(t, "room", text("still here"))

	if code != websocket.CloseTryAgainLater {
		t.Errorf("closed with %d, want 1013", code)
	}
	equal(t, []string{good.next(t)}, []string{"still here"})
	if n := strings.Count(lines.String(), "no such thing"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	if !strings.Contains(lines.String(), "input_test.go") {
		t.Error("the log holds no stack")
	}
}
