package realtime_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

// newSlowSite serves sockets whose buffers hold little, so that a reader that
// does not read is soon felt.
func newSlowSite(t *testing.T, o realtime.Options) *site {
	t.Helper()
	s := newSite(t, o)
	s.socket = func(conn net.Conn) { conn.(*net.TCPConn).SetWriteBuffer(32 << 10) }
	return s
}

// joinSlowly opens a connection that will not read.
func (s *site) joinSlowly(t *testing.T) *peer {
	t.Helper()
	p := s.join(t, "")
	if err := p.ws.NetConn().(*net.TCPConn).SetReadBuffer(32 << 10); err != nil {
		t.Fatal(err)
	}
	return p
}

// large is a frame of 8 KiB that shows whether it arrives whole.
func large(name string) realtime.Frame {
	return text(strings.Repeat(name+" ", 8<<10/(len(name)+1)))
}

func isWhole(frame string) bool {
	name, _, _ := strings.Cut(frame, " ")
	return frame == string(large(name).Body)
}

// publishLarge publishes a large frame to one listener and returns once it is
// written or queued.
func (s *site) publishLarge(t *testing.T, p *peer, number int) string {
	t.Helper()
	topic, f := fmt.Sprintf("of %p", p), large(fmt.Sprint(number))
	p.conn.Subscribe(topic)
	s.written(t, func() { s.publish(t, topic, f) })
	return string(f.Body)
}

// written returns once what the call sends is written or queued.
func (s *site) written(t *testing.T, call func()) {
	t.Helper()
	before := s.hub.Stats().Writes
	call()
	eventually(t, "it is written or queued", func() bool { return s.hub.Stats().Writes > before })
}

// fill publishes large frames until so many bytes are waiting, and returns them.
func (s *site) fill(t *testing.T, p *peer, bytes int) (sent []string) {
	t.Helper()
	eventually(t, "the socket takes no more", func() bool {
		sent = append(sent, s.publishLarge(t, p, len(sent)))
		return s.hub.Stats().QueuedBytes >= bytes
	})
	return sent
}

func TestSlowReaderIsLetGoWhileOthersGoOn(t *testing.T) {
	s := newSlowSite(t, realtime.Options{})
	slow := s.joinSlowly(t)
	slow.conn.Subscribe("room")
	others := s.joinAll(t, 3, "room")

	published := 0
	eventually(t, "the slow reader is let go", func() bool {
		s.publish(t, "room", large(fmt.Sprint(published)))
		for _, p := range others {
			if got := p.next(t); got != string(large(fmt.Sprint(published)).Body) {
				t.Fatalf("frame %d arrived as %.20q", published, got)
			}
		}
		published++
		return s.hub.Stats().Evictions["too slow"] == 1
	})
	code, got := slow.rest(t)

	if code != websocket.CloseTryAgainLater {
		t.Errorf("closed with %d, want 1013", code)
	}
	if len(got) == 0 || len(got) >= published {
		t.Errorf("the slow reader got %d of %d frames", len(got), published)
	}
	for i, frame := range got {
		if frame != string(large(fmt.Sprint(i)).Body) {
			t.Errorf("frame %d arrived as %.20q", i, frame)
		}
	}
}

func TestBacklogIsDrainedWhenTheReaderReadsAgain(t *testing.T) {
	s := newSlowSite(t, realtime.Options{})
	p := s.joinSlowly(t)
	sent := s.fill(t, p, 64<<10)

	for i, want := range sent {
		if got := p.next(t); got != want {
			t.Fatalf("frame %d arrived as %.20q", i, got)
		}
	}
	eventually(t, "the backlog is empty", func() bool { return s.hub.Stats().QueuedBytes == 0 })
	p.conn.Send(text("direct"))
	equal(t, []string{p.next(t)}, []string{"direct"})
}

func TestLongAnswerToOneReaderIsNotHeldAgainstIt(t *testing.T) {
	s := newSlowSite(t, realtime.Options{})
	p := s.joinSlowly(t)
	p.conn.Subscribe("room")
	const frames = 100 // three times what may be published to a slow reader

	for i := range frames {
		p.conn.Send(large(fmt.Sprint(i)))
	}
	s.publish(t, "room", text("published"))

	got := p.until(t, "published")
	if len(got) != frames+1 || slices.ContainsFunc(got[:frames], func(f string) bool { return !isWhole(f) }) {
		t.Errorf("got %d frames", len(got))
	}
}

