package dbtest

import (
	"fmt"
	"slices"
	"time"

	"parley/db/chat"
)

// read moves a person's mark to a message.
func (h *house) read(m chat.Membership, seq chat.Seq) {
	h.Helper()
	h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: m.User.ID, Room: m.Room.ID, Seq: seq}}))
}

// called is how many mentions a person has in a room, and in all.
func (h *house) called(m chat.Membership) [2]int {
	h.Helper()
	total, err := h.store.Mentions(h.Context(), m.User.ID)
	h.must(err)
	return [2]int{h.place(m.User, m.Room).Mentions, total}
}

// calledBy is whom the newest change of a room called, which regroups another
// message at most.
func (h *house) calledBy(room chat.Room) []chat.UserID {
	h.Helper()
	changes := slices.DeleteFunc(h.heard.of(room.ID), func(c chat.Change) bool { return c.Kind == chat.MessageRegrouped })
	called := slices.Clone(changes[len(changes)-1].Called)
	slices.Sort(called)
	return called
}

var mentions = map[string]func(*house){
	"a message calls the members that it names, and nobody else": func(h *house) {
		tea := h.room(h.ada, chat.Open, "Tea")
		bob, eve := h.member(tea, "bob"), h.place(h.person("eve"), h.general)

		h.say(tea, "@bob, @BOB: ask @eve, @nobody and @ada about `@bob` and bob@example.org")

		want(h, "announced", h.calledBy(tea.Room), []chat.UserID{bob.User.ID})
		want(h, "bob", h.called(bob), [2]int{1, 1})
		want(h, "ada, who wrote it", h.called(tea), [2]int{0, 0})
		want(h, "eve, who is not there", h.called(eve), [2]int{0, 0})
		h.say(h.place(h.ada, h.general), "@bob and @eve")
		want(h, "bob", h.called(bob), [2]int{1, 2})
		in, err := h.store.CalledIn(h.Context(), h.general.ID)
		h.must(err)
		want(h, "in one room", in, []chat.UserID{bob.User.ID, eve.User.ID})
	},

	"in a direct conversation every message calls everybody but its author": func(h *house) {
		p := h.people(3)
		m := h.direct(p[0], p[1], p[2])

		h.say(m, "no name")
		h.say(h.place(p[1], m.Room), "and @person0")

		want(h, "announced", h.calledBy(m.Room), []chat.UserID{p[0].ID, p[2].ID})
		for i, count := range []int{1, 1, 2} {
			want(h, p[i].Username, h.called(h.place(p[i], m.Room)), [2]int{count, count})
		}
	},

	"the same send again and an edit call nobody": func(h *house) {
		bob := h.place(h.person("bob"), h.general)
		ada := h.place(h.ada, h.general)
		send := chat.NewMessage{Body: "@bob", Once: "1", At: time.Now()}

		for range 2 {
			_, _, err := h.store.CreateMessage(h.Context(), ada, send)
			h.must(err)
		}
		h.edit(ada, h.say(ada, "nobody").ID, "now @bob")

		want(h, "bob", h.called(bob), [2]int{1, 1})
		want(h, "announced", h.calledBy(h.general), nil)
	},

	"reading counts anew, and so does removing": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		first, second, third := h.say(ada, "@bob"), h.say(ada, "@bob"), h.say(ada, "@bob")
		want(h, "before", h.called(bob), [2]int{3, 3})

		h.read(bob, first.Seq)
		want(h, "the first read", h.called(bob), [2]int{2, 2})
		h.delete(ada, second.ID)
		want(h, "the second removed", h.called(bob), [2]int{1, 1})
		want(h, "announced", h.calledBy(h.general), []chat.UserID{bob.User.ID})
		h.delete(ada, first.ID)
		want(h, "one that was read removed", h.called(bob), [2]int{1, 1})
		h.read(bob, third.Seq)
		want(h, "all read", h.called(bob), [2]int{0, 0})
		h.must(h.store.Leave(h.Context(), bob))
		back, err := h.store.Join(h.Context(), bob.User, h.general.ID)
		h.must(err)
		want(h, "back again", h.called(back), [2]int{0, 0})
	},

	"a direct conversation shows its newest message, also after changes of it": func(h *house) {
		p := h.people(2)
		m := h.direct(p[0], p[1])
		last := func() chat.Snippet {
			now := h.place(p[1], m.Room).Room
			if changes := h.heard.of(m.Room.ID); changes[len(changes)-1].Kind != chat.MessageCreated {
				want(h, "announced", changes[len(changes)-1].Place.Last, now.Last)
			}
			return now.Last
		}

		want(h, "none", last(), chat.Snippet{})
		first := h.say(m, "one\n two")
		want(h, "first", last(), chat.Snippet{Author: p[0].ID, Text: "one two"})
		second := h.say(h.place(p[1], m.Room), "three")
		h.edit(h.place(p[1], m.Room), second.ID, "four")
		want(h, "edited", last(), chat.Snippet{Author: p[1].ID, Text: "four"})
		h.delete(h.place(p[1], m.Room), second.ID)
		want(h, "removed", last(), chat.Snippet{Author: p[0].ID, Text: "one two"})
		h.delete(m, first.ID)
		want(h, "all removed", last(), chat.Snippet{})
		h.say(h.place(h.ada, h.general), "in a room")
		want(h, "a room", h.place(h.ada, h.general).Room.Last, chat.Snippet{})
	},

	"purging forgets what deleted rooms called": func(h *house) {
		tea := h.room(h.ada, chat.Open, "Tea")
		h.member(tea, "bob")
		for range 600 { // more than a step
			h.say(tea, "@bob")
		}
		h.say(h.place(h.ada, h.general), "@bob")
		h.must(h.store.DeleteRoom(h.Context(), tea))

		h.must(h.store.Purge(h.Context()))

		var left int
		h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM mentions").Scan(&left))
		want(h, "left", left, 1)
	},
}

