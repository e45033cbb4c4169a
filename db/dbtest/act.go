package dbtest

import (
	"time"

	"parley/db/chat"
)

// acted are the acts that were announced, each with what it changed.
func (h *house) acted() []string {
	h.heard.mu.Lock()
	defer h.heard.mu.Unlock()
	var told []string
	for i, c := range h.heard.changes {
		if c.Kind != chat.StaffActed {
			continue
		}
		line := c.Acted.Entry.Actor.Name + " " + string(c.Acted.Entry.Act) + ":"
		for _, did := range c.Acted.Did {
			line += " " + string(did.Kind)
		}
		if n := len(c.Acted.Did); n > 0 && h.heard.changes[i+1].Kind == chat.StaffActed {
			line += " later"
		} else if n > 0 && h.heard.changes[i+1].Seq != c.Acted.Did[0].Seq {
			line += ", which came earlier"
		}
		told = append(told, line)
	}
	return told
}

var acts = map[string]func(*house){
	"acts of those who look after others are announced in front of what they change": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")
		bob := h.member(m, "bob")
		first, second := h.say(bob, "first"), h.say(bob, "second")

		h.delete(m, first.ID)
		_, err := h.store.RestoreMessage(h.Context(), m, first.ID, time.Now())
		h.must(err)
		h.must(h.store.MuteMember(h.Context(), m, bob.User.ID, hour()))
		h.must(h.store.MuteMember(h.Context(), m, bob.User.ID, time.Time{}))
		_, err = h.store.OrderRoom(h.Context(), m, chat.Order{Locked: true})
		h.must(err)
		h.sanction(h.ada, bob.User, chat.Mute, hour())
		h.sweep(bob.User, 0)
		h.sanction(h.ada, bob.User, chat.Ban, hour())
		h.must(h.store.RemoveMember(h.Context(), m, bob.User.ID))

		want(h, "acts", h.acted(), []string{
			"Ada remove: message.deleted message.regrouped", "Ada restore: message.restored message.regrouped",
			"Ada mute: member.changed", "Ada unmute: member.changed", "Ada lock-room: room.changed",
			"Ada mute:", "Ada sweep: message.deleted message.deleted", "Ada ban: person.barred", "Ada remove-from-room: member.removed"})
		want(h, "the last message", h.bodies(m)[1], "")
		want(h, "of them", second.Author.ID, bob.User.ID)
	},

	"what people do to what is theirs is no act, nor is what failed": func(h *house) {
		bob := h.place(h.person("bob"), h.general)
		mine := h.say(bob, "mine")
		h.delete(bob, mine.ID)
		_, err := h.store.RestoreMessage(h.Context(), bob, mine.ID, time.Now())
		h.must(err)
		h.wantError(h.store.MuteMember(h.Context(), bob, h.ada.ID, hour()), chat.ErrForbidden)

		want(h, "acts", len(h.acted()), 0)
	},

	"a decision is announced with all that it is": func(h *house) {
		bob := h.place(h.person("bob"), h.general)
		message := h.say(bob, "buy this")
		id, err := h.store.ReportMessage(h.Context(), h.place(h.ada, h.general), message.ID, chat.Complaint{Reason: "spam"})
		h.must(err)
		before := len(h.acted())

		_, err = h.store.Decide(h.Context(), h.ada.ID, id, chat.Verdict{Decision: chat.RemoveMessage, Reason: "spam", Words: "No.", At: time.Now()})

		h.must(err)
		want(h, "acts", h.acted()[before:], []string{"Ada decide: message.deleted later", "Ada warn: message.deleted later", "Ada remove: message.deleted"})
	},
}
