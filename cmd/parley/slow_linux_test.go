package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"

	"parley/db/chat"
)

const (
	crowded   = 1000 // sockets in all
	deafOnes  = 10   // of these never read
	mostSlow  = 1.25 // p99 beside rounds without those
	mostPairs = 6    // rounds with and without

	// mostMessages are several times what fills a socket and its queue.
	mostMessages = 100
)

// TestSlowReadersHurtNobodyElse compares rounds in which ten of a thousand
// sockets do not read with rounds without those, in turn. A busy machine makes
// any one round slow, so it is enough that one pair of rounds stays within the
// bound. Slow readers that do hurt, hurt in every pair: what waits for them
// waits until they are let go, and they are there for the whole of each round.
func TestSlowReadersHurtNobodyElse(t *testing.T) {
	raiseFileLimit(t, 2*crowded)
	private := freePort(t)
	h := openHouse(t, []string{"ann", "crowd", "deaf"}, "--metrics-listen", private)
	c := openCrowd(t, h, crowded-deafOnes)
	private = "http://" + private + "/metrics"
	c.round(t, 5, nil) // so that everything has its size

	best := math.Inf(1)
	for pair := 0; pair < mostPairs && best > mostSlow; pair++ {
		with := c.slowRound(t, h, private)
		messages := len(with) / len(c.listeners)
		enough, end := whenEvicted(t, private, math.MaxInt, func() {})
		without := c.round(t, messages, enough)
		end()
		ratio := float64(p99(with)) / float64(p99(without))
		t.Logf("p99 of %d messages %v with slow readers, %v without: %.2f", messages, p99(with), p99(without), ratio)
		best = min(best, ratio)
	}

	if best > mostSlow {
		t.Errorf("with slow readers p99 is %.2f times that without in the best of %d pairs, want at most %v", best, mostPairs, mostSlow)
	}
}

// slowRound is a round that lasts until ten slow readers are let go. They read
// again at once, because the server waits a second for what is half written.
func (c *crowd) slowRound(t *testing.T, h *house, metrics string) []time.Duration {
	t.Helper()
	slow := openDeaf(t, h)
	before, err := evicted(metrics)
	if err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	enough, end := whenEvicted(t, metrics, before+len(slow), func() {
		for _, d := range slow {
			reading.Go(d.readToTheEnd)
		}
	})
	took := c.round(t, mostMessages, enough)
	end()
	reading.Wait()

	said := seqsOf(h.stored())
	for _, d := range slow {
		d.isComplete(t, said[len(said)-len(took)/len(c.listeners):])
	}
	return took
}

// raiseFileLimit makes sure that so many sockets can be open.
func raiseFileLimit(t *testing.T, files uint64) {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur >= files {
		return
	}
	limit.Cur, limit.Max = files, max(files, limit.Max)
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatalf("this test needs %d open files: %v", files, err)
	}
}

// crowd hears everything in the room and notes how long it took.
type crowd struct {
	speaker   *websocket.Conn
	listeners []*listener
	marker    atomic.Pointer[[]byte] // of the message that is on its way
	missing   atomic.Int64           // listeners that have not heard it
	heard     chan struct{}          // one each time that none is missing
	spoken    int
}

type listener struct {
	ws *websocket.Conn
	at time.Time // when it heard the latest message
}

func openCrowd(t *testing.T, h *house, size int) *crowd {
	t.Helper()
	c := &crowd{speaker: h.mustDial("ann", ""), heard: make(chan struct{}, 1)}
	c.marker.Store(&[]byte{0}) // which is in no frame
	var listening sync.WaitGroup
	for range size {
		l := &listener{ws: h.mustDial("crowd", "")}
		c.listeners = append(c.listeners, l)
		listening.Go(func() { c.listen(l) })
	}
	t.Cleanup(func() {
		for _, l := range c.listeners {
			l.ws.Close()
		}
		listening.Wait()
	})
	go func() { // its own answers, which it does not look at
		for _, _, err := c.speaker.ReadMessage(); err == nil; _, _, err = c.speaker.ReadMessage() {
		}
	}()
	return c
}

