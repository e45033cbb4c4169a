package dbtest

import (
	"sync/atomic"
	"time"

	"parley/db/chat"
)

// hold has a message wait, and gives it.
func (h *house) hold(m chat.Membership, message chat.NewMessage) chat.Held {
	h.Helper()
	message.At = time.Now()
	_, err := h.store.Hold(h.Context(), m, message, "No spam")
	h.must(err)
	waiting, _, err := h.store.HeldQueue(h.Context(), 1, 0)
	h.must(err)
	return waiting[0]
}

// letThrough sends what was held as it is.
func (h *house) letThrough(actor chat.User, held chat.Held) (chat.Message, error) {
	return h.store.LetThrough(h.Context(), actor.ID, held.ID, chat.NewMessage{Body: held.Body, Key: held.Key, ReplyTo: held.ReplyTo, Thread: held.Thread, At: time.Now()})
}

func (h *house) wantWaiting(count int) {
	h.Helper()
	waiting, _, err := h.store.HeldQueue(h.Context(), 100, 0)
	h.must(err)
	want(h, "waiting", len(waiting), count)
	open, err := h.store.OpenReports(h.Context())
	h.must(err)
	want(h, "number", open, count)
}

var helds = map[string]func(*house){
	"a message that is held is in no room, waits once for each sending, and is its author's when it is let through": func(h *house) {
		bob := h.person("bob")
		m := h.place(bob, h.general)
		root := h.say(m, "root")
		file := h.stages(m, "a.txt", 0)
		message := chat.NewMessage{Body: "spam", Key: "k", Once: "k", ReplyTo: root.ID, Files: []chat.FileID{file.ID}, At: time.Now()}

		held := h.hold(m, message)
		h.hold(m, message)
		_, _, err := h.store.CreateMessage(h.Context(), m, message)
		h.wantError(err, chat.ErrHeld)

		h.wantWaiting(1)
		want(h, "files", len(held.Files), 1)
		staged, err := h.store.StagedFiles(h.Context(), m)
		h.must(err)
		want(h, "staged", len(staged), 0)
		h.must(h.store.SweepFiles(h.Context(), time.Now().Add(time.Hour)))
		h.say(m, "meanwhile")
		sent, err := h.letThrough(h.ada, held)
		h.must(err)
		want(h, "sent", [3]any{sent.Author.ID, sent.Body, sent.ReplyTo}, [3]any{bob.ID, "spam", root.ID})
		want(h, "its files", len(sent.Files), 1)
		want(h, "announced", h.latest(h.general.ID).Message.ID, sent.ID)
		again, created, err := h.store.CreateMessage(h.Context(), m, message)
		h.must(err)
		want(h, "again", [2]any{again.ID, created}, [2]any{sent.ID, false})
		h.wantWaiting(0)
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada let-through bob"})
	},

	"of several who decide about a message one does": func(h *house) {
		bob := h.person("bob")
		held := h.hold(h.place(bob, h.general), chat.NewMessage{Body: "spam"})
		var did atomic.Int32

		together(10, func(i int) {
			var err error
			if i%2 == 0 {
				_, err = h.letThrough(h.ada, held)
			} else {
				err = h.store.RefuseHeld(h.Context(), h.ada.ID, held.ID, "No.")
			}
			if err == nil {
				did.Add(1)
			} else {
				h.wantError(err, chat.ErrConflict)
			}
		})

		want(h, "did", did.Load(), 1)
		want(h, "log", len(h.deeds(chat.EntryFilter{})), 1)
		h.wantError(h.store.TakeBackHeld(h.Context(), bob.ID, held.ID), chat.ErrConflict)
	},

	"what may not be written any more is not let through and waits on": func(h *house) {
		bob := h.person("bob")
		room := h.room(h.ada, chat.Open, "Tea")
		m, err := h.store.Join(h.Context(), bob, room.Room.ID)
		h.must(err)
		held := h.hold(m, chat.NewMessage{Body: "spam", Files: []chat.FileID{h.stages(m, "a.txt", 0).ID}})
		h.must(h.store.Leave(h.Context(), m))

		_, err = h.letThrough(h.ada, held)
		h.wantInvalid(err, "decision")

		h.wantWaiting(1)
		_, err = h.store.Join(h.Context(), bob, room.Room.ID)
		h.must(err)
		h.sanction(h.ada, bob, chat.Mute, hour())
		_, err = h.letThrough(h.ada, held)
		h.wantInvalid(err, "decision")
		h.must(h.store.Lift(h.Context(), h.ada.ID, bob.ID, chat.Mute, "x"))
		sent, err := h.letThrough(h.ada, held)
		h.must(err)
		want(h, "files", len(sent.Files), 1)
	},

	"whoever is kept out has nothing waiting": func(h *house) {
		bob := h.person("bob")
		m := h.place(bob, h.general)
		held := h.hold(m, chat.NewMessage{Body: "spam", Files: []chat.FileID{h.stages(m, "a.txt", 0).ID}})

		h.sanction(h.ada, bob, chat.Ban, chat.NoEnd())

		h.wantWaiting(0)
		_, err := h.letThrough(h.ada, held)
		h.wantError(err, chat.ErrConflict)
		_, err = h.store.File(h.Context(), h.ada.ID, held.Files[0].ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"nothing waits for a room that was deleted, and what did is forgotten": func(h *house) {
		bob := h.person("bob")
		room := h.room(h.ada, chat.Open, "Tea")
		m, err := h.store.Join(h.Context(), bob, room.Room.ID)
		h.must(err)
		held := h.hold(m, chat.NewMessage{Body: "spam", Files: []chat.FileID{h.stages(m, "a.txt", 0).ID}})

		h.must(h.store.DeleteRoom(h.Context(), room))

		h.wantWaiting(0)
		_, err = h.letThrough(h.ada, held)
		h.wantError(err, chat.ErrConflict)
		found, err := h.store.Held(h.Context(), held.ID)
		h.must(err)
		want(h, "body", found.Body, "")
	},

	"people see what of theirs waits and was refused, take back what waits, and have twenty at most": func(h *house) {
		bob, carol := h.person("bob"), h.person("carol")
		m := h.place(bob, h.general)
		var held []chat.Held
		for range chat.MaxHeld {
			held = append(held, h.hold(m, chat.NewMessage{Body: "spam"}))
		}

		_, err := h.store.Hold(h.Context(), m, chat.NewMessage{Body: "spam", At: time.Now()}, "x")
		h.wantInvalid(err, "body")
		h.wantError(h.store.TakeBackHeld(h.Context(), carol.ID, held[0].ID), chat.ErrNotFound)
		h.must(h.store.TakeBackHeld(h.Context(), bob.ID, held[0].ID))
		h.must(h.store.RefuseHeld(h.Context(), h.ada.ID, held[1].ID, "Not here."))
		h.wantError(h.store.RefuseHeld(h.Context(), carol.ID, held[2].ID, ""), chat.ErrForbidden)

		own, err := h.store.HeldOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "own", len(own), chat.MaxHeld-1)
		want(h, "last", [2]any{own[len(own)-1].Outcome, own[len(own)-1].Words}, [2]any{chat.HeldRefused, "Not here."})
		rows, _, err := h.store.Notifications(h.Context(), bob.ID, 0, 10)
		h.must(err)
		want(h, "told", rows[0].Result, chat.ResultHeldRefused)
		_, done, err := h.store.HeldQueue(h.Context(), 0, 10)
		h.must(err)
		want(h, "done", mapped(done, func(h chat.Held) string { return string(h.Outcome) + " " + h.Body }), []string{"refused spam", "taken-back "})
	},

	"slow mode and the rest that keeps a message out keeps it from waiting too": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		h.order(m, chat.Order{Slow: time.Hour})
		h.say(bob, "one")

		_, err := h.store.Hold(h.Context(), bob, chat.NewMessage{Body: "spam", At: time.Now()}, "x")
		h.wantSlowed(bob, chat.NewMessage{Body: "x"})
		if err == nil {
			h.Error("it waits")
		}
		_, err = h.store.Hold(h.Context(), m, chat.NewMessage{Body: "spam", ReplyTo: 99, At: time.Now()}, "x")
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Hold(h.Context(), m, chat.NewMessage{Body: "spam", Thread: 99, At: time.Now()}, "x")
		h.wantError(err, chat.ErrNotFound)
		h.wantWaiting(0)
	},
}
