package handlers_test

import (
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

// head is what stands above the log of an open page.
type head struct {
	title, topic string
	archived     bool
}

// watched is a page that also keeps what stands above its log.
type watched struct {
	*page
	head head // guarded by the peer's lock
}

// watch looks at a page, which has a socket, from here on.
func watch(p *page) *watched {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := &watched{page: p}
	p.hears = func(frame string) {
		w.head.read(frame)
		p.apply(withoutTitle(frame))
	}
	return w
}

// withoutTitle takes the title of the window away, which htmx takes out of any
// answer before it looks for partials.
func withoutTitle(frame string) string {
	before, rest, found := strings.Cut(frame, "<title>")
	if !found {
		return frame
	}
	_, after, _ := strings.Cut(rest, "</title>")
	return before + after
}

func (h *head) read(frame string) {
	document, err := html.Parse(strings.NewReader(frame))
	if err != nil {
		return
	}
	if title := find(document, "div", "id", "room-title"); title != nil {
		h.title, h.topic = text(find(title, "h1", "", "")), text(find(title, "p", "", ""))
	}
	if state := find(document, "p", "id", "room-state"); state != nil {
		h.archived = has(state, "data-archived")
	}
}

func (w *watched) waitFor(want head) {
	w.t.Helper()
	w.wait("another head of the room", func() bool { return w.head == want })
}

func TestOpenPagesShowTheRoomsNewNameTopicAndStateAtOnce(t *testing.T) {
	c := newCast(t)
	pages := []*watched{watch(c.admin.open(c.room)), watch(c.member.open(c.room)), watch(c.member.open(c.room))}
	for _, change := range []struct {
		path   string
		fields []string
		want   head
	}{
		{"ROOM/settings", []string{"name", "Tea & more", "topic", "Leaves", "kind", "open"}, head{"Tea & more", "Leaves", false}},
		{"ROOM/settings", []string{"name", "<b>Tea</b>", "topic", "", "kind", "closed"}, head{"<b>Tea</b>", "", false}},
		{"ROOM/archive", []string{"archived", "1"}, head{"<b>Tea</b>", "", true}},
		{"ROOM/archive", []string{"archived", ""}, head{"<b>Tea</b>", "", false}},
	} {
		promptly(t, strings.Join(change.fields, " "), func() {
			c.admin.post(c.at(change.path), change.fields...).is(303)
			for _, p := range pages {
				p.waitFor(change.want)
			}
		})
	}
	c.member.say(c.room, "still here")
	for _, p := range pages {
		p.shows("still here")
	}
}

// absences are how much happens while a page has no socket: little is told
// step by step, much by the newest page of the room.
var absences = map[string]int{"a moment": 3, "long": 250}

func TestPageThatWasAwayShowsTheRoomAsItIsNow(t *testing.T) {
	t.Parallel()
	for name, messages := range absences {
		t.Run(name, func(t *testing.T) {
			c := newCast(t)
			p := c.member.load(c.room)
			c.fill(c.membership(c.admin, c.room), 0, messages)
			c.admin.post(c.at("ROOM/settings"), "name", "Old", "topic", "old").is(303)
			c.admin.post(c.at("ROOM/settings"), "name", "New", "topic", "new").is(303)
			c.admin.post(c.at("ROOM/archive")).is(303)

			p.dial()
			w := watch(p)
			p.resume()

			w.waitFor(head{"New", "new", true})
			fresh := c.member.load(c.room)
			p.wait("the cursor of a fresh page", func() bool { return p.cursor == fresh.cursor })
		})
	}
}

func TestDeletedRoomClosesEveryPageOfItAndIsGone(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "secret plan")
	message := c.stored(c.member, c.room)[0]
	lost := []*peer{c.admin.open(c.room).peer, c.member.open(c.room).peer, c.member.program(c.room)}
	kept := c.member.open(lobby)

	promptly(t, "closing the pages", func() {
		c.admin.post(c.at("ROOM/delete")).leadsTo("/rooms")
		for _, p := range lost {
			if code := p.closed(); code != 4404 {
				t.Errorf("closed with %d, want 4404", code)
			}
			if !strings.Contains(p.last(), "This room is not yours to see.") {
				t.Errorf("it was told %q", p.last())
			}
		}
	})

	c.admin.get("/rooms").is(200).holds("Board is deleted.")
	for _, b := range []*browser{c.admin, c.member, c.stranger} {
		for _, path := range []string{"ROOM", "ROOM/settings", "ROOM/messages?before=9"} {
			b.get(c.at(path)).is(404)
		}
		b.get("/messages/" + message.ID.String()).is(404)
		b.post(c.at("ROOM/messages"), "body", "x").is(404)
		b.post(c.at("ROOM/join")).is(404)
	}
	kept.settle()
}

func TestSweepEmptiesWhatADeletedRoomSaid(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "secret plan")
	c.admin.post(c.at("ROOM/delete")).is(303)

	eventually(t, "the words to be gone", func() bool { return !strings.Contains(c.content(), "secret plan") })
}

// TestNothingOfARoomArrivesAfterRemovalFromIt has others write all the time.
func TestNothingOfARoomArrivesAfterRemovalFromIt(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	for range 15 {
		tabs := []*peer{c.member.open(c.room).peer, c.member.open(c.room).peer, c.member.program(c.room)}
		var writing sync.WaitGroup
		writing.Go(func() { c.fill(c.membership(c.admin, c.room), 0, 40) })
		c.admin.post(c.at("ROOM/members/MEMBER/remove")).is(303)
		removed := c.removedAt(c.member)
		for _, tab := range tabs {
			if code := tab.closed(); code != 4403 {
				t.Fatalf("closed with %d, want 4403", code)
			}
			if last := highest(tab.all()); last > removed {
				t.Errorf("message %d arrived after the removal at %d", last, removed)
			}
			if !strings.Contains(tab.last(), "You are not in this room any more.") {
				t.Errorf("it was told %q", tab.last())
			}
		}
		c.member.refusal(c.member.handshake(socketPath(c.room))).is(404)
		c.member.post(c.at("ROOM/messages"), "body", "x").is(404)
		writing.Wait()
		c.admin.post(c.at("ROOM/members"), "username", "bob").is(303)
	}
}

// removedAt is the number of somebody's last removal from the cast's room.
func (c *cast) removedAt(who *browser) int {
	c.t.Helper()
	changes, _, err := c.store.ChangesAfter(c.t.Context(), c.membership(c.admin, c.room), 0, 1_000_000)
	if err != nil {
		c.t.Fatal(err)
	}
	last := chat.Seq(0)
	for _, change := range changes {
		if change.Kind == chat.MemberRemoved && change.User.ID == who.user.ID {
			last = change.Seq
		}
	}
	return int(last)
}
