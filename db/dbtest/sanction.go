package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) sanction(actor, user chat.User, kind chat.SanctionKind, until time.Time) chat.Sanction {
	h.Helper()
	done, err := h.store.Sanction(h.Context(), actor.ID, user.ID, chat.NewSanction{Kind: kind, Reason: "spam", Words: "Please stop.", Until: until})
	h.must(err)
	return done
}

var sanctions = map[string]func(*house){
	"somebody muted on the site only reads, also where they look after the room, and writes again by themselves": func(h *house) {
		bob := h.person("bob")
		m := h.room(bob, chat.Open, "Tea")
		mine := h.say(m, "mine")
		end := hour()

		h.sanction(h.ada, bob, chat.Mute, end)

		want(h, "until", h.place(bob, m.Room).User.MutedUntil, end)
		for _, room := range []chat.Room{m.Room, h.general} {
			_, _, err := h.store.CreateMessage(h.Context(), h.place(bob, room), chat.NewMessage{Body: "x", At: time.Now()})
			h.wantError(err, chat.ErrForbidden)
		}
		_, err := h.store.EditMessage(h.Context(), m, mine.ID, chat.Edit{Body: "other", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.ToggleReaction(h.Context(), m, mine.ID, "👍", time.Now())
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Latest(h.Context(), m, 10)
		h.must(err)
		h.must(h.store.Lift(h.Context(), h.ada.ID, bob.ID, chat.Mute, "x"))
		h.sanction(h.ada, bob, chat.Mute, gone())
		h.say(m, "again")
	},

	"what bars somebody ends their sign-ins, keeps them from posting with what they held, and ends by itself": func(h *house) {
		for _, kind := range []chat.SanctionKind{chat.Suspend, chat.Ban} {
			bob := h.person("bob" + string(kind))
			m, signIn, end := h.place(bob, h.general), h.signIn(bob), hour()

			done := h.sanction(h.ada, bob, kind, end)

			want(h, "lives", h.lives(signIn.ID), false)
			_, err := h.store.UpdateProfile(h.Context(), bob.ID, chat.Profile{DisplayName: "Still here", Reach: chat.ReachEveryone})
			h.wantError(err, chat.ErrForbidden)
			_, err = h.store.CreateRoom(h.Context(), bob, chat.NewRoom{Name: "Mine", Kind: chat.Closed})
			h.wantError(err, chat.ErrForbidden)
			_, err = h.store.OpenDirect(h.Context(), bob, []chat.User{h.ada})
			h.wantError(err, chat.ErrForbidden)
			_, err = h.store.Join(h.Context(), bob, h.general.ID)
			h.wantError(err, chat.ErrForbidden)
			_, err = h.store.StartSignIn(h.Context(), bob.ID, "", "", time.Now())
			h.wantError(err, chat.ErrNotFound)
			_, _, err = h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
			h.wantError(err, chat.ErrForbidden)
			found, err := h.store.Barring(h.Context(), bob.ID, time.Now())
			h.must(err)
			want(h, "barring", found, done)
			want(h, "announced", h.latest(0).Sanction, done)
			h.must(h.store.Lift(h.Context(), h.ada.ID, bob.ID, kind, "x"))
			h.sanction(h.ada, bob, kind, gone())
			h.signIn(bob)
			want(h, "lives again", h.lives(signIn.ID), false)
			_, err = h.store.Barring(h.Context(), bob.ID, time.Now())
			h.wantError(err, chat.ErrNotFound)
		}
	},

	"one sanction of a kind stands at a time, and of many at once one": func(h *house) {
		bob := h.person("bob")
		got := make(chan error, 20)

		together(20, func(int) {
			_, err := h.store.Sanction(h.Context(), h.ada.ID, bob.ID, chat.NewSanction{Kind: chat.Mute, Reason: "x", Until: hour()})
			got <- err
		})

		close(got)
		done := 0
		for err := range got {
			if err == nil {
				done++
			} else {
				h.wantError(err, chat.ErrConflict)
			}
		}
		want(h, "done", done, 1)
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada mute bob"})
		h.sanction(h.ada, bob, chat.Ban, chat.NoEnd())
	},

	"what was lifted holds no more, and only admins lift a ban": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		h.sanction(mod, bob, chat.Mute, chat.NoEnd())
		h.sanction(mod, bob, chat.Suspend, hour())
		h.sanction(mod, bob, chat.Ban, chat.NoEnd())

		h.wantError(h.store.Lift(h.Context(), mod.ID, bob.ID, chat.Ban, "x"), chat.ErrForbidden)
		h.must(h.store.Lift(h.Context(), mod.ID, bob.ID, chat.Mute, "x"))
		h.must(h.store.Lift(h.Context(), h.ada.ID, bob.ID, chat.Ban, "x"))
		h.wantError(h.store.Lift(h.Context(), h.ada.ID, bob.ID, chat.Ban, "x"), chat.ErrConflict)
		h.wantError(h.store.Lift(h.Context(), h.ada.ID, bob.ID, chat.Warn, "x"), chat.ErrConflict)

		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "barred", found.BarredAt(time.Now()), true)
		h.must(h.store.Lift(h.Context(), mod.ID, bob.ID, chat.Suspend, "x"))
		h.signIn(bob)
		h.say(h.place(bob, h.general), "back")
		want(h, "log", h.deeds(chat.EntryFilter{Actor: h.ada.ID}), []string{"Ada unban bob"})
	},

	"people are told, and answer once": func(h *house) {
		bob, carol := h.person("bob"), h.person("carol")
		warned := h.sanction(h.ada, bob, chat.Warn, time.Time{})

		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "notices", found.Notices, 1)
		h.must(h.store.ReadNotices(h.Context(), bob.ID))
		h.wantError(h.store.Answer(h.Context(), carol, warned.ID, "not mine"), chat.ErrNotFound)
		h.must(h.store.Answer(h.Context(), bob, warned.ID, "I am sorry."))
		h.wantError(h.store.Answer(h.Context(), bob, warned.ID, "And another thing."), chat.ErrConflict)

		said, err := h.store.SanctionsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "answer", [2]string{said[0].Words, said[0].Answer}, [2]string{"Please stop.", "I am sorry."})
		found, err = h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "notices", found.Notices, 0)
	},

	"moderators tell each other about people, and find them": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)

		h.must(h.store.AddNote(h.Context(), mod.ID, bob.ID, "Wrote to me kindly."))
		h.wantError(h.store.AddNote(h.Context(), bob.ID, h.ada.ID, "x"), chat.ErrForbidden)
		h.wantError(h.store.AddNote(h.Context(), mod.ID, mod.ID, "x"), chat.ErrForbidden)

		notes, err := h.store.NotesOn(h.Context(), bob.ID)
		h.must(err)
		want(h, "notes", mapped(notes, func(n chat.Note) string { return n.Author.Name + ": " + n.Words }), []string{"mod: Wrote to me kindly."})
		for prefix, names := range map[string][]string{"bo": {"bob"}, "M": {"mod"}, "": {"ada", "bob", "mod"}, "%": nil} {
			found, err := h.store.Accounts(h.Context(), prefix, 10)
			h.must(err)
			want(h, prefix, mapped(found, func(u chat.User) string { return u.Username }), names)
		}
		shared, err := h.store.SharedRooms(h.Context(), mod.ID, bob.ID)
		h.must(err)
		want(h, "rooms", mapped(shared, func(r chat.Room) string { return r.Name }), []string{firstRoom})
	},
}
