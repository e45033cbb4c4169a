package handlers_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
)

// TestNothingOfARoomIsReadAfterRemovalFromIt has somebody load and resume all
// the time, at every door that reads a room, while others write and they are
// put out.
func TestNothingOfARoomIsReadAfterRemovalFromIt(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	for range 5 {
		writer := c.membership(c.admin, c.room)
		var busy, reading sync.WaitGroup
		heard := make([][]string, 4)
		reading.Add(len(heard))
		c.fill(writer, 0, 1)
		for i := range heard {
			busy.Go(func() { heard[i] = c.readsUntilRefused(i, reading.Done) })
		}
		reading.Wait()
		busy.Go(func() { c.fill(writer, 1, 100) })
		c.fill(writer, 2, 50)
		c.admin.post(c.at("ROOM/members/MEMBER/remove")).is(303)
		removed := c.removedAt(c.member)
		c.fill(writer, 3, 50)
		busy.Wait()

		for i, frames := range heard {
			if last := newestIn(frames); last > removed || last == 0 {
				t.Errorf("door %d told of message %d to somebody who was removed at %d", i, last, removed)
			}
		}
		c.admin.post(c.at("ROOM/members"), "username", "bob").is(303)
	}
}

// readsUntilRefused reads the room at one door again and again until it is
// closed to the member, and gives everything that was heard. begun is called
// after the first time.
func (c *cast) readsUntilRefused(door int, begun func()) (heard []string) {
	read := []func() ([]string, bool){
		func() ([]string, bool) { return c.asks(roomPath(c.room)) },
		func() ([]string, bool) { return c.asks("/api/rooms/" + c.room.String() + "/messages") },
		func() ([]string, bool) { return c.resumes("0") },        // more than is told one by one
		func() ([]string, bool) { return c.resumes(c.cursor()) }, // told one by one
	}[door]
	for first := true; ; first = false {
		told, open := read()
		heard = append(heard, told...)
		if first {
			begun()
		}
		if !open {
			return heard
		}
	}
}

// seqs stand in pages, frames and JSON.
var seqs = regexp.MustCompile(`data-seq="(\d+)|"seq":(\d+)`)

// newestIn is the highest number of a message in what was told.
func newestIn(told []string) int {
	last := 0
	for _, text := range told {
		for _, found := range seqs.FindAllStringSubmatch(text, -1) {
			seq, err := strconv.Atoi(found[1] + found[2])
			if err == nil {
				last = max(last, seq)
			}
		}
	}
	return last
}

// asks gets a page of the room, and tells whether the member still may.
func (c *cast) asks(path string) ([]string, bool) {
	r := c.member.request("GET", path, nil)
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Accept", "application/json")
	}
	a, err := c.member.try(r)
	if err != nil {
		c.t.Error(err)
	}
	return []string{a.body}, err == nil && a.status == 200
}

// cursor is a number a little behind the room's head.
func (c *cast) cursor() string {
	m, err := c.store.Membership(c.t.Context(), c.admin.user.ID, c.room)
	if err != nil {
		c.t.Error(err)
	}
	return max(0, m.Room.Head-20).String()
}

// resumes opens a page's socket, says what it saw last, and hears for a while.
func (c *cast) resumes(cursor string) ([]string, bool) {
	p, err := c.tryDial(c.t, socketPath(c.room)+"?page=abc", c.member.headers())
	if err != nil {
		c.t.Error(err)
		return nil, false
	}
	defer p.ws.Close()
	if err := p.trySend(map[string]any{"action": "resume", "cursor": cursor, "page": "abc", "acked": "0"}); err != nil {
		return p.all(), false // closed before it could ask
	}
	open := p.hearsPeople()
	return p.all(), open
}

// hearsPeople waits for the end of the answer to a resume, and tells whether
// the socket is still open then.
func (p *peer) hearsPeople() bool {
	over := time.After(patience)
	for {
		p.mu.Lock()
		done, heard, code := slices.ContainsFunc(p.frames, isPeople), p.heard, p.code
		p.mu.Unlock()
		if done || code != 0 {
			return code == 0
		}
		select {
		case <-heard:
		case <-over:
			p.t.Errorf("a resume was not answered in %v", patience)
			return false
		}
	}
}

// TestDeletedRoomTellsNothingMore is the same for everybody at once.
func TestDeletedRoomTellsNothingMore(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	readers := h.people("reader", 5)
	for round := range 5 {
		m, err := h.store.CreateRoom(t.Context(), ada.user, chat.NewRoom{Name: fmt.Sprint("Short ", round), Kind: chat.Closed})
		if err != nil {
			t.Fatal(err)
		}
		var tabs []*peer
		for _, reader := range readers {
			if err := h.store.Invite(t.Context(), m, reader.user); err != nil {
				t.Fatal(err)
			}
			tabs = append(tabs, reader.open(m.Room.ID).peer, reader.program(m.Room.ID))
		}
		var writing sync.WaitGroup
		writing.Go(func() { h.fillUntilGone(m) })

		tabs[0].until(`data-seq="20"`)
		ada.post(roomPath(m.Room.ID) + "/delete").leadsTo("/rooms")
		writing.Wait()

		for _, tab := range tabs {
			if code := tab.closed(); code != 4404 {
				t.Errorf("closed with %d, want 4404", code)
			}
		}
	}
}

// fillUntilGone writes until the room takes nothing any more.
func (h *house) fillUntilGone(m chat.Membership) {
	for n := 0; ; n++ {
		_, _, err := h.store.CreateMessage(h.t.Context(), m, chat.NewMessage{Body: fmt.Sprint("message ", n)})
		if err == chat.ErrNotFound {
			return
		}
		if err != nil {
			h.t.Error(err)
			return
		}
	}
}
