package dbtest

import (
	"errors"
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

// mailed is somebody with an address who wants mail after an hour.
func (h *house) mailed(username string) chat.User {
	h.Helper()
	user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username, Email: username + "@example.org"})
	h.must(err)
	h.must(h.store.SetMailing(h.Context(), user.ID, true, time.Hour, time.Now()))
	return user
}

// pushed marks somebody's bell as pushed, to pages or to none.
func (h *house) pushed(user chat.User, away bool) {
	h.Helper()
	rows, _, err := h.store.Unpushed(h.Context(), user.ID, 1000)
	h.must(err)
	if away {
		h.must(h.store.MarkPushed(h.Context(), rows, user.ID))
	} else {
		h.must(h.store.MarkPushed(h.Context(), rows))
	}
}

// pending is how many rows a person's mail would tell of now.
func (h *house) pending(user chat.User) int {
	h.Helper()
	letter, _, err := h.store.PendingMail(h.Context(), user.ID, time.Now())
	if letter.Count == 0 {
		h.wantError(err, chat.ErrNotFound)
		return 0
	}
	h.must(err)
	return letter.Count
}

// soonAfter is a moment at which the job of a mail that was wanted now is due,
// and no sooner one would do.
func soonAfter() time.Time { return time.Now().Add(time.Hour + time.Minute) }

