package realtime_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"parley/realtime"
)

func TestHeldTopicIsDeliveredOnReleaseBeyondTheNumber(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	p.conn.Hold("room")
	for n := range uint64(5) {
		s.publish(t, "room", numbered(n+1, fmt.Sprint(n+1)))
	}
	p.conn.Send(text("missed: 1 2 3"))
	p.conn.Release("room", 3)
	s.publish(t, "room", numbered(6, "6"))
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"missed: 1 2 3", "4", "5", "6", "end"})
}

func TestHeldTopicForgetsEphemeralFrames(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Hold("room")
	s.publish(t, "room", realtime.Frame{Body: []byte("somebody types"), Ephemeral: true})
	s.publish(t, "room", text("kept"))

	p.conn.Release("room", 0)
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"kept", "end"})
}

func TestLiveTopicCanBeHeldAgain(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Subscribe("room")
	s.publish(t, "room", numbered(1, "1"))
	p.conn.Hold("room")
	p.conn.Hold("room")
	p.conn.Subscribe("room")
	s.publish(t, "room", numbered(2, "2"))
	p.conn.Send(text("between"))
	p.conn.Release("room", 0)
	s.publish(t, "room", numbered(3, "3"))
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"1", "between", "2", "3", "end"})
}

func TestReleaseNeverGoesBack(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Subscribe("room")
	s.publish(t, "room", numbered(7, "7"))
	p.conn.Hold("room")
	p.conn.Release("room", 3)
	s.publish(t, "room", numbered(5, "old"))
	p.conn.Release("room", 9)
	s.publish(t, "room", numbered(9, "had by other ways"))
	s.publish(t, "room", numbered(10, "10"))
	p.conn.Release("nowhere", 1)
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"7", "10", "end"})
}

func TestTopicHeldTooLongLetsTheConnectionGo(t *testing.T) {
	s := newSite(t, realtime.Options{QueueBytes: 10_000})
	p := s.join(t, "")
	other := s.join(t, "")
	other.conn.Subscribe("room")
	p.conn.Hold("room")

	for range 11 {
		s.publish(t, "room", text(strings.Repeat("x", 1000)))
	}

	if code := p.closeCode(t); code != 1013 {
		t.Errorf("closed with %d, want 1013", code)
	}
	for range 11 {
		other.next(t)
	}
}

// log is a store as small as it can be: what a room's history is to resume.
type log struct {
	mu    sync.Mutex
	lines []string
}

// write stores a line and publishes it, in the order of their numbers.
func (l *log) write(hub *realtime.Hub, line string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
	number := uint64(len(l.lines))
	return hub.Publish("room", numbered(number, fmt.Sprintf("%d ", number)))
}

func (l *log) head() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.lines))
}

func TestResumeMissesNothingAndRepeatsNothing(t *testing.T) {
	const publishers, each, readers = 4, 500, 5
	s := newSite(t, realtime.Options{QueueBytes: 1 << 20}) // all may be published during one resume
	history := &log{}

	var publishing, reading sync.WaitGroup
	for range publishers {
		publishing.Go(func() {
			for range each {
				if err := history.write(s.hub, "line"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var joining sync.Mutex
	join := func() *peer {
		joining.Lock()
		defer joining.Unlock()
		return s.join(t, "")
	}
	for range readers {
		reading.Go(func() { readAll(t, history, join, publishers*each) })
	}

	publishing.Wait()
	reading.Wait()
}

// readAll comes back again and again, resumes from the last number it has
// seen, reads a few frames and leaves, until it has everything.
func readAll(t *testing.T, history *log, join func() *peer, all uint64) {
	cursor := uint64(0)
	for visit := 0; cursor < all; visit++ {
		p := join()
		p.conn.Hold("room")
		head := history.head()
		for n := cursor + 1; n <= head; n++ {
			p.conn.Send(text(fmt.Sprintf("%d ", n)))
		}
		p.conn.Release("room", head)
		for i := 0; cursor < all && (cursor < head || i < visit%7); i++ {
			if got, want := p.next(t), fmt.Sprintf("%d ", cursor+1); got != want {
				t.Errorf("got %q, want %q", got, want)
				return
			}
			cursor++
		}
		p.ws.Close()
	}
}
