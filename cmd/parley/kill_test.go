package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

const (
	kills = 20
	// comesBack is how long a killed server may take until it serves again.
	// Here it takes a tenth of it.
	comesBack = 5 * time.Second
)

// weather says whether the server is there.
type weather struct {
	acked   atomic.Int64  // messages, of all writers together
	written chan struct{} // closed when enough was written

	mu     sync.Mutex
	serves chan struct{} // closed while the server serves
}

// away begins a time without a server.
func (w *weather) away() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serves = make(chan struct{})
}

// back ends it.
func (w *weather) back() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.serves)
}

// wait returns when the server serves; it never leaves before the killing ends.
func (w *weather) wait() {
	w.mu.Lock()
	serves := w.serves
	w.mu.Unlock()
	<-serves
}

func (w *weather) enough() bool {
	select {
	case <-w.written:
		return true
	default:
		return false
	}
}

// writer writes numbered texts, one after the other, whatever happens to the
// server, and leaves none behind.
type writer struct {
	*weather
	h     *house
	name  string
	wrote int // texts so far
}

// next is the next text.
func (w *writer) next() string {
	w.wrote++
	return w.text(w.wrote)
}

func (w *writer) text(n int) string { return fmt.Sprintf("%s writes %d", w.name, n) }

// posts writes by HTTP: each text is posted until it is answered.
func (w *writer) posts(client *http.Client) error {
	for !w.enough() {
		text := w.next()
		for {
			w.wait()
			status, err := w.h.post(client, w.name, text, text)
			if err == nil && status == http.StatusSeeOther {
				w.acked.Add(1)
				break
			}
			if err == nil && status < http.StatusInternalServerError {
				return fmt.Errorf("%s was answered with %d", text, status)
			}
		}
	}
	return nil
}

// sends writes as a program does: each text is sent, with its key, until it is
// heard.
func (w *writer) sends() error {
	text := ""
	for text != "" || !w.enough() {
		w.wait()
		ws, err := w.h.dial(w.name, "", nil)
		for err == nil && (text != "" || !w.enough()) {
			if text == "" {
				text = w.next()
			}
			if err = w.send(ws, text); err == nil {
				text = ""
				w.acked.Add(1)
			}
		}
		if ws != nil {
			ws.Close()
		}
		if errors.Is(err, errRefused) {
			return err
		}
	}
	return nil
}

// send returns once the text came back.
func (w *writer) send(ws *websocket.Conn, text string) error {
	err := ws.WriteJSON(map[string]string{"action": "message", "key": text, "body": text})
	for err == nil {
		var frame string
		frame, err = receive(ws)
		switch {
		case strings.Contains(frame, "data-code="):
			return fmt.Errorf("%w: %s", errRefused, frame)
		case strings.Contains(frame, `data-key="`+text+`"`):
			return nil
		}
	}
	return err
}

// onTheirWay is how many texts a page sends before the first is answered.
const onTheirWay = 4

// fills writes as a page does: texts that were not answered when a connection
// broke come again with the next one's resume.
func (w *writer) fills(p *wirePage) error {
	for len(p.outbox) > 0 || !w.enough() {
		w.wait()
		ws, err := p.open()
		for err == nil && (len(p.outbox) > 0 || !w.enough()) {
			for err == nil && len(p.outbox) < onTheirWay && !w.enough() {
				err = p.write(ws, w.next())
			}
			if err == nil && len(p.outbox) > 0 {
				var answered int
				_, answered, err = p.read(ws)
				w.acked.Add(int64(answered))
			}
		}
		if ws != nil {
			ws.Close()
		}
		if errors.Is(err, errRefused) {
			return err
		}
	}
	return nil
}

// TestKilledServerLosesNothingAndDoublesNothing kills the server with SIGKILL
// while people write through all doors, each of whom sends again what was not
// acknowledged.
func TestKilledServerLosesNothingAndDoublesNothing(t *testing.T) {
	names := []string{"page1", "page2", "program1", "program2", "post1", "post2", "post3"}
	h := openHouse(t, names)
	w := &weather{written: make(chan struct{}), serves: make(chan struct{})}
	w.back()
	var writers []*writer
	var pages []*wirePage
	var writing sync.WaitGroup
	for _, name := range names {
		one := &writer{weather: w, h: h, name: name}
		writers = append(writers, one)
		write := one.sends
		switch {
		case strings.HasPrefix(name, "post"):
			client := newClient(t)
			write = func() error { return one.posts(client) }
		case strings.HasPrefix(name, "page"):
			page := &wirePage{h: h, name: name, token: name}
			pages, write = append(pages, page), func() error { return one.fills(page) }
		}
		writing.Go(func() {
			if err := write(); err != nil {
				t.Error(err)
			}
		})
	}

	for range kills {
		w.killAfter(h, 20+rand.Int64N(100))
	}
	close(w.written)
	writing.Wait()

	stored := h.stored()
	for _, one := range writers {
		one.isStored(stored)
	}
	for _, page := range pages {
		if page.catchUp(t); !slices.Equal(page.seen, seqsOf(stored)) {
			t.Errorf("%s has seen %d messages of %d, or in another order", page.name, len(page.seen), len(stored))
		}
	}
	h.isSound()
	t.Logf("%d kills, %d messages acknowledged", kills, w.acked.Load())
}

// killAfter kills the server when so many more messages were acknowledged and
// waits until it is back.
func (w *weather) killAfter(h *house, acks int64) {
	h.t.Helper()
	target := w.acked.Load() + acks
	eventually(h.t, "people write on", func() bool { return w.acked.Load() >= target || h.t.Failed() })
	w.away()
	defer w.back()
	if err := h.end(syscall.SIGKILL); err != nil {
		h.t.Fatal(err)
	}
	promptly(h.t, "coming back", comesBack, func() {
		if err := h.start(); err != nil {
			h.t.Fatal(err)
		}
	})
}

// isStored fails unless every text of the writer is stored once, in order.
func (w *writer) isStored(stored []chat.Message) {
	w.h.t.Helper()
	n := 0
	for _, m := range stored {
		if m.Author.Username != w.name {
			continue
		}
		n++
		if m.Body != w.text(n) {
			w.h.t.Fatalf("%q is stored where %q should be", m.Body, w.text(n))
		}
	}
	if n != w.wrote || n == 0 {
		w.h.t.Errorf("%d texts of %s are stored, %d were written", n, w.name, w.wrote)
	}
}
