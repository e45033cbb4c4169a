package realtime_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

// readOn reads until the connection ends and sends what it read.
func (p *peer) readOn() <-chan string {
	frames := make(chan string, 1000)
	go func() {
		defer close(frames)
		p.ws.SetReadDeadline(time.Time{})
		for {
			_, data, err := p.ws.ReadMessage()
			if err != nil {
				return
			}
			frames <- string(data)
		}
	}()
	return frames
}

// nearly tells whether a moment was met but for the steps of a shard's ticker,
// a fifteenth of the shortest interval.
func nearly(got, want time.Duration) bool {
	const step = time.Second
	return got > want-step && got <= want+step
}

func TestPingsComeEvery25SecondsAndHeartbeatsEvery15(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{Heartbeat: text("beat")})
		p := s.join(t, "beats")
		began := time.Now()
		pings := make(chan time.Duration, 1000)
		pong := p.ws.PingHandler()
		p.ws.SetPingHandler(func(payload string) error { pings <- time.Since(began); return pong(payload) })
		frames := p.readOn()

		time.Sleep(5*time.Minute + time.Second)
		p.ws.Close()
		p.gone(t)

		if n := len(pings); n < 11 || n > 13 {
			t.Errorf("%d pings in five minutes", n)
		}
		last := <-pings
		for len(pings) > 0 {
			at := <-pings
			if !nearly(at-last, 25*time.Second) {
				t.Errorf("a ping came %v after the one before", at-last)
			}
			last = at
		}
		if n := len(frames); n < 19 || n > 22 {
			t.Errorf("%d heartbeats in five minutes", n)
		}
	})
}

func TestHeartbeatIsTheFirstFrameOfThoseThatAskForIt(t *testing.T) {
	s := newSite(t, realtime.Options{Heartbeat: text("beat")})
	beating, plain := s.join(t, "beats"), s.join(t, "")

	for _, p := range []*peer{beating, plain} {
		p.conn.Send(text("end"))
	}

	equal(t, beating.until(t, "end"), []string{"beat", "end"})
	equal(t, plain.until(t, "end"), []string{"end"})
}

func TestPeerThatAnswersNoPingIsGoneWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		p.ws.SetPingHandler(func(string) error { return nil })
		began := time.Now()

		p.readOn()
		p.gone(t, time.Hour)

		if took := time.Since(began); took > time.Minute || took < 55*time.Second {
			t.Errorf("it took %v", took)
		}
		if n := s.hub.Stats().Evictions["silent"]; n != 1 {
			t.Errorf("counted %d", n)
		}
	})
}

func TestPeerThatReadsNothingIsGoneWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		began := time.Now()

		p.gone(t, time.Hour)

		if took := time.Since(began); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

func TestAnyFrameIsASignOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		p.ws.SetPingHandler(func(string) error { return nil })
		p.readOn()

		for range 60 {
			time.Sleep(50 * time.Second)
			p.write(t, websocket.TextMessage, "still here")
			<-p.handler.frames
		}

		if s.hub.Count() != 1 {
			t.Error("it was let go")
		}
	})
}

func TestMessageThatDoesNotEndIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		code := make(chan int, 1)
		go func() { code <- p.closeCode(t) }()
		began := time.Now()

		p.raw(t, 0x01, 0x81, 0, 0, 0, 0, 'x')
		empty := []byte{0x00, 0x80, 0, 0, 0, 0}
		for err := error(nil); err == nil; _, err = p.ws.NetConn().Write(empty) {
			time.Sleep(100 * time.Millisecond)
		}

		if got := <-code; got != websocket.ClosePolicyViolation {
			t.Errorf("closed with %d, want 1008", got)
		}
		if took := time.Since(began); !nearly(took, realtime.MessageSpan+time.Second) {
			t.Errorf("it took %v", took)
		}
	})
}
