package dbtest

import (
	"parley/db/chat"
)

var memberships = map[string]func(*house){
	"joining again gives the same membership": func(h *house) {
		room := h.room(h.ada, chat.Open, "Tea").Room
		bob := h.person("bob")

		first, err := h.store.Join(h.Context(), bob, room.ID)
		h.must(err)
		again, err := h.store.Join(h.Context(), bob, room.ID)
		h.must(err)

		want(h, "again", again, first)
		want(h, "found", h.place(bob, room), first)
		want(h, "unread", first.Unread(), false)
		want(h, "joined twice", len(h.heard.of(room.ID)), 2) // ada and bob, once each
	},

	"only open rooms can be joined": func(h *house) {
		closed := h.room(h.ada, chat.Closed, "Plans")
		bob := h.person("bob")

		_, err := h.store.Join(h.Context(), bob, closed.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Join(h.Context(), bob, 4711)
		h.wantError(err, chat.ErrNotFound)
		again, err := h.store.Join(h.Context(), h.ada, closed.Room.ID)
		h.must(err)
		want(h, "a member of a closed room", again, closed)
	},

	"a member can be added to a closed room, once": func(h *house) {
		closed := h.room(h.ada, chat.Closed, "Plans")
		bob := h.person("bob")

		h.must(h.store.AddMember(h.Context(), closed.Room.ID, bob.ID))
		before := h.place(bob, closed.Room)
		h.must(h.store.AddMember(h.Context(), closed.Room.ID, bob.ID))

		want(h, "again", h.place(bob, closed.Room), before)
		h.wantError(h.store.AddMember(h.Context(), 4711, bob.ID), chat.ErrNotFound)
		h.wantError(h.store.AddMember(h.Context(), closed.Room.ID, 4711), chat.ErrNotFound)
	},

	"who has left is a stranger": func(h *house) {
		bob := h.person("bob")
		left := h.place(bob, h.general)

		h.must(h.store.Leave(h.Context(), left))

		_, err := h.store.Membership(h.Context(), bob.ID, h.general.ID)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.Leave(h.Context(), left), chat.ErrNotFound)
		_, _, err = h.store.CreateMessage(h.Context(), left, chat.NewMessage{Body: "still here"})
		h.wantError(err, chat.ErrNotFound)
	},

	"the last room admin hands over to the one who has been there longest": func(h *house) {
		users := h.people(3)

		h.must(h.store.Leave(h.Context(), h.place(h.ada, h.general)))

		for i, role := range []chat.RoomRole{chat.RoomAdmin, chat.RoomMember, chat.RoomMember} {
			want(h, users[i].Username, h.place(users[i], h.general).Role, role)
		}
	},

	"a room that everybody left is open to the next, who is its admin": func(h *house) {
		tea := h.room(h.ada, chat.Open, "Tea")
		h.must(h.store.Leave(h.Context(), tea))

		back, err := h.store.Join(h.Context(), h.person("bob"), tea.Room.ID)
		h.must(err)

		want(h, "role", back.Role, chat.RoomAdmin)
		want(h, "head", back.Room.Head, 3) // joined, left, joined
	},
}

var readMarks = map[string]func(*house){
	"a message leaves the room unread to the others until they have seen it": func(h *house) {
		bob := h.person("bob")
		message := h.say(h.place(h.ada, h.general), "hello")
		want(h, "unread", h.place(bob, h.general).Unread(), true)

		h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: bob.ID, Room: h.general.ID, Seq: message.Seq}}))

		want(h, "unread", h.place(bob, h.general).Unread(), false)
	},

	"read marks go forward only, and one from beyond the head means nothing": func(h *house) {
		m := h.place(h.ada, h.general)
		for range 5 {
			m.Room.Head = h.say(m, "hello").Seq
		}
		mark := func(seq chat.Seq) chat.Seq {
			h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: h.ada.ID, Room: h.general.ID, Seq: seq}}))
			return h.place(h.ada, h.general).LastRead
		}

		want(h, "forward", mark(3), 3)
		want(h, "back", mark(2), 3)
		want(h, "negative", mark(-1), 3)
		want(h, "beyond", mark(1<<40), 3)
		want(h, "just beyond", mark(m.Room.Head+1), 3)
		want(h, "the head", mark(m.Room.Head), m.Room.Head)
	},

	"marks of several people are set at once, those of strangers nowhere": func(h *house) {
		bob, stranger := h.person("bob"), h.person("stranger")
		h.must(h.store.Leave(h.Context(), h.place(stranger, h.general)))
		message := h.say(h.place(h.ada, h.general), "hello")

		h.must(h.store.MarkRead(h.Context(), nil))
		h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{
			{User: stranger.ID, Room: h.general.ID, Seq: message.Seq},
			{User: bob.ID, Room: 4711, Seq: message.Seq},
			{User: bob.ID, Room: h.general.ID, Seq: message.Seq},
			{User: h.ada.ID, Room: h.general.ID, Seq: message.Seq},
		}))

		want(h, "bob", h.place(bob, h.general).LastRead, message.Seq)
		want(h, "ada", h.place(h.ada, h.general).LastRead, message.Seq)
	},
}
