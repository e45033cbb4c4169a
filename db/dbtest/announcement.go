package dbtest

import (
	"context"
	"fmt"
	"time"

	"parley/db/chat"
)

var announcements = map[string]func(*house){
	"what was committed is announced in order, and as it is in the log": func(h *house) {
		users := h.people(8)
		together(len(users), func(i int) {
			m, err := h.store.Membership(h.Context(), users[i].ID, h.general.ID)
			h.check(err)
			for range 20 {
				_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
				h.check(err)
			}
		})

		log, _ := h.changesAfter(0)

		announced := h.heard.of(h.general.ID)
		for i := range announced {
			if announced[i].Place.ID != h.general.ID {
				h.Errorf("change %d is announced in place %d", announced[i].Seq, announced[i].Place.ID)
			}
			announced[i].Place = chat.Room{} // the log leaves it out
		}
		want(h, "announced", announced, log)
	},

	"an author hears after the listener": func(h *house) {
		users := h.people(8)
		together(len(users), func(i int) {
			m, err := h.store.Membership(h.Context(), users[i].ID, h.general.ID)
			h.check(err)
			for range 20 {
				message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
				h.check(err)
				heard := h.heard.of(h.general.ID)
				if len(heard) < int(message.Seq) || heard[message.Seq-1].Message.ID != message.ID {
					h.Errorf("message %d returned before it was announced", message.Seq)
				}
			}
		})
	},

	"what failed is not announced": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.sendOnce(m, "once", true)
		before := len(h.heard.of(h.general.ID))

		h.sendOnce(m, "once", false)
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", ReplyTo: 4711})
		h.wantError(err, chat.ErrNotFound)
		h.wantInvalid(h.store.SetActive(h.Context(), h.ada.ID, false), "active")
		h.edit(m, message.ID, message.Body)

		want(h, "announced", len(h.heard.of(h.general.ID)), before)
	},

	"what a member did is announced with their name": func(h *house) {
		bob := h.person("bob")
		m := h.place(bob, h.general)
		message := h.edit(m, h.say(m, "x").ID, "y")
		deleted := h.delete(m, message.ID)
		h.must(h.store.Leave(h.Context(), m))

		heard := h.heard.of(h.general.ID)[1:]
		want(h, "kinds", mapped(heard, func(c chat.Change) chat.ChangeKind { return c.Kind }), []chat.ChangeKind{
			chat.MemberJoined, chat.MessageCreated, chat.MessageEdited, chat.MessageDeleted, chat.MemberLeft})
		want(h, "people", [2]chat.User{heard[0].User, heard[4].User}, [2]chat.User{bob, bob})
		want(h, "edited", heard[2].Message, message)
		want(h, "deleted", heard[3].Message, deleted)
	},

	"one whose context has ended is not written": func(h *house) {
		m := h.place(h.ada, h.general)
		ctx, cancel := context.WithCancel(h.Context())
		cancel()

		_, created, err := h.store.CreateMessage(ctx, m, chat.NewMessage{Body: "x", At: time.Now()})

		// It may have been begun before anybody looked; then it is told so.
		if created != (err == nil) {
			h.Errorf("created %v with error %v", created, err)
		}
		head := h.place(h.ada, h.general).Room.Head
		want(h, "stored", head > m.Room.Head, created)
	},

	"a context that ends while a write runs does not change what is told": func(h *house) {
		m := h.place(h.ada, h.general)
		told := make([]bool, 100)
		together(len(told), func(i int) {
			ctx, cancel := context.WithTimeout(h.Context(), time.Duration(i)*20*time.Microsecond)
			defer cancel()
			_, _, err := h.store.CreateMessage(ctx, m, chat.NewMessage{Body: fmt.Sprint(i), At: time.Now()})
			told[i] = err == nil
		})

		stored := make([]bool, len(told))
		p, err := h.store.Latest(h.Context(), m, 1000)
		h.must(err)
		for _, message := range p.Messages {
			var i int
			fmt.Sscan(message.Body, &i)
			stored[i] = true
		}
		want(h, "stored", stored, told)
	},

	"a closed store says so": func(h *house) {
		m := h.place(h.ada, h.general)
		h.must(h.store.Writable())

		h.must(h.store.Close())

		h.wantError(h.store.Writable(), chat.ErrUnavailable)
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x"})
		h.wantError(err, chat.ErrUnavailable)
	},
}
