package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func TestNewsReachesAllTabsOnceAndRenewsItsRow(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := h.direct(ada, bob)
	tabs := []*belled{bob.bellOf(), bob.bellOf(), h.browserOf(bob.user).bellOf()}

	ada.say(room, "one")
	for _, tab := range tabs {
		tab.shows("1", "Ada wrote to you")
	}
	for n := range 3 {
		ada.say(room, fmt.Sprint("again ", n))
	}
	for _, tab := range tabs {
		rows := tab.shows("1", "4 messages")
		if len(rows) != 1 || rows[0].kind != "direct" {
			t.Errorf("the rows are %v", rows)
		}
	}
	bob.get("/people").is(200).holds(`id="bell-count">1<`)

	promptly(t, "reading the room", func() {
		h.browserOf(bob.user).post(roomPath(room) + "/read").is(303)
		for _, tab := range tabs {
			tab.shows("0")
		}
	})
	bob.get("/people").is(200).holds(`id="bell-count" hidden`)
}

func TestRoomThatIsBeforeOneRingsNoBell(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	room, other := c.member.open(c.room), c.member.bellOf()

	for range 3 {
		c.admin.say(c.room, "@bob")
		room.wait("the message", func() bool { return len(room.log) > 0 })
		room.send(map[string]any{"action": "read", "cursor": c.membership(c.member, c.room).Room.Newest.String()})
		eventually(t, "the mark", func() bool { return c.membership(c.member, c.room).Mentions == 0 })
	}
	c.admin.say(lobby, "@bob") // what comes to be shown after it
	rows := other.shows("1", "mentioned you in General")

	if toasts, _ := other.told(); len(toasts) != 1 || len(rows) != 1 {
		t.Errorf("there were toasts %v and rows %v", toasts, rows)
	}
}

func TestFriendRequestIsAnsweredInTheBellOnceForAll(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tabs, asker := []*belled{bob.bellOf(), h.browserOf(bob.user).bellOf()}, ada.bellOf()
	ada.answers(bob, "request")
	for _, tab := range tabs {
		if rows := tab.shows("1", "Ada wants to be friends"); !rows[0].asks {
			t.Error("the row asks for no answer")
		}
	}

	bob.do(byHTMX(bob.form(friendPath(ada), "answer", "accept"))).is(http.StatusNoContent)

	for _, tab := range tabs {
		rows := tab.shows("0")
		if !strings.HasPrefix(rows[0].text, "You are friends with Ada now") || rows[0].asks {
			t.Errorf("the row became %v", rows[0])
		}
	}
	asker.shows("1", "bob accepted, and you are friends now")
	bob.do(byHTMX(bob.form(friendPath(ada), "answer", "decline"))).is(422).holds("You are friends already.")
	bob.post(friendPath(ada), "answer", "accept", "next", "/notifications").is(422)
	bob.get("/notifications").is(200).holds("You are friends with")
}

func TestThreeToastsStandAndTheOthersAreCounted(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab := bob.bellOf()

	h.mention(ada, bob, 8)

	tab.wait("eight rows", func() bool { return tab.number == "8" })
	toasts, more := tab.told()
	if len(toasts) != 3 || len(more) == 0 || more[len(more)-1] != "and 5 more" {
		t.Errorf("there were %d toasts and %q", len(toasts), more)
	}
	later := bob.bellOf()
	later.shows("8", slices.Repeat([]string{"Ada mentioned you"}, 8)...)
	if toasts, _ := later.told(); len(toasts) > 0 {
		t.Errorf("a page that was opened later has toasts %v", toasts)
	}
}

func TestBellRingsAtMostOnceASecond(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab, writer := bob.bellOf(), h.membership(ada, lobby)

	for begun := time.Now(); time.Since(begun) < 3*time.Second; {
		if _, _, err := h.store.CreateMessage(t.Context(), writer, chat.NewMessage{Body: "@bob", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}

	tab.wait("a count of many", func() bool { return len(tab.rows) == 1 && strings.Contains(tab.rows[0].text, " messages") })
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for i := 1; i < len(tab.at); i++ {
		if apart := tab.at[i].Sub(tab.at[i-1]); apart < 900*time.Millisecond {
			t.Errorf("two bell frames are %v apart", apart)
		}
	}
	if len(tab.rows) != 1 || tab.number != "1" {
		t.Errorf("the bell shows %s and %v", tab.number, tab.rows)
	}
}

func TestManyReadRowsBeginTheListAnew(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	h.mention(ada, bob, 25)
	tab := bob.bellOf()
	tab.wait("the number", func() bool { return tab.number == "25" })

	bob.do(byHTMX(bob.form("/notifications/read"))).is(http.StatusNoContent)

	if rows := tab.shows("0"); len(rows) != 10 {
		t.Errorf("%d rows stand in the list", len(rows))
	}
}

func TestRemovedMessageLeavesTheBell(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab := bob.bellOf()
	ada.say(lobby, "@bob, a secret")
	tab.shows("1", "a secret")

	said := h.stored(ada, lobby)
	ada.post("/messages/" + said[0].ID.String() + "/delete").is(303)

	if rows := tab.shows("0"); len(rows) != 0 {
		t.Errorf("there are rows %v", rows)
	}
}

func TestWhatACrashLeftUnpushedIsPushedOnceAfterTheStart(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.say(lobby, "@bob")
	h.forget() // before it was pushed, which takes a moment

	tab := bob.bellOf()

	tab.shows("1", "Ada mentioned you in General")
	tab.wait("a toast", func() bool { return len(tab.toasts) > 0 })
	ada.say(h.direct(ada, bob), "hello") // what comes after it
	tab.shows("2", "Ada wrote to you", "Ada mentioned you in General")
	if toasts, _ := tab.told(); len(toasts) != 2 {
		t.Errorf("there were toasts %v", toasts)
	}
}
