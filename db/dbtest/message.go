package dbtest

import (
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

var messages = map[string]func(*house){
	"what was sent is what is found": func(h *house) {
		m := h.place(h.ada, h.general)
		first := h.say(m, "first")
		at := time.Now()

		sent, created, err := h.store.CreateMessage(h.Context(), m,
			chat.NewMessage{Body: "a reply\nof two lines", Shown: chat.Shown{HTML: "a reply, formatted", Renderer: 3}, Key: "key", Once: "once", ReplyTo: first.ID, At: at})
		h.must(err)

		want(h, "created", created, true)
		want(h, "sent", sent, chat.Message{ID: sent.ID, Room: h.general.ID, Seq: first.Seq + 1, Version: first.Seq + 1,
			Author: h.ada, Body: "a reply\nof two lines", Shown: chat.Shown{HTML: "a reply, formatted", Renderer: 3}, Key: "key", ReplyTo: first.ID, Quote: chat.QuoteOf(first),
			Created: chat.Time(chat.Millis(at)), Before: first.Created})
		found, place, err := h.store.Message(h.Context(), h.ada.ID, sent.ID)
		h.must(err)
		want(h, "found", found, sent)
		want(h, "place", place, h.place(h.ada, h.general))
		want(h, "head and activity", [2]any{place.Room.Head, place.Room.Active}, [2]any{sent.Seq, sent.Created})
	},

	"a message continues its author's last, unless that is long ago or somebody else's": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		start := time.Now()
		at := func(m chat.Membership, after time.Duration) chat.Message {
			message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: start.Add(after)})
			h.must(err)
			return message
		}

		first := at(ada, 0)
		want(h, "before the first", first.Before, time.Time{})
		want(h, "first", first.Continues, false)
		want(h, "at the edge", at(ada, chat.GroupSpan).Continues, true)
		want(h, "too late", at(ada, 2*chat.GroupSpan+time.Second).Continues, false)
		want(h, "another's", at(bob, 2*chat.GroupSpan+2*time.Second).Continues, false)
		last := at(bob, 2*chat.GroupSpan+3*time.Second)
		want(h, "before the last", last.Before, chat.Time(chat.Millis(start.Add(2*chat.GroupSpan+2*time.Second))))
	},

	"a deleted message is not continued and keeps its place": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		h.say(ada, "first")
		second := h.say(bob, "second")
		h.delete(bob, second.ID)

		third := h.say(ada, "third")

		want(h, "third", [2]any{third.Continues, third.Before}, [2]any{false, second.Created})
	},

	"numbers have no gap and their order is the order of the log": func(h *house) {
		users := h.people(8)
		other := h.room(h.ada, chat.Open, "Other")
		const each = 25
		together(len(users), func(i int) {
			m, err := h.store.Membership(h.Context(), users[i].ID, h.general.ID)
			h.check(err)
			for n := range each {
				_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: fmt.Sprint(n), At: time.Now()})
				h.check(err)
				_, _, err = h.store.CreateMessage(h.Context(), other, chat.NewMessage{Body: fmt.Sprint(n), At: time.Now()})
				h.check(err)
			}
		})

		log, head, err := h.store.ChangesAfter(h.Context(), h.place(h.ada, h.general), 0, 1000)
		h.must(err)
		want(h, "length", len(log), 1+len(users)+len(users)*each)
		want(h, "head", head, chat.Seq(len(log)))
		sent := map[chat.UserID]int{}
		for i, c := range log {
			if c.Seq != chat.Seq(i+1) {
				h.Fatalf("change %d has number %d", i+1, c.Seq)
			}
			if c.Kind != chat.MessageCreated {
				continue
			}
			want(h, "each author's own order", c.Message.Body, fmt.Sprint(sent[c.Message.Author.ID]))
			sent[c.Message.Author.ID]++
		}
	},

	"a reply answers a message of the room": func(h *house) {
		m, other := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "Other")
		elsewhere, gone := h.say(other, "elsewhere"), h.say(m, "gone")
		h.delete(m, gone.ID)

		for _, id := range []chat.MessageID{elsewhere.ID, 4711} {
			_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "reply", ReplyTo: id})
			h.wantError(err, chat.ErrNotFound)
		}
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "reply", ReplyTo: gone.ID})
		h.must(err)
	},
}

var sendingOnce = map[string]func(*house){
	"the same send twice is one message": func(h *house) {
		m := h.place(h.ada, h.general)
		first := h.sendOnce(m, "once", true)

		again := h.sendOnce(m, "once", false)

		want(h, "again", again, first)
		want(h, "head", h.place(h.ada, h.general).Room.Head, first.Seq)
		want(h, "next", h.say(m, "next").Seq, first.Seq+1)
	},

	"a send that comes again shows the message as it is now": func(h *house) {
		m := h.place(h.ada, h.general)
		first := h.sendOnce(m, "once", true)
		edited := h.edit(m, first.ID, "edited")

		want(h, "edited", h.sendOnce(m, "once", false), edited)

		deleted := h.delete(m, first.ID)
		want(h, "deleted", h.sendOnce(m, "once", false), deleted)
	},

	"once is of one author and one room, and nothing is never the same": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		h.sendOnce(ada, "once", true)
		h.sendOnce(bob, "once", true)
		h.sendOnce(h.room(h.ada, chat.Open, "Other"), "once", true)
		h.sendOnce(ada, "twice", true)
		h.sendOnce(ada, "", true)
		h.sendOnce(ada, "", true)
	},

	"of twenty equal sends at once one is stored": func(h *house) {
		m := h.place(h.ada, h.general)
		var stored atomic.Int64
		ids := make([]chat.MessageID, 20)
		together(20, func(i int) {
			message, created, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", Once: "once", At: time.Now()})
			h.check(err)
			ids[i] = message.ID
			if created {
				stored.Add(1)
			}
		})

		want(h, "stored", stored.Load(), 1)
		want(h, "messages", len(slices.Compact(ids)), 1)
		want(h, "head", h.place(h.ada, h.general).Room.Head, m.Room.Head+1)
	},

	"who has left cannot learn of an earlier send": func(h *house) {
		m := h.place(h.ada, h.general)
		h.sendOnce(m, "once", true)
		h.must(h.store.Leave(h.Context(), m))

		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", Once: "once"})

		h.wantError(err, chat.ErrNotFound)
	},
}

func (h *house) sendOnce(m chat.Membership, once string, created bool) chat.Message {
	h.Helper()
	message, got, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "sent", Once: once, At: time.Now()})
	h.must(err)
	want(h, "created", got, created)
	return message
}
