package dbtest

import (
	"fmt"
	"time"

	"parley/db/chat"
)

// sweep removes what somebody wrote in the last hour.
func (h *house) sweep(user chat.User, room chat.RoomID) int {
	h.Helper()
	count, err := h.store.Sweep(h.Context(), h.ada.ID, user.ID, chat.Sweep{Since: time.Now().Add(-time.Hour), Room: room, Reason: "spam", At: time.Now()})
	h.must(err)
	return count
}

// sweptOf is the sweeps over somebody's messages, as entry and count.
func (h *house) sweptOf(user chat.User) []chat.Swept {
	h.Helper()
	swept, err := h.store.SweepsOf(h.Context(), user.ID)
	h.must(err)
	return swept
}

// bodies are what the messages of a room say.
func (h *house) bodies(m chat.Membership) []string {
	h.Helper()
	page, err := h.store.Latest(h.Context(), m, 50)
	h.must(err)
	return mapped(page.Messages, func(m chat.Message) string { return m.Body })
}

var sweeps = map[string]func(*house){
	"a sweep removes what one person wrote in a span, and comes back whole, where it was": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, carol := h.member(m, "bob"), h.member(m, "carol")
		old, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "old", At: time.Now().Add(-2 * time.Hour)})
		h.must(err)
		first := h.say(bob, "first")
		h.react(carol, first.ID, "👍")
		h.say(carol, "between")
		own := h.say(bob, "removed by himself")
		h.delete(bob, own.ID)
		h.say(bob, "second")
		h.say(bob, "third")
		elsewhere := h.say(h.place(bob.User, h.general), "elsewhere")
		before := h.bodies(m)

		want(h, "removed", h.sweep(bob.User, 0), 4)

		want(h, "left", h.bodies(m), []string{old.Body, "", "between", "", "", ""})
		swept := h.sweptOf(bob.User)
		want(h, "sweeps", [2]any{len(swept), swept[0].Count}, [2]any{1, 4})
		want(h, "logged", [2]any{swept[0].Entry.Reason, swept[0].Entry.Actor.ID}, [2]any{"4 messages: spam", h.ada.ID})

		count, err := h.store.Unsweep(h.Context(), h.ada.ID, swept[0].Entry.ID, time.Now())

		h.must(err)
		want(h, "restored", count, 4)
		want(h, "as before", h.bodies(m), before)
		found, _, err := h.store.Message(h.Context(), bob.User.ID, first.ID)
		h.must(err)
		want(h, "reactions", found.Reactions[0].Text, "👍")
		found, _, err = h.store.Message(h.Context(), bob.User.ID, elsewhere.ID)
		h.must(err)
		want(h, "elsewhere", found.Body, "elsewhere")
		want(h, "sweeps", len(h.sweptOf(bob.User)), 0)
		_, err = h.store.Unsweep(h.Context(), h.ada.ID, swept[0].Entry.ID, time.Now())
		h.wantError(err, chat.ErrConflict)
	},

	"a sweep of one room leaves the others alone, and every sweep direct conversations": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		direct, err := h.store.OpenDirect(h.Context(), bob.User, []chat.User{h.ada})
		h.must(err)
		h.say(bob, "here")
		h.say(h.place(bob.User, h.general), "there")
		h.say(direct, "between us")

		want(h, "of one room", h.sweep(bob.User, m.Room.ID), 1)
		want(h, "of the rest", h.sweep(bob.User, 0), 1)

		want(h, "direct", h.bodies(direct), []string{"between us"})
		_, err = h.store.Sweep(h.Context(), h.ada.ID, bob.User.ID, chat.Sweep{Since: time.Now().Add(-time.Hour), Reason: "spam", At: time.Now()})
		h.wantInvalid(err, "span")
		want(h, "sweeps", mapped(h.sweptOf(bob.User), func(s chat.Swept) int { return s.Count }), []int{1, 1})
	},

	"what was brought back or forgotten one by one does not come back again": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		first := h.say(bob, "first")
		h.say(bob, "second")
		h.sweep(bob.User, 0)
		entry := h.sweptOf(bob.User)[0].Entry.ID

		h.restore(m, first.ID)
		h.delete(bob, first.ID)

		count, err := h.store.Unsweep(h.Context(), h.ada.ID, entry, time.Now())
		h.must(err)
		want(h, "restored", count, 1)
		want(h, "left", h.bodies(m), []string{"", "second"})
		h.sweep(bob.User, 0)
		h.must(h.store.EraseRemoved(h.Context(), time.Now().Add(time.Minute)))
		want(h, "sweeps", len(h.sweptOf(bob.User)), 0)
	},

	"a sweep of many is one transaction of bounded size": func(h *house) {
		bob := h.place(h.person("bob"), h.general)
		for i := range chat.MaxSwept + 5 {
			h.say(bob, fmt.Sprint("spam ", i))
		}
		began := time.Now()

		want(h, "first", h.sweep(bob.User, 0), chat.MaxSwept)

		h.Logf("%d messages took %v", chat.MaxSwept, time.Since(began))
		want(h, "rest", h.sweep(bob.User, 0), 5)
		count, err := h.store.Unsweep(h.Context(), h.ada.ID, h.sweptOf(bob.User)[1].Entry.ID, time.Now())
		h.must(err)
		want(h, "restored", count, chat.MaxSwept)
	},

	"only those who rank above sweep and take it back, and a refusal is logged": func(h *house) {
		bob, carol, eve := h.place(h.person("bob"), h.general), h.person("carol"), h.person("eve")
		h.must(h.store.SetRole(h.Context(), eve.ID, chat.RoleModerator))
		h.say(bob, "spam")
		sweep := chat.Sweep{Since: time.Now().Add(-time.Hour), Reason: "spam", At: time.Now()}

		_, err := h.store.Sweep(h.Context(), carol.ID, bob.User.ID, sweep)
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Sweep(h.Context(), eve.ID, h.ada.ID, sweep)
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Sweep(h.Context(), eve.ID, bob.User.ID, sweep)
		h.must(err)
		entry := h.sweptOf(bob.User)[0].Entry.ID
		_, err = h.store.Unsweep(h.Context(), carol.ID, entry, time.Now())
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Unsweep(h.Context(), eve.ID, entry-1, time.Now())
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Unsweep(h.Context(), eve.ID, entry, time.Now())
		h.must(err)
		want(h, "left", h.bodies(bob), []string{"spam"})
	},

	"what a report removed comes back on its page, and what its author removed does not": func(h *house) {
		bob, carol := h.place(h.person("bob"), h.general), h.place(h.person("carol"), h.general)
		said, own := h.say(bob, "buy this"), h.say(bob, "own")
		report, second := h.report(carol, said.ID), h.report(carol, own.ID)
		_, err := h.store.Decide(h.Context(), h.ada.ID, report, chat.Verdict{Decision: chat.RemoveMessage, Reason: "spam", At: time.Now()})
		h.must(err)
		h.delete(bob, own.ID)

		h.must(h.store.RestoreReported(h.Context(), h.ada.ID, report, time.Now()))

		want(h, "left", h.bodies(bob), []string{"buy this", ""})
		h.wantError(h.store.RestoreReported(h.Context(), h.ada.ID, report, time.Now()), chat.ErrConflict)
		h.wantError(h.store.RestoreReported(h.Context(), h.ada.ID, second, time.Now()), chat.ErrConflict)
		h.wantError(h.store.RestoreReported(h.Context(), carol.User.ID, report, time.Now()), chat.ErrForbidden)
	},
}
