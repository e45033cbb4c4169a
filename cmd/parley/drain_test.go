package main

import (
	"bytes"
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// drained is how many sockets are open when the server is told to stop: they
// are let go within a second, in which the test looks at what else happens.
const drained = 250

// markerFile says that a server runs on a folder, or did not stop cleanly.
const markerFile = "parley.running"

// TestTerminatedServerLeavesInOrder tells the server to stop while people read
// and post.
func TestTerminatedServerLeavesInOrder(t *testing.T) {
	h := openHouse(t, []string{"ann"})
	client := newClient(t)
	closes := h.closeCodes(drained)
	posts := h.startPosts(t, "ann", 4)
	eventually(t, "people post", func() bool { return posts.acked() >= 40 })
	if !h.has(markerFile) {
		t.Error("no marker says that the server runs")
	}

	if err := h.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var ready int
	eventually(t, "the server drains", func() bool { ready = h.ready(client); return ready != http.StatusOK })
	_, refused := h.dial("ann", "", nil)

	if ready != http.StatusServiceUnavailable {
		t.Errorf("a draining server answers /readyz with %d", ready)
	}
	if r := (refusedHandshake{}); !errors.As(refused, &r) || r.status != http.StatusServiceUnavailable || r.retryAfter == "" {
		t.Errorf("a new socket met %v, %+v", refused, r)
	}
	for range drained {
		if code := <-closes; code != websocket.CloseServiceRestart {
			t.Fatalf("an open socket was closed with %d", code)
		}
	}
	if err := <-h.ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	posts.areStored(h)
	if h.has(markerFile) {
		t.Error("the marker is still there")
	}
	h.isSound()
	if err := h.start(); err != nil { // its end belongs to openProcess
		t.Fatal(err)
	}
}

// closeCodes opens sockets and tells with which code each is closed.
func (h *house) closeCodes(sockets int) <-chan int {
	h.t.Helper()
	codes := make(chan int, sockets)
	for range sockets {
		ws := h.mustDial("ann", "")
		go func() {
			for {
				if _, err := receive(ws); err != nil {
					closed := &websocket.CloseError{Code: websocket.CloseAbnormalClosure}
					errors.As(err, &closed)
					codes <- closed.Code
					return
				}
			}
		}()
	}
	return codes
}

// posts is people who post until nobody answers.
type posts struct {
	running sync.WaitGroup
	count   atomic.Int64

	mu     sync.Mutex
	stored map[string]bool // by text: it was answered with a redirect
}

func (h *house) startPosts(t *testing.T, name string, people int) *posts {
	p := &posts{stored: map[string]bool{}}
	for i := range people {
		client := newClient(t)
		p.running.Go(func() {
			for n := 0; ; n++ {
				text := strings.Repeat("x", i+1) + time.Duration(n).String()
				status, err := h.post(client, name, text, text)
				if err != nil {
					return
				}
				p.answered(text, status)
			}
		})
	}
	return p
}

func (p *posts) answered(text string, status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stored[text] = status == http.StatusSeeOther
	p.count.Add(1)
}

func (p *posts) acked() int64 { return p.count.Load() }

// areStored waits until nobody answers any more, and fails unless what was
// acknowledged is stored once, and what was refused is not.
func (p *posts) areStored(h *house) {
	h.t.Helper()
	p.running.Wait()
	times := map[string]int{}
	for _, text := range h.storedTexts() {
		times[text]++
	}
	for text, count := range times {
		if acked, answered := p.stored[text]; count > 1 || answered && !acked {
			h.t.Errorf("%q is stored %d times", text, count)
		}
	}
	for text, acked := range p.stored {
		if acked && times[text] != 1 {
			h.t.Errorf("%q was acknowledged and is stored %d times", text, times[text])
		}
	}
}

func TestSecondServerOnAFolderIsRefused(t *testing.T) {
	h := openHouse(t, []string{"ann"})
	var out, stderr bytes.Buffer
	second := exec.Command(h.path, "serve", "--listen", "127.0.0.1:0", "--data", h.folder)
	second.Stdout, second.Stderr = &out, &stderr

	err := second.Run()

	if second.ProcessState.ExitCode() != 1 {
		t.Errorf("the second server ended with %v", err)
	}
	if said := stderr.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, h.folder) {
		t.Errorf("it said %q, want one line that names %s", said, h.folder)
	}
	if strings.Contains(out.String(), "parley serves") {
		t.Error("it listened all the same")
	}
	if got := h.ready(newClient(t)); got != http.StatusOK {
		t.Errorf("the first answers /readyz with %d", got)
	}
}