func TestEphemeralFramesAreDroppedAtHalfOfTheQueue(t *testing.T) {
	// The kernel still takes some of what waits, so half is left well behind.
	s := newSlowSite(t, realtime.Options{QueueFrames: 1 << 20, QueueBytes: 1 << 20})
	p := s.joinSlowly(t)
	p.conn.Subscribe("room")
	typing := realtime.Frame{Body: []byte("somebody types"), Ephemeral: true}
	p.conn.Send(typing)
	sent := s.fill(t, p, 900<<10)

	s.written(t, func() {
		p.conn.Send(typing)
		s.publish(t, "room", typing)
		s.publish(t, "room", text("durable"))
	})

	want := append([]string{"somebody types"}, append(sent, "durable")...)
	if got := p.until(t, "durable"); !slices.Equal(got, want) {
		t.Errorf("got %d frames, want %d", len(got), len(want))
	}
}

func TestLargestBacklogGoesWhenAllTogetherAreTooLarge(t *testing.T) {
	s := newSlowSite(t, realtime.Options{QueueFrames: 1 << 20, QueueBytes: 1 << 30, TotalBytes: 300 << 10})
	larger, smaller := s.joinSlowly(t), s.joinSlowly(t)
	s.fill(t, larger, 200<<10)

	sent := 0
	eventually(t, "one is let go", func() bool {
		s.publishLarge(t, smaller, sent)
		sent++
		return s.hub.Stats().Evictions["out of memory"] == 1
	})

	if code := larger.closeCode(t); code != websocket.CloseTryAgainLater {
		t.Errorf("the larger was closed with %d, want 1013", code)
	}
	for range sent {
		if frame := smaller.next(t); !isWhole(frame) {
			t.Fatalf("a frame arrived as %.20q", frame)
		}
	}
}

func TestCloseDropsWhatTheReaderHasNotTaken(t *testing.T) {
	s := newSlowSite(t, realtime.Options{})
	p := s.joinSlowly(t)
	sent := s.fill(t, p, 128<<10)

	s.written(t, func() { p.conn.Close(4403, "removed", text("goodbye ")) })
	code, got := p.rest(t)

	if code != 4403 || got[len(got)-1] != "goodbye " {
		t.Errorf("the end was %d after %.20q", code, got[len(got)-1])
	}
	got = got[:len(got)-1]
	if len(got) >= len(sent) {
		t.Errorf("all %d frames arrived", len(sent))
	}
	if !slices.Equal(got, sent[:len(got)]) {
		t.Error("a frame did not arrive whole")
	}
}

func TestDrainGivesSlowReadersWhatWaits(t *testing.T) {
	s := newSlowSite(t, realtime.Options{})
	p := s.joinSlowly(t)
	sent := s.fill(t, p, 64<<10)

	go s.hub.Drain(t.Context(), websocket.CloseServiceRestart, "restart", 1, 0)
	code, got := p.rest(t)

	if code != websocket.CloseServiceRestart || !slices.Equal(got, sent) {
		t.Errorf("closed with %d after %d of %d frames", code, len(got), len(sent))
	}
}

func TestNothingCutsIntoAHalfWrittenFrame(t *testing.T) {
	ends := map[string]struct {
		bytes []byte
		code  int
	}{
		"protocol error": {[]byte{0x83, 0x80, 0, 0, 0, 0}, websocket.CloseProtocolError},
		"too long":       {[]byte{0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}, websocket.CloseMessageTooBig},
		"ping":           {[]byte{0x89, 0x80, 0, 0, 0, 0}, websocket.CloseServiceRestart},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			s := newSlowSite(t, realtime.Options{})
			p := s.joinSlowly(t)
			s.fill(t, p, 64<<10)

			p.raw(t, end.bytes...)
			if name == "too long" {
				p.raw(t, make([]byte, realtime.MaxMessage+1)...)
			}
			if name == "ping" {
				s.hub.Drain(expired(t), websocket.CloseServiceRestart, "", 1, 0)
			}
			code, got := p.rest(t)

			if code != end.code {
				t.Errorf("closed with %d, want %d", code, end.code)
			}
			for i, frame := range got {
				if frame != string(large(fmt.Sprint(i)).Body) {
					t.Errorf("frame %d arrived as %.40q", i, frame)
				}
			}
		})
	}
}

// expired is a context that is over, for calls that are not to wait.
func expired(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestFrameOverTheLimitIsFinishedBeforeTheClose(t *testing.T) {
	s := newSlowSite(t, realtime.Options{QueueBytes: 1000})
	p := s.joinSlowly(t)
	p.conn.Subscribe("room")
	long := strings.Repeat("long ", 200_000)

	s.publish(t, "room", text(long))
	code, got := p.rest(t)

	if code != websocket.CloseTryAgainLater {
		t.Errorf("closed with %d, want 1013", code)
	}
	if len(got) != 1 || got[0] != long {
		t.Errorf("got %d frames", len(got))
	}
}
