package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// TestEverybodySeesTheSameMessagesInTheSameOrder has ten people write over
// their pages, over programs and by plain forms at one time, with fifty pages
// open.
func TestEverybodySeesTheSameMessagesInTheSameOrder(t *testing.T) {
	t.Parallel()
	const readers, senders, each = 50, 10, 20
	h, ada := newInhabited(t)
	pages := make([]*page, readers)
	for i, b := range h.people("reader", readers) {
		pages[i] = b.open(lobby)
	}

	var writing sync.WaitGroup
	for i := range senders {
		write := h.writer(pages[i], i)
		writing.Go(func() {
			for n := range each {
				if err := write(fmt.Sprintf("%d of sender %d", n, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()

	pages[0].wait("all messages", func() bool { return len(pages[0].log) >= senders*each })
	want := h.texts(ada, lobby)
	if len(want) != senders*each {
		t.Fatalf("%d messages are stored, want %d", len(want), senders*each)
	}
	for i, p := range pages {
		p.wait("all messages", func() bool { return len(p.log) >= len(want) })
		if got := p.texts(); !slices.Equal(got, want) {
			t.Errorf("page %d shows %d messages in another order than they are stored", i, len(got))
		}
		ascending(t, p)
	}
	for i := range senders {
		ownOrder(t, want, i, each)
	}
}

// writer gives one of the three ways to write a message, for any goroutine.
func (h *house) writer(p *page, i int) func(text string) error {
	switch i % 3 {
	case 0:
		return func(text string) error {
			p.queue(text)
			return p.trySend(map[string]any{"action": "message", "body": text})
		}
	case 1:
		program := p.browser.program(lobby)
		return func(text string) error {
			return program.trySend(map[string]any{"action": "message", "key": "key of " + text, "body": text})
		}
	}
	return func(text string) error {
		a, err := p.browser.try(p.browser.form(roomPath(lobby)+"/messages", "body", text))
		if err == nil && a.status != http.StatusSeeOther {
			err = fmt.Errorf("a post was answered with %d", a.status)
		}
		return err
	}
}

// ascending fails unless each message of the page has a higher number than the
// one in front of it.
func ascending(t *testing.T, p *page) {
	t.Helper()
	last := 0
	for _, a := range p.articles() {
		seq, err := strconv.Atoi(a.seq)
		if err != nil || seq <= last {
			t.Errorf("%s with number %s stands behind number %d", a.id, a.seq, last)
		}
		last = seq
	}
}

// ownOrder fails unless a sender's messages stand once each, in the order in
// which they were sent.
func ownOrder(t *testing.T, texts []string, sender, each int) {
	t.Helper()
	next := 0
	for _, text := range texts {
		var n, who int
		fmt.Sscanf(text, "%d of sender %d", &n, &who)
		if who != sender {
			continue
		}
		if n != next {
			t.Errorf("message %d of sender %d stands where %d should", n, sender, next)
		}
		next++
	}
	if next != each {
		t.Errorf("%d messages of sender %d are there, want %d", next, sender, each)
	}
}
