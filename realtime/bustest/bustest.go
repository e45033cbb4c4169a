// Package bustest is the contract that every bus passes.
package bustest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/realtime"
)

// Node is one process's end of a bus.
type Node interface {
	realtime.Bus
	Close() error
}

// Patience is how long a frame may be under way before a test gives it up. It
// only bounds a failing test.
const Patience = 10 * time.Second

// Run tests a bus. open returns two ends of one fresh bus, which may be the
// same; it closes them when t ends.
func Run(t *testing.T, open func(t *testing.T) (a, b Node)) {
	t.Run("EveryListenerHears", func(t *testing.T) { testEveryListenerHears(t, open) })
	t.Run("FrameArrivesWhole", func(t *testing.T) { testFrameArrivesWhole(t, open) })
	t.Run("OrderOfEachPublisherIsKept", func(t *testing.T) { testOrderIsKept(t, open) })
	t.Run("NothingIsHeardAfterStop", func(t *testing.T) { testStop(t, open) })
	t.Run("StoppingOneLeavesTheOthers", func(t *testing.T) { testStopLeavesOthers(t, open) })
	t.Run("PublishAfterCloseFails", func(t *testing.T) { testClosed(t, open) })
}

// heard is one publication as a listener got it.
type heard struct {
	topic string
	frame realtime.Frame
}

// ear collects what a listener hears.
type ear struct {
	got  chan heard
	stop func()
}

func listen(t *testing.T, bus realtime.Bus) *ear {
	t.Helper()
	e := &ear{got: make(chan heard, 10_000)}
	e.stop = bus.Listen(func(topic string, f realtime.Frame) { e.got <- heard{topic, f} })
	t.Cleanup(e.stop)
	return e
}

func (e *ear) next(t *testing.T) heard {
	t.Helper()
	select {
	case h := <-e.got:
		return h
	case <-time.After(Patience):
		t.Fatal("nothing was heard")
		return heard{}
	}
}

func publish(t *testing.T, bus realtime.Bus, topic, body string) {
	t.Helper()
	if err := bus.Publish(topic, realtime.Frame{Body: []byte(body)}); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func testEveryListenerHears(t *testing.T, open func(t *testing.T) (a, b Node)) {
	a, b := open(t)
	ears := []*ear{listen(t, a), listen(t, a), listen(t, b)}

	publish(t, a, "room", "from a")
	publish(t, b, "hall", "from b")

	for i, e := range ears {
		topics := map[string]string{}
		for range 2 {
			h := e.next(t)
			topics[h.topic] = string(h.frame.Body)
		}
		if topics["room"] != "from a" || topics["hall"] != "from b" {
			t.Errorf("listener %d heard %v", i, topics)
		}
	}
}

func testFrameArrivesWhole(t *testing.T, open func(t *testing.T) (a, b Node)) {
	a, b := open(t)
	e := listen(t, b)

	sent := realtime.Frame{
		Open: []byte("<o>"), Body: []byte("é\x00\n"), Close: []byte("</o>"),
		Number: 1<<63 + 7, Ephemeral: true,
	}
	if err := a.Publish("a topic: with / signs", sent); err != nil {
		t.Fatal(err)
	}

	got := e.next(t)
	if fmt.Sprint(got) != fmt.Sprint(heard{"a topic: with / signs", sent}) {
		t.Errorf("heard %v, want %v", got, sent)
	}
}

func testOrderIsKept(t *testing.T, open func(t *testing.T) (a, b Node)) {
	const publishers, each = 4, 500
	a, b := open(t)
	ears := []*ear{listen(t, a), listen(t, b)}

	var work sync.WaitGroup
	for p := range publishers {
		bus := []Node{a, b}[p%2]
		work.Go(func() {
			for i := range each {
				publish(t, bus, "room", fmt.Sprintf("%d %d", p, i))
			}
		})
	}
	work.Wait()

	for _, e := range ears {
		var next [publishers]int
		for range publishers * each {
			var p, i int
			h := e.next(t)
			if _, err := fmt.Sscan(string(h.frame.Body), &p, &i); err != nil {
				t.Fatalf("heard %q", h.frame.Body)
			}
			if i != next[p] {
				t.Fatalf("publisher %d: heard %d, want %d", p, i, next[p])
			}
			next[p]++
		}
	}
}

func testStop(t *testing.T, open func(t *testing.T) (a, b Node)) {
	a, b := open(t)
	stopped, other := listen(t, a), listen(t, b)
	publish(t, a, "room", "first")
	stopped.next(t)
	other.next(t)

	stopped.stop()
	publish(t, a, "room", "second")
	other.next(t)

	select {
	case h := <-stopped.got:
		t.Errorf("heard %q after stop", h.frame.Body)
	default:
	}
}

func testStopLeavesOthers(t *testing.T, open func(t *testing.T) (a, b Node)) {
	a, _ := open(t)
	first, second := listen(t, a), listen(t, a)

	first.stop()
	first.stop()
	publish(t, a, "room", "still here")

	if h := second.next(t); string(h.frame.Body) != "still here" {
		t.Errorf("heard %q", h.frame.Body)
	}
}

func testClosed(t *testing.T, open func(t *testing.T) (a, b Node)) {
	a, _ := open(t)
	e := listen(t, a)

	if err := a.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	err := a.Publish("room", realtime.Frame{Body: []byte("too late")})

	if !errors.Is(err, realtime.ErrClosed) {
		t.Errorf("publish after close: %v, want ErrClosed", err)
	}
	if len(e.got) > 0 {
		t.Error("a publication after close was heard")
	}
}
