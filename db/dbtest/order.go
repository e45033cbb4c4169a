package dbtest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

func (h *house) order(m chat.Membership, order chat.Order) chat.Membership {
	h.Helper()
	ordered, err := h.store.OrderRoom(h.Context(), m, order)
	h.must(err)
	return ordered
}

// wantSlowed fails unless somebody has to wait in slow mode.
func (h *house) wantSlowed(m chat.Membership, message chat.NewMessage) {
	h.Helper()
	message.At = time.Now()
	_, _, err := h.store.CreateMessage(h.Context(), m, message)
	if !errors.As(err, &chat.Slowed{}) {
		h.Errorf("got %v, want slow mode", err)
	}
}

var orders = map[string]func(*house){
	"slow mode lets one message of a member through, however many are sent at once": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, carol := h.member(m, "bob"), h.member(m, "carol")
		h.order(m, chat.Order{Slow: time.Minute})

		var sent atomic.Int32
		var tabs sync.WaitGroup
		for range 8 {
			tabs.Go(func() {
				_, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", At: time.Now()})
				switch {
				case err == nil:
					sent.Add(1)
				case !errors.As(err, &chat.Slowed{}):
					h.check(err)
				}
			})
		}
		tabs.Wait()

		want(h, "stored", sent.Load(), 1)
		h.say(carol, "others write")
		h.say(m, "one")
		h.say(m, "who looks after it does not wait")
	},

	"slow mode counts threads, and what was sent already is not refused": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, root := h.member(m, "bob"), h.say(m, "root")
		h.order(m, chat.Order{Slow: time.Minute})
		sent := chat.NewMessage{Body: "x", Thread: root.ID, Once: "k", At: time.Now()}

		stored, _, err := h.store.CreateMessage(h.Context(), bob, sent)
		h.must(err)

		again, created, err := h.store.CreateMessage(h.Context(), bob, sent)
		h.must(err)
		want(h, "again", []any{again.ID, created}, []any{stored.ID, false})
		h.wantSlowed(bob, chat.NewMessage{Body: "y"})
		h.wantSlowed(bob, chat.NewMessage{Body: "y", Thread: root.ID})
		h.delete(bob, stored.ID)
		h.wantSlowed(bob, chat.NewMessage{Body: "y"})
	},

	"slow mode counts what was written before it, tells until when, and ends": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		before := h.say(bob, "before")

		h.order(m, chat.Order{Slow: chat.MaxSlow})

		want(h, "spoke", h.place(bob.User, m.Room).Spoke, before.Created)
		h.wantSlowed(bob, chat.NewMessage{Body: "y"})
		h.order(m, chat.Order{})
		h.say(bob, "again")
		want(h, "announced without it", h.latest(m.Room.ID).Slowed, chat.Slowed{})
		h.order(m, chat.Order{Slow: time.Minute})
		carol := h.member(m, "carol")
		h.say(carol, "first")
		heard := h.latest(m.Room.ID)
		want(h, "announced", heard.Slowed.Until, h.place(carol.User, m.Room).Spoke.Add(time.Minute))
		want(h, "of a room", heard.Place.Slow, time.Minute)
	},

	"in a locked room only those write, react, pin and edit who look after it": func(h *house) {
		dora := h.person("dora")
		m := h.room(dora, chat.Closed, "Plans")
		bob, eve := h.member(m, "bob"), h.member(m, "eve")
		h.must(h.store.SetRole(h.Context(), eve.User.ID, chat.RoleModerator))
		mine := h.say(bob, "mine")

		ordered := h.order(m, chat.Order{Locked: true})

		want(h, "announced", h.latest(m.Room.ID).Place, ordered.Room)
		want(h, "locked", h.place(bob.User, m.Room).Room.Locked, true)
		_, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.EditMessage(h.Context(), bob, mine.ID, chat.Edit{Body: "other", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.ToggleReaction(h.Context(), bob, mine.ID, "👍", time.Now())
		h.wantError(err, chat.ErrForbidden)
		h.say(m, "the room admin")
		h.say(eve, "a moderator")
		h.delete(bob, mine.ID)
		h.order(m, chat.Order{})
		h.say(bob, "again")
	},

	"in a room of announcements those write who look after it, and all react and answer in threads": func(h *house) {
		m := h.room(h.person("dora"), chat.Open, "News")
		bob, eve := h.member(m, "bob"), h.member(m, "eve")
		h.must(h.store.SetRole(h.Context(), eve.User.ID, chat.RoleModerator))
		mine, news := h.say(bob, "mine"), h.say(m, "news")

		ordered := h.order(m, chat.Order{Posting: chat.AdminsPost})

		want(h, "announced", h.latest(m.Room.ID).Place, ordered.Room)
		want(h, "posting", h.place(bob.User, m.Room).Room.Posting, chat.AdminsPost)
		_, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.StageFile(h.Context(), bob, chat.Post, chat.NewFile{Name: "x", Size: 1, Created: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		file, err := h.store.StageFile(h.Context(), bob, chat.Answer, chat.NewFile{Name: "x", Type: chat.AnyType, Size: 1, Hash: hashOf("x"), Created: time.Now()})
		h.must(err)
		_, _, err = h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", Files: []chat.FileID{file.ID}, At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		answer, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "I can answer", Thread: news.ID, Files: []chat.FileID{file.ID}, At: time.Now()})
		h.must(err)
		want(h, "files", len(answer.Files), 1)
		_, err = h.store.ToggleReaction(h.Context(), bob, news.ID, "👍", time.Now())
		h.must(err)
		h.edit(bob, mine.ID, "other")
		h.say(m, "the room admin")
		h.say(eve, "a moderator")
		h.order(m, chat.Order{Slow: time.Minute}) // and not a word about who writes
		want(h, "posting", h.place(bob.User, m.Room).Room.Posting, chat.AdminsPost)
		h.order(m, chat.Order{Posting: chat.AdminsPost, Locked: true})
		_, err = h.store.StageFile(h.Context(), bob, chat.Answer, chat.NewFile{Name: "x", Size: 1, Created: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, _, err = h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", Thread: news.ID, At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		h.order(m, chat.Order{Posting: chat.EverybodyPosts})
		h.say(bob, "again")
	},

	"order is kept by room admins and by moderators in the room, and by nobody else": func(h *house) {
		m := h.room(h.person("dora"), chat.Closed, "Plans")
		bob, eve := h.member(m, "bob"), h.member(m, "eve")
		h.must(h.store.SetRole(h.Context(), eve.User.ID, chat.RoleModerator))
		direct, err := h.store.OpenDirect(h.Context(), h.ada, []chat.User{bob.User})
		h.must(err)

		h.order(eve, chat.Order{Slow: 5 * time.Second, Locked: true})

		_, err = h.store.OrderRoom(h.Context(), bob, chat.Order{})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.OrderRoom(h.Context(), direct, chat.Order{})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.OrderRoom(h.Context(), chat.Membership{User: h.ada, Room: m.Room}, chat.Order{})
		h.wantError(err, chat.ErrNotFound)
		room := h.place(bob.User, m.Room).Room
		want(h, "order", chat.Order{Slow: room.Slow, Locked: room.Locked}, chat.Order{Slow: 5 * time.Second, Locked: true})
	},
}
