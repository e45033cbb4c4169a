package dbtest

import (
	"fmt"
	"time"

	"parley/db/chat"
)

// sayIn says something in the thread that a message began.
func (h *house) sayIn(m chat.Membership, root chat.MessageID, body string) chat.Message {
	h.Helper()
	message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, Thread: root, At: time.Now()})
	h.must(err)
	return message
}

func (h *house) markThread(m chat.Membership, root chat.MessageID, mark chat.ThreadMark) {
	h.Helper()
	_, err := h.store.MarkThread(h.Context(), m, root, mark)
	h.must(err)
}

// unreadThreads are in how many threads something is unread, for each.
func (h *house) unreadThreads(users ...chat.User) []int {
	h.Helper()
	return mapped(users, func(u chat.User) int {
		count, err := h.store.UnreadThreads(h.Context(), u.ID)
		h.must(err)
		return count
	})
}

var threads = map[string]func(*house){
	"a thread has a log of its own, beside the room's": func(h *house) {
		bob := h.person("bob")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		root := h.say(ada, "root")
		first := h.sayIn(m, root.ID, "first")
		behind := h.say(ada, "behind")
		second := h.sayIn(m, root.ID, "second")

		page, err := h.store.Latest(h.Context(), ada, 50)
		h.must(err)
		want(h, "the room", bodies(page.Messages), []string{"root", "behind"})
		want(h, "its counts", mapped(page.Messages, func(m chat.Message) chat.Replies { return m.Replies }), []chat.Replies{{Count: 2, Last: second.Created}, {}})
		want(h, "head", page.Head, second.Seq)
		thread, err := h.store.Thread(h.Context(), ada, root.ID, 0, 50)
		h.must(err)
		want(h, "the thread", bodies(thread.Messages), []string{"first", "second"})
		want(h, "grouped", [2]bool{first.Continues, second.Continues}, [2]bool{false, true})
		want(h, "behind", behind.Continues, true)
		want(h, "newest", [2]any{h.place(bob, h.general).Room.Newest, h.place(bob, h.general).Room.Head}, [2]any{behind.Seq, second.Seq})
		around, err := h.store.Around(h.Context(), ada, root.ID, 50)
		h.must(err)
		want(h, "around", bodies(around.Messages), []string{"root", "behind"})
		_, err = h.store.Around(h.Context(), ada, first.ID, 50)
		h.wantError(err, chat.ErrNotFound)
		want(h, "announced", func() any { c := h.heard.of(h.general.ID); return c[len(c)-1].Replies }(), any(chat.Replies{Count: 2, Last: second.Created}))
	},

	"a thread is paged by number": func(h *house) {
		m := h.place(h.ada, h.general)
		root := h.say(m, "root")
		var said []chat.Message
		for i := range 5 {
			said = append(said, h.sayIn(m, root.ID, fmt.Sprint(i)))
		}

		for before, expected := range map[chat.Seq]string{0: "[3 4] true false", said[3].Seq: "[1 2] true true", said[1].Seq: "[0] false true", said[0].Seq: "[] false true"} {
			page, err := h.store.Thread(h.Context(), m, root.ID, before, 2)
			h.must(err)
			want(h, fmt.Sprint("before ", before), fmt.Sprint(bodies(page.Messages), page.Older, page.Newer), expected)
		}
	},

	"only a message of the room's log begins a thread": func(h *house) {
		m, other := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "Other")
		root, elsewhere := h.say(m, "root"), h.say(other, "elsewhere")
		inside := h.sayIn(m, root.ID, "inside")

		for _, id := range []chat.MessageID{inside.ID, elsewhere.ID, 4711} {
			_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", Thread: id})
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.Thread(h.Context(), m, id, 0, 50)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.MarkThread(h.Context(), m, id, chat.FollowThread)
			h.wantError(err, chat.ErrNotFound)
			_, _, err = h.store.ThreadChangesAfter(h.Context(), m, id, 0, 50)
			h.wantError(err, chat.ErrNotFound)
		}
		_, err := h.store.Quote(h.Context(), m, inside.ID)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.MarkUnread(h.Context(), m, inside.ID), chat.ErrNotFound)
	},

	"whoever began, answers or is called follows, unless they stopped": func(h *house) {
		bob, eve, cy := h.person("bob"), h.person("eve"), h.person("cy")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		root := h.say(ada, "root")
		first := h.sayIn(m, root.ID, "for @eve")
		want(h, "unread", h.unreadThreads(h.ada, bob, eve, cy), []int{1, 0, 1, 0})

		moved, err := h.store.ReadThread(h.Context(), h.ada.ID, root.ID, first.Seq)
		h.must(err)
		want(h, "moved", moved, true)
		want(h, "read", h.unreadThreads(h.ada, eve), []int{0, 1})
		h.markThread(h.place(eve, h.general), root.ID, chat.UnfollowThread)
		h.markThread(h.place(cy, h.general), root.ID, chat.FollowThread)
		h.sayIn(ada, root.ID, "again for @eve")
		want(h, "unread then", h.unreadThreads(h.ada, bob, eve, cy), []int{0, 1, 0, 1})
		heard := h.heard.of(h.general.ID)
		want(h, "told", heard[len(heard)-1].Followers, []chat.UserID{bob.ID, cy.ID})
	},

	"a muted thread neither calls nor is unread": func(h *house) {
		bob := h.person("bob")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		root := h.say(m, "root")
		h.markThread(m, root.ID, chat.MuteThread)

		h.sayIn(ada, root.ID, "for @bob")

		want(h, "unread, mentions", [2]int{h.unreadThreads(bob)[0], h.place(bob, h.general).Mentions}, [2]int{0, 0})
		h.markThread(m, root.ID, chat.UnmuteThread)
		h.sayIn(ada, root.ID, "for @bob")
		want(h, "then", [2]int{h.unreadThreads(bob)[0], h.place(bob, h.general).Mentions}, [2]int{1, 1})
		_, err := h.store.MarkThread(h.Context(), m, root.ID, "love")
		h.wantInvalid(err, "mark")
	},

	"a thread makes no room unread, and gone it counts nothing": func(h *house) {
		bob := h.person("bob")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		root := h.say(ada, "root")
		h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: bob.ID, Room: h.general.ID, Seq: root.Seq}}))
		inside := h.sayIn(ada, root.ID, "inside")
		h.markThread(m, root.ID, chat.FollowThread)

		want(h, "unread", h.place(bob, h.general).Unread(), false)
		unread, err := h.store.Unread(h.Context(), h.place(bob, h.general), 100)
		h.must(err)
		want(h, "counted", unread, chat.Unread{})
		h.delete(ada, inside.ID)
		found, _, err := h.store.Message(h.Context(), bob.ID, root.ID)
		h.must(err)
		want(h, "replies", found.Replies, chat.Replies{})
		want(h, "threads", h.unreadThreads(bob), []int{0})
	},

	"what is followed is listed by its newest message, in rooms of one's own": func(h *house) {
		bob := h.person("bob")
		m, closed := h.place(h.ada, h.general), h.room(h.ada, chat.Closed, "Closed")
		h.must(h.store.AddMember(h.Context(), closed.Room.ID, bob.ID))
		inside := h.place(bob, closed.Room)
		one, two := h.say(h.place(bob, h.general), "one"), h.say(inside, "two")
		h.sayIn(m, one.ID, "x")
		h.sayIn(closed, two.ID, "y")
		list := func() []string {
			found, more, err := h.store.FollowedThreads(h.Context(), bob.ID, 0, 50)
			h.must(err)
			want(h, "more", more, false)
			return mapped(found, func(f chat.FollowedThread) string { return fmt.Sprint(f.Root.Body, f.Replies.Count, f.Unread) })
		}

		want(h, "count", len(list()), 2)
		h.must(h.store.Leave(h.Context(), inside))
		want(h, "left", list(), []string{"one1 true"})
		want(h, "unread", h.unreadThreads(bob), []int{1})
	},

	"followed threads come in pages, each once": func(h *house) {
		m := h.place(h.ada, h.general)
		var roots []string
		for i := range 5 {
			root := h.say(m, fmt.Sprint("root", i))
			h.sayIn(m, root.ID, "in it")
			roots = append([]string{root.Body}, roots...)
		}
		var seen []string
		for before, more := chat.MessageID(0), true; more; {
			var page []chat.FollowedThread
			var err error
			page, more, err = h.store.FollowedThreads(h.Context(), h.ada.ID, before, 2)
			h.must(err)
			seen = append(seen, mapped(page, func(f chat.FollowedThread) string { return f.Root.Body })...)
			before = page[len(page)-1].Newest
		}
		want(h, "seen", seen, roots)
	},

	"a thread is read forward in pages": func(h *house) {
		m := h.place(h.ada, h.general)
		root := h.say(m, "root")
		var said []string
		for i := range 5 {
			h.sayIn(m, root.ID, fmt.Sprint(i))
			h.say(m, "elsewhere")
			said = append(said, fmt.Sprint(i))
		}
		var read []string
		for after, more := root.Seq, true; more; {
			page, err := h.store.ThreadAfter(h.Context(), m, root.ID, after, 2)
			h.must(err)
			read = append(read, mapped(page.Messages, func(m chat.Message) string { return m.Body })...)
			after, more = page.Messages[len(page.Messages)-1].Seq, page.Newer
		}
		want(h, "read", read, said)
		_, err := h.store.ThreadAfter(h.Context(), h.room(h.ada, chat.Closed, "Closed"), root.ID, 0, 2)
		h.wantError(err, chat.ErrNotFound)
	},

	"a thread is replayed from its own cursor": func(h *house) {
		m := h.place(h.ada, h.general)
		root := h.say(m, "root")
		old := h.sayIn(m, root.ID, "old")
		h.say(m, "elsewhere")
		fresh := h.sayIn(m, root.ID, "fresh")
		h.edit(m, fresh.ID, "fresher")
		h.edit(m, old.ID, "older")

		changes, head, err := h.store.ThreadChangesAfter(h.Context(), m, root.ID, old.Seq, 50)
		h.must(err)
		want(h, "replayed", mapped(changes, func(c chat.Change) string { return fmt.Sprint(c.Kind, " ", c.Message.Body) }),
			[]string{"message.created fresher", "message.edited older"})
		want(h, "head", head, h.place(h.ada, h.general).Room.Head)
	},
}
