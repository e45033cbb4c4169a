package handlers_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/db/chat"
)

// sidebarEvents is what frames did to the list of rooms, in their order, such
// as "spoke room-3", "read room-3", "calls room-3 2" or "named room-3 Tea".
func sidebarEvents(frames []string) []string {
	var events []string
	for _, frame := range frames {
		nodes, err := html.ParseFragment(strings.NewReader(frame), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err != nil {
			continue
		}
		for _, partial := range nodes {
			if event := sidebarEvent(partial); event != "" {
				events = append(events, event)
			}
		}
	}
	return events
}

func sidebarEvent(partial *html.Node) string {
	target, link := attribute(partial, "hx-target"), find(partial, "a", "class", "room-link")
	row, _, _ := strings.Cut(strings.TrimPrefix(target, "#sidebar li:has(> #"), ")")
	switch swap := attribute(partial, "hx-swap"); {
	case link != nil && strings.Contains(target, ":not(:has(") && swap == "afterbegin":
		return "moved " + attribute(link, "id") + " to " + target[strings.LastIndex(target, "#"):]
	case link != nil && strings.Contains(target, "[aria-current]) #"):
		return "" // the same, for the pages that have the room open
	case link != nil && swap == "afterbegin" && has(link, "data-unread"):
		return "spoke " + attribute(link, "id")
	case link != nil && swap == "afterbegin":
		return "joined " + attribute(link, "id")
	case link != nil && has(link, "data-mentions"):
		return "calls " + attribute(link, "id") + " " + attribute(link, "data-mentions")
	case link != nil && has(link, "data-unread"):
		return "unread " + attribute(link, "id")
	case link != nil:
		return "read " + attribute(link, "id")
	case swap == "delete" && row != target && !strings.Contains(row, "["):
		return "gone " + row
	case swap == "textContent" && strings.HasPrefix(target, "#room-"):
		return "named " + strings.TrimSuffix(strings.TrimPrefix(target, "#"), " > .clip") + " " + text(partial)
	}
	return ""
}

// elsewhere is a page without a room, such as that of people.
func (b *browser) elsewhere() *peer {
	b.t.Helper()
	p := b.house.dial(b.t, socketPath(0)+"?page=a-page", b.headers())
	p.wait("the first heartbeat", func() bool { return len(p.frames) > 0 })
	return p
}

func (p *peer) sidebar() []string { return sidebarEvents(p.all()) }

// shown waits until the list of rooms has been told something.
func (p *peer) shown(event string) {
	p.t.Helper()
	p.wait(event, func() bool { return slices.Contains(sidebarEvents(p.frames), event) })
}

// atLast waits until something is the last that the list was told of a room:
// what comes in as new is taken out first.
func (p *peer) atLast(event string, room chat.RoomID) {
	p.t.Helper()
	p.wait(event, func() bool { return last(sidebarEvents(p.frames), room) == event })
}

func rowID(room chat.RoomID) string { return "room-" + room.String() }

func TestMessageReachesTheSidebarsOfAllMembersAndNobodyElse(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	spoke := "spoke " + rowID(c.room)
	members := []*peer{c.member.elsewhere(), c.member.open(lobby).peer, c.admin.open(c.room).peer, c.admin.elsewhere()}
	others := []*peer{c.stranger.elsewhere(), c.stranger.open(lobby).peer, c.member.program(0), c.member.program(lobby)}

	withinTwoSeconds(t, "the sidebars", func() {
		c.admin.say(c.room, "hello")
		for _, p := range members {
			p.shown(spoke)
		}
	})

	c.stranger.say(lobby, "later") // once this is shown, what came before is too
	for _, p := range append(members, others[:2]...) {
		p.shown("spoke " + rowID(lobby))
	}
	others[2].say("k", "x")
	others[2].until("NOT_MEMBER")
	others[3].until("later")
	for i, p := range others {
		if slices.Contains(p.sidebar(), spoke) || i > 1 && len(p.sidebar()) > 0 {
			t.Errorf("connection %d heard %q", i, p.sidebar())
		}
	}
}

// withinTwoSeconds allows for the second in which messages gather.
func withinTwoSeconds(t *testing.T, what string, act func()) {
	t.Helper()
	began := time.Now()
	act()
	if took := time.Since(began); took > 2*soon {
		t.Errorf("%s took %v", what, took)
	}
}

func TestSidebarHearsOfABusyRoomAtMostOnceASecond(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page, writer := c.member.elsewhere(), c.membership(c.admin, c.room)
	spoke := "spoke " + rowID(c.room)

	began, frames := time.Now(), 0
	for frames < 3 {
		c.fill(writer, 0, 20)
		frames = count(page.sidebar(), spoke)
	}
	took := time.Since(began)

	if most := int(took/time.Second) + 1; frames > most {
		t.Errorf("%d frames in %v", frames, took)
	}
}

func count(events []string, event string) int {
	n := 0
	for _, e := range events {
		if e == event {
			n++
		}
	}
	return n
}

// last is the last of the events that concern a room.
func last(events []string, room chat.RoomID) string {
	for _, event := range slices.Backward(events) {
		if slices.Contains(strings.Fields(event), rowID(room)) {
			return event
		}
	}
	return ""
}

func TestReadingOnOnePageClearsTheOthersEvenBeforeTheyWereTold(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	reading, other, admins := c.member.open(c.room), c.member.elsewhere(), c.admin.elsewhere()
	for range 3 {
		c.admin.say(c.room, "news")
		reading.wait("the message", func() bool { return len(reading.log) > 0 })
		message := c.membership(c.member, c.room).Room.Newest
		reading.send(map[string]any{"action": "read", "cursor": message.String()})

		other.wait("spoken and then read", func() bool {
			events := sidebarEvents(other.frames)
			return slices.Contains(events, "spoke "+rowID(c.room)) && last(events, c.room) == "read "+rowID(c.room)
		})
		other.forget()
	}

	admins.shown("spoke " + rowID(c.room))
	if slices.Contains(admins.sidebar(), "read "+rowID(c.room)) {
		t.Error("somebody else's page was cleared")
	}
	if c.membership(c.member, c.room).Unread() {
		t.Error("the room is still unread in the store")
	}
}

func TestPlainReadFormClearsOpenPages(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page := c.member.elsewhere()
	c.admin.say(c.room, "news")
	page.shown("spoke " + rowID(c.room))

	c.member.post(c.at("ROOM/read")).leadsTo(c.at("ROOM"))

	page.shown("read " + rowID(c.room))
}

func TestRoomsComeAndGoAndAreRenamedInTheSidebar(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	joiner, member := c.stranger.elsewhere(), c.member.elsewhere()
	row := rowID(c.room)

	c.admin.post(c.at("ROOM/members"), "username", "ada").is(303)
	joiner.shown("joined " + row)
	c.admin.post(c.at("ROOM/settings"), "name", "Tea & more").is(303)
	joiner.shown("named " + row + " Tea & more")
	member.shown("named " + row + " Tea & more")
	c.admin.say(c.room, "hello")
	joiner.shown("spoke " + row)
	c.admin.post(c.at("ROOM/members/") + c.stranger.user.ID.String() + "/remove").is(303)
	joiner.atLast("gone "+row, c.room)
	joiner.forget()
	c.admin.say(c.room, "not for ada")
	c.member.post(c.at("ROOM/leave")).is(303)
	member.atLast("gone "+row, c.room)
	member.forget()
	c.admin.say(c.room, "for nobody but me")
	c.admin.say(lobby, "for all")
	for _, p := range []*peer{joiner, member} {
		p.shown("spoke " + rowID(lobby))
		if event := last(p.sidebar(), c.room); event != "" {
			t.Errorf("after it was over: %s", event)
		}
	}
	made := c.member.post("/rooms", "name", "Own", "kind", "closed").is(303).header.Get("Location")
	member.shown("joined room-" + strings.TrimPrefix(made, "/rooms/"))
}

func TestDeletedRoomDoesNotComeBackIntoASidebar(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page := c.member.elsewhere()

	c.admin.say(c.room, "last words")
	c.admin.post(c.at("ROOM/delete")).is(303)
	c.admin.say(lobby, "later")
	page.shown("gone " + rowID(c.room))
	page.shown("spoke " + rowID(lobby))

	if event := last(page.sidebar(), c.room); event != "gone "+rowID(c.room) {
		t.Errorf("the last word about it was %q", event)
	}
}

func TestRenamedRoomKeepsItsNewNameWhenItSpeaks(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page := c.member.elsewhere()

	c.admin.say(c.room, "hello")
	c.admin.post(c.at("ROOM/settings"), "name", "Tea").is(303)

	page.shown("named " + rowID(c.room) + " Tea")
	page.shown("spoke " + rowID(c.room))
	row := ""
	for _, frame := range page.all() { // the last that draws it whole, or names it
		if strings.Contains(frame, rowID(c.room)) {
			row = frame
		}
	}
	if !strings.Contains(row, "Tea") {
		t.Errorf("the row says %q", row)
	}
}

// TestPageThatOpensWhileItsPersonIsPutOutDoesNotFollowTheRoom tries to meet the
// moment between the look at the memberships and the subscription.
func TestPageThatOpensWhileItsPersonIsPutOutDoesNotFollowTheRoom(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	m, members := c.membership(c.admin, c.room), c.people("member", 100)
	pages := make([]*peer, len(members))
	for i, b := range members {
		if err := c.store.Invite(t.Context(), m, b.user); err != nil {
			t.Fatal(err)
		}
		var removing sync.WaitGroup
		removing.Go(func() {
			if err := c.store.RemoveMember(t.Context(), m, b.user.ID); err != nil {
				t.Error(err)
			}
		})
		pages[i] = b.elsewhere()
		removing.Wait()
	}
	c.admin.say(c.room, "secret")
	c.admin.say(lobby, "later")

	for _, p := range pages {
		p.shown("spoke " + rowID(lobby))
		if slices.Contains(p.sidebar(), "spoke "+rowID(c.room)) {
			t.Fatal("a page hears of a room that its person is not in")
		}
	}
}