func (c *crowd) listen(l *listener) {
	for {
		_, data, err := l.ws.ReadMessage()
		if err != nil {
			return
		}
		if bytes.Contains(data, *c.marker.Load()) {
			l.at = time.Now()
			if c.missing.Add(-1) == 0 {
				c.heard <- struct{}{}
			}
		}
	}
}

// padding makes messages as large as they may be, so that a socket is full
// before its write deadline ends it without a word.
var padding = strings.Repeat("🌊", 3900)

// round sends at most so many messages, one when everybody has heard the one
// before, until it is enough. It gives how long each took to each listener.
func (c *crowd) round(t *testing.T, most int, enough <-chan struct{}) (took []time.Duration) {
	t.Helper()
	for range most {
		c.spoken++
		key := fmt.Sprintf("message %d.", c.spoken)
		marker := []byte(`data-key="` + key + `"`)
		c.marker.Store(&marker)
		c.missing.Store(int64(len(c.listeners)))
		sent := time.Now()
		if err := c.speaker.WriteJSON(map[string]string{"action": "message", "key": key, "body": key + padding}); err != nil {
			t.Fatal(err)
		}
		c.everybodyHeard(t)
		for _, l := range c.listeners {
			took = append(took, l.at.Sub(sent))
		}
		select {
		case <-enough:
			return took
		default:
		}
	}
	return took
}

func (c *crowd) everybodyHeard(t *testing.T) {
	t.Helper()
	select {
	case <-c.heard:
	case <-time.After(patience):
		t.Fatalf("%d listeners have not heard a message after %v", c.missing.Load(), patience)
	}
}

func p99(took []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[len(sorted)*99/100]
}

// whenEvicted looks until so many readers were let go because they were too
// slow. Then it acts and closes enough. end ends it in any case.
func whenEvicted(t *testing.T, metrics string, count int, act func()) (enough <-chan struct{}, end func()) {
	reached, over := make(chan struct{}), make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		poll := time.NewTicker(20 * time.Millisecond)
		defer poll.Stop()
		for {
			now, err := evicted(metrics)
			if err != nil {
				t.Error(err)
				return
			}
			if now >= count {
				act()
				close(reached)
				return
			}
			select {
			case <-poll.C:
			case <-over:
				return
			}
		}
	})
	return reached, func() {
		close(over)
		looking.Wait()
	}
}

func evicted(metrics string) (count int, err error) {
	response, err := http.Get(metrics)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), `parley_evictions_total{reason="too slow"} `)
	_, err = fmt.Sscan(rest, &count)
	return count, err
}

// deafPage is a page that is up to date and then stops reading.
type deafPage struct {
	*wirePage
	ws  *websocket.Conn
	end error // of reading
}

// openDeaf opens ten such pages.
func openDeaf(t *testing.T, h *house) (ten []*deafPage) {
	t.Helper()
	stored := h.stored()
	for i := range deafOnes {
		p := &wirePage{h: h, name: "deaf", token: fmt.Sprintf("deaf%d", i), network: dialSmall, cursor: stored[len(stored)-1].Seq}
		ten = append(ten, &deafPage{wirePage: p, ws: p.catchUp(t)})
	}
	return ten
}

// readToTheEnd reads what came until the server let the page go.
func (d *deafPage) readToTheEnd() {
	for d.end == nil {
		_, _, d.end = d.read(d.ws)
	}
}

// isComplete fails unless the page was told to come back and then misses
// nothing.
func (d *deafPage) isComplete(t *testing.T, want []chat.Seq) {
	t.Helper()
	if !websocket.IsCloseError(d.end, websocket.CloseTryAgainLater) {
		t.Errorf("a slow reader was let go with %v, want 1013", d.end)
	}
	if len(d.seen) >= len(want) {
		t.Errorf("a slow reader has got all %d messages", len(want))
	}
	d.network = nil
	d.catchUp(t).Close()
	if !slices.Equal(d.seen, want) {
		t.Errorf("a slow reader that came back has %d messages, want %d", len(d.seen), len(want))
	}
}

// dialSmall connects so that both ends hold little: small segments keep the
// server's send buffer small.
func dialSmall(network, address string) (net.Conn, error) {
	dialer := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		var err error
		control := raw.Control(func(fd uintptr) {
			err = errors.Join(unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10),
				unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, 536))
		})
		return errors.Join(control, err)
	}}
	return dialer.Dial(network, address)
}