var outward = map[string]func(*house){
	"mail is off until somebody wants it, and ends where they say so": func(h *house) {
		bob := h.person("bob")
		mailing, err := h.store.Mailing(h.Context(), bob.ID)
		h.must(err)
		want(h, "at first", mailing, chat.Mailing{Delay: chat.MailDelays[0]})
		_, err = h.store.MailSecret(h.Context(), bob.ID)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.EndMailing(h.Context(), bob.ID), chat.ErrNotFound)

		h.must(h.store.SetMailing(h.Context(), bob.ID, true, time.Hour, time.Now()))
		secret, err := h.store.MailSecret(h.Context(), bob.ID)
		h.must(err)
		h.must(h.store.EndMailing(h.Context(), bob.ID))

		mailing, err = h.store.Mailing(h.Context(), bob.ID)
		h.must(err)
		want(h, "afterwards", mailing, chat.Mailing{Delay: time.Hour})
		again, err := h.store.MailSecret(h.Context(), bob.ID)
		h.must(err)
		want(h, "the link", string(again), string(secret))
	},

	"what came without a page is told by one mail, and once": func(h *house) {
		bob := h.mailed("bob")
		den := h.room(h.ada, chat.Closed, "Den")
		h.must(h.store.AddMember(h.Context(), den.Room.ID, bob.ID))
		h.say(den, "@bob there")
		h.pushed(bob, true)
		h.say(h.place(h.ada, h.general), "@bob here")
		h.pushed(bob, true)

		want(h, "rows", h.pending(bob), 2)
		job := h.take(soonAfter(), time.Minute)
		want(h, "job", [2]string{job.Kind, job.Payload}, [2]string{db.MailJob, bob.ID.String()})
		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		h.must(err)
		want(h, "to", letter.To.Email, "bob@example.org")
		want(h, "the newest", letter.Rows[0].Words, "@bob here")
		h.must(h.store.MailSent(h.Context(), letter, time.Now()))
		h.must(h.store.FinishJob(h.Context(), job))

		want(h, "rows afterwards", h.pending(bob), 0)
		h.hasNone(soonAfter())
	},

	"what a page was told of is not mailed": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob here")

		h.pushed(bob, false)

		want(h, "rows", h.pending(bob), 0)
		h.hasNone(soonAfter())
	},

	"what was read meanwhile is not mailed": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob here")
		h.pushed(bob, true)
		want(h, "rows", h.pending(bob), 1)

		h.must(h.store.ReadNotifications(h.Context(), bob.ID))

		want(h, "rows", h.pending(bob), 0)
		h.must(h.store.DropMail(h.Context(), bob.ID, time.Now()))
		h.hasNone(soonAfter())
	},

	"a row that is renewed after its mail is mailed again": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		h.must(err)
		h.must(h.store.MailSent(h.Context(), letter, time.Now()))

		h.say(h.place(h.ada, h.general), "@bob two")
		h.pushed(bob, true)

		want(h, "rows", h.pending(bob), 1)
		want(h, "its job", h.take(soonAfter(), time.Minute).Kind, db.MailJob)
	},

	"what a mail was quicker to tell than the bell is not mailed again": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		h.say(h.place(h.ada, h.general), "@bob two")
		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		h.must(err)
		want(h, "words", letter.Rows[0].Words, "@bob two")
		h.must(h.store.MailSent(h.Context(), letter, time.Now()))

		h.pushed(bob, true)

		want(h, "rows", h.pending(bob), 0)
		h.hasNone(soonAfter())
	},

	"what comes while a mail is sent begins the next": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		job := h.take(soonAfter(), time.Minute)
		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		h.must(err)

		h.say(h.place(h.ada, h.general), "@bob two")
		h.pushed(bob, true)
		h.must(h.store.MailSent(h.Context(), letter, time.Now()))
		h.must(h.store.FinishJob(h.Context(), job))

		want(h, "rows", h.pending(bob), 1)
		want(h, "the next", h.take(soonAfter(), time.Minute).Payload, bob.ID.String())
	},

	"more rows than a mail lists are counted, and told": func(h *house) {
		bob := h.mailed("bob")
		for i := range chat.MaxMailed + 3 {
			den := h.room(h.ada, chat.Closed, fmt.Sprintf("Den %d", i))
			h.must(h.store.AddMember(h.Context(), den.Room.ID, bob.ID))
			h.say(den, "@bob here")
		}
		h.pushed(bob, true)

		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())

		h.must(err)
		want(h, "listed and counted", [2]int{len(letter.Rows), letter.Count}, [2]int{chat.MaxMailed, chat.MaxMailed + 3})
		h.must(h.store.MailSent(h.Context(), letter, time.Now()))
		want(h, "rows afterwards", h.pending(bob), 0)
		h.hasNone(soonAfter())
	},

	"an address that takes no mail gets none before its person says so, or has another": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		h.must(h.store.MailRefused(h.Context(), bob.ID, bob.Email))

		mailing, err := h.store.Mailing(h.Context(), bob.ID)
		h.must(err)
		want(h, "refused", mailing.Refused, true)
		h.say(h.place(h.ada, h.general), "@bob two")
		h.pushed(bob, true)
		want(h, "rows", h.pending(bob), 0)
		h.hasNone(soonAfter())

		h.must(h.store.SetMailing(h.Context(), bob.ID, true, time.Hour, time.Now()))
		want(h, "rows", h.pending(bob), 1)
		want(h, "its job", h.take(soonAfter(), time.Minute).Kind, db.MailJob)
	},

	"somebody who is not to be disturbed, is kept out or has no address gets no mail": func(h *house) {
		bob := h.mailed("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		until := chat.Time(chat.Millis(time.Now().Add(time.Hour)))
		h.must(h.store.SetPresence(h.Context(), bob.ID, false, until))
		_, quiet, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		h.must(err)
		want(h, "quiet until", quiet, until)

		h.must(h.store.UpdateUser(h.Context(), bob.ID, "Bob", ""))
		want(h, "rows", h.pending(bob), 0)
	},

	"whoever is mailed of a room they left reads no words of it": func(h *house) {
		bob := h.mailed("bob")
		den := h.room(h.ada, chat.Closed, "Den")
		h.must(h.store.AddMember(h.Context(), den.Room.ID, bob.ID))
		h.say(den, "@bob the password is tides")
		h.pushed(bob, true)

		h.must(h.store.RemoveMember(h.Context(), den, bob.ID))

		letter, _, err := h.store.PendingMail(h.Context(), bob.ID, time.Now())
		if !errors.Is(err, chat.ErrNotFound) {
			h.must(err)
		}
		for _, n := range letter.Rows {
			want(h, "words", n.Words, "")
		}
	},
}