var reading = map[string]func(*house){
	"a room is unread from a message on, whatever was read before": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		messages := []chat.Message{h.say(ada, "@bob 1"), h.say(ada, "@bob 2"), h.say(ada, "@bob 3")}
		h.read(bob, messages[2].Seq)

		h.must(h.store.MarkUnread(h.Context(), bob, messages[1].ID))

		now := h.place(bob.User, h.general)
		want(h, "unread and called", [2]any{now.Unread(), now.Mentions}, [2]any{true, 2})
		left, err := h.store.Unread(h.Context(), now, 100)
		h.must(err)
		want(h, "left", left, chat.Unread{Count: 2, First: messages[1].ID})
		h.must(h.store.MarkUnread(h.Context(), bob, messages[2].ID))
		want(h, "and forward", h.place(bob.User, h.general).Mentions, 1)
	},

	"only what stands in the room can be marked, and only by a member": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		tea := h.room(h.ada, chat.Open, "Tea")
		elsewhere, gone, here := h.say(tea, "tea"), h.say(ada, "gone"), h.say(ada, "here")
		h.delete(ada, gone.ID)

		h.wantError(h.store.MarkUnread(h.Context(), bob, elsewhere.ID), chat.ErrNotFound)
		h.wantError(h.store.MarkUnread(h.Context(), bob, gone.ID), chat.ErrNotFound)
		h.must(h.store.Leave(h.Context(), bob))
		h.wantError(h.store.MarkUnread(h.Context(), bob, here.ID), chat.ErrNotFound)
		h.wantError(h.store.SetFavourite(h.Context(), bob, true), chat.ErrNotFound)
	},

	"what others wrote is counted up to a limit": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		count := func(limit int) chat.Unread {
			left, err := h.store.Unread(h.Context(), h.place(bob.User, h.general), limit)
			h.must(err)
			return left
		}
		want(h, "none", count(10), chat.Unread{})
		h.say(bob, "mine")
		want(h, "only one's own", count(10), chat.Unread{})
		h.delete(ada, h.say(ada, "removed").ID)
		first := h.say(ada, "1")
		h.say(bob, "mine")
		h.say(ada, "2")

		want(h, "all", count(10), chat.Unread{Count: 2, First: first.ID})
		want(h, "at most", count(3), chat.Unread{Count: 1, First: first.ID})
	},

	"everything is read at once, of one person": func(h *house) {
		p := h.people(2)
		m := h.direct(p[0], p[1])
		bob := h.place(p[1], h.general)
		h.say(m, "hello")
		h.say(h.place(h.ada, h.general), "@person1 and @person0")
		want(h, "before", h.called(bob), [2]int{1, 2})

		h.must(h.store.MarkAllRead(h.Context(), p[1].ID))

		want(h, "after", h.called(bob), [2]int{0, 0})
		for _, place := range []chat.Membership{h.place(p[1], h.general), h.place(p[1], m.Room)} {
			want(h, "unread", place.Unread(), false)
		}
		want(h, "the other", h.called(h.place(p[0], h.general)), [2]int{1, 1})
	},

	"read marks from behind, from the future and of other rooms change no count": func(h *house) {
		tea := h.room(h.ada, chat.Closed, "Tea")
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		h.read(bob, h.say(ada, "@bob").Seq)
		h.say(ada, "@bob")
		before, head := h.place(bob.User, h.general), h.place(h.ada, h.general).Room.Head

		began := time.Now()
		var marks []chat.ReadMark
		for n := range 10_000 {
			odd := chat.Seq(n)
			marks = append(marks, chat.ReadMark{User: bob.User.ID, Room: h.general.ID, Seq: min(odd, before.LastRead)},
				chat.ReadMark{User: bob.User.ID, Room: h.general.ID, Seq: head + 1 + odd},
				chat.ReadMark{User: bob.User.ID, Room: tea.Room.ID, Seq: 1})
		}
		h.must(h.store.MarkRead(h.Context(), marks))

		want(h, "membership", h.place(bob.User, h.general), before)
		want(h, "called", h.called(bob), [2]int{1, 1})
		if took := time.Since(began); took > 10*time.Second {
			h.Errorf("thirty thousand marks took %v", took)
		}
	},

	"favourites are one's own": func(h *house) {
		bob := h.place(h.person("bob"), h.general)

		h.must(h.store.SetFavourite(h.Context(), bob, true))
		want(h, "bob's and ada's", [2]bool{h.place(bob.User, h.general).Favourite, h.place(h.ada, h.general).Favourite}, [2]bool{true, false})
		h.must(h.store.SetFavourite(h.Context(), bob, false))
		want(h, "out again", h.place(bob.User, h.general).Favourite, false)
	},

	"five hundred rooms are listed": func(h *house) {
		for n := range 520 {
			h.room(h.ada, chat.Closed, fmt.Sprint("Room ", n))
		}
		places, err := h.store.MembershipsOf(h.Context(), h.ada.ID)
		h.must(err)
		want(h, "rooms", len(places), 500)
	},
}
