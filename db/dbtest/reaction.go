package dbtest

import (
	"fmt"
	"time"

	"parley/db/chat"
)

func (h *house) react(m chat.Membership, id chat.MessageID, text string) chat.Message {
	h.Helper()
	message, err := h.store.ToggleReaction(h.Context(), m, id, text, time.Now())
	h.must(err)
	return message
}

// answered is a message's reactions in short: text, number and names.
func answered(m chat.Message) []string {
	return mapped(m.Reactions, func(r chat.Reaction) string {
		return fmt.Sprint(r.Text, " ", r.Count, " ", mapped(r.People, func(p chat.Named) string { return p.Name }))
	})
}

var reactions = map[string]func(*house){
	"a reaction is given, joined and taken back, each the room's next change": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		message := h.say(ada, "text")

		h.react(bob, message.ID, "👍")
		h.react(bob, message.ID, "nice")
		joined := h.react(ada, message.ID, "👍")
		want(h, "joined", answered(joined), []string{"👍 2 [bob Ada]", "nice 1 [bob]"})
		want(h, "version", joined.Version, message.Seq+3)
		left := h.react(bob, message.ID, "👍")
		want(h, "left", answered(left), []string{"nice 1 [bob]", "👍 1 [Ada]"})

		found, place, err := h.store.Message(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "found", found, left)
		want(h, "head", place.Room.Head, left.Version)
		heard := h.heard.of(h.general.ID)
		last := heard[len(heard)-1]
		want(h, "announced", [2]any{last.Kind, last.Seq}, [2]any{chat.MessageReacted, left.Version})
		want(h, "with the message", last.Message, left)
	},

	"a reaction makes nothing unread and moves no room": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		message := h.say(ada, "text")
		before := h.place(h.ada, h.general)

		h.react(bob, message.ID, "👍")

		after := h.place(h.ada, h.general)
		want(h, "newest, active", [2]any{after.Room.Newest, after.Room.Active}, [2]any{before.Room.Newest, before.Room.Active})
		want(h, "mentions", after.Mentions, 0)
	},

	"a page and a replay have each message's own reactions": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, 5)
		h.react(m, said[1].ID, "👍")
		h.react(m, said[3].ID, "👀")
		want := want[[][]string]

		page, err := h.store.Latest(h.Context(), m, 50)
		h.must(err)
		want(h, "page", mapped(page.Messages, answered), [][]string{nil, {"👍 1 [Ada]"}, nil, {"👀 1 [Ada]"}, nil})
		found, _ := h.changesAfter(said[2].Seq)
		want(h, "replay", mapped(found, func(c chat.Change) []string { return answered(c.Message) }), [][]string{{"👀 1 [Ada]"}, nil, {"👍 1 [Ada]"}})
	},

	"an edit keeps reactions, a removed message shows none and takes none": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		h.react(m, message.ID, "👍")

		want(h, "edited", answered(h.edit(m, message.ID, "edited")), []string{"👍 1 [Ada]"})
		want(h, "deleted", len(h.delete(m, message.ID).Reactions), 0)
		page, err := h.store.Latest(h.Context(), m, 50)
		h.must(err)
		found, _ := h.changesAfter(message.Seq)
		want(h, "shown", [2]int{len(page.Messages[0].Reactions), len(found[len(found)-1].Message.Reactions)}, [2]int{0, 0})
		_, err = h.store.ToggleReaction(h.Context(), m, message.ID, "👍", time.Now())
		h.wantError(err, chat.ErrNotFound)
	},

	"only whoever may react now does, and nowhere else": func(h *house) {
		bob := h.person("bob")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		message, elsewhere := h.say(ada, "text"), h.say(h.room(h.ada, chat.Open, "Other"), "elsewhere")

		_, err := h.store.ToggleReaction(h.Context(), m, elsewhere.ID, "👍", time.Now())
		h.wantError(err, chat.ErrNotFound)
		h.must(h.store.MuteMember(h.Context(), ada, bob.ID, chat.NoEnd()))
		_, err = h.store.ToggleReaction(h.Context(), m, message.ID, "👍", time.Now())
		h.wantError(err, chat.ErrForbidden)
		h.must(h.store.Leave(h.Context(), m))
		_, err = h.store.ToggleReaction(h.Context(), m, message.ID, "👍", time.Now())
		h.wantError(err, chat.ErrNotFound)
		want(h, "kept", h.keptReactions(), 0)
	},

	"a message has twenty different reactions and eight of one person": func(h *house) {
		ada, bob, eve := h.place(h.ada, h.general), h.place(h.person("bob"), h.general), h.place(h.person("eve"), h.general)
		message := h.say(ada, "text")
		for i := range chat.MaxReactions {
			h.react([]chat.Membership{ada, bob, eve}[i/chat.MaxReactionsOfOne], message.ID, fmt.Sprint(i))
		}

		for m, text := range map[chat.UserID]string{ada.User.ID: "10", eve.User.ID: "another"} {
			_, err := h.store.ToggleReaction(h.Context(), h.place(chat.User{ID: m}, h.general), message.ID, text, time.Now())
			h.wantInvalid(err, "emoji")
		}
		joined := h.react(eve, message.ID, "3")
		want(h, "different", len(joined.Reactions), chat.MaxReactions)
		h.react(ada, message.ID, "0")
		h.react(ada, message.ID, "10")
	},

	"of many people the first are listed and all are counted": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		places := mapped(h.people(chat.MaxReactors+3), func(u chat.User) chat.Membership { return h.place(u, h.general) })

		together(len(places), func(i int) {
			_, err := h.store.ToggleReaction(h.Context(), places[i], message.ID, "👍", time.Now())
			h.check(err)
		})

		page, err := h.store.Latest(h.Context(), m, 1)
		h.must(err)
		got := page.Messages[0].Reactions[0]
		want(h, "counted, listed", [2]int{got.Count, len(got.People)}, [2]int{chat.MaxReactors + 3, chat.MaxReactors})
	},

	"purging leaves no reaction of a deleted room": func(h *house) {
		gone, kept := h.room(h.ada, chat.Closed, "Gone"), h.room(h.ada, chat.Closed, "Kept")
		h.react(gone, h.say(gone, "text").ID, "👍")
		h.react(kept, h.say(kept, "text").ID, "👍")
		h.must(h.store.DeleteRoom(h.Context(), gone))

		h.must(h.store.Purge(h.Context()))

		want(h, "kept", h.keptReactions(), 1)
	},
}

// keptReactions is how many there are in all rooms.
func (h *house) keptReactions() (rows int) {
	h.Helper()
	h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM reactions").Scan(&rows))
	return rows
}
