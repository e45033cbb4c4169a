package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) restore(m chat.Membership, id chat.MessageID) chat.Message {
	h.Helper()
	message, err := h.store.RestoreMessage(h.Context(), m, id, time.Now())
	h.must(err)
	return message
}

// grouped are the messages of general in short: whether each continues the one
// in front.
func (h *house) grouped() []bool {
	h.Helper()
	page, err := h.store.Latest(h.Context(), h.place(h.ada, h.general), 50)
	h.must(err)
	return mapped(page.Messages, func(m chat.Message) bool { return m.Continues })
}

var removals = map[string]func(*house){
	"a restored message is what it was, in its place": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		message := h.edit(ada, h.say(ada, "@bob first").ID, "@bob second")
		message = h.react(bob, message.ID, "👍")
		h.must(h.store.IndexMessages(h.Context()))
		h.delete(ada, message.ID)
		want(h, "called by a removed one", h.called(bob), [2]int{0, 0})

		restored := h.restore(ada, message.ID)

		want(h, "version", restored.Version, message.Version+2)
		message.Version = restored.Version
		want(h, "restored", restored, message)
		found, place, err := h.store.Message(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "found", found, message)
		want(h, "newest of the room", place.Room.Newest, message.Seq)
		want(h, "called again", h.called(bob), [2]int{1, 1})
		want(h, "found by its words", h.finds(h.ada, "second"), []string{"@bob second"})
		changes, _ := h.changesAfter(message.Seq)
		want(h, "replayed", [2]any{len(changes), changes[len(changes)-1].Kind}, [2]any{1, chat.MessageRestored})
		want(h, "again", h.restore(ada, message.ID), message)
	},

	"what was read calls nobody when it comes back, and who left is not called": func(h *house) {
		ada, bob, eve := h.place(h.ada, h.general), h.place(h.person("bob"), h.general), h.place(h.person("eve"), h.general)
		message := h.say(ada, "@bob @eve")
		h.read(bob, message.Seq)
		h.delete(ada, message.ID)
		h.must(h.store.Leave(h.Context(), eve))

		h.restore(ada, message.ID)

		want(h, "bob", h.called(bob), [2]int{0, 0})
	},

	"authors restore for a day, room admins for thirty": func(h *house) {
		ada, bob, eve := h.place(h.ada, h.general), h.place(h.person("bob"), h.general), h.place(h.person("eve"), h.general)
		own, removed := h.say(bob, "own"), h.say(bob, "removed by ada")
		h.delete(bob, own.ID)
		h.delete(ada, removed.ID)
		now := time.Now()

		for _, try := range []struct {
			m    chat.Membership
			id   chat.MessageID
			at   time.Time
			want error
		}{
			{eve, own.ID, now, chat.ErrForbidden},
			{bob, removed.ID, now, chat.ErrForbidden},
			{bob, own.ID, now.Add(chat.RestoreOwnSpan + time.Minute), chat.ErrForbidden},
			{ada, own.ID, now.Add(chat.RestoreSpan + time.Minute), chat.ErrForbidden},
			{ada, 4711, now, chat.ErrNotFound},
			{bob, own.ID, now.Add(chat.RestoreOwnSpan - time.Minute), nil},
			{ada, removed.ID, now.Add(chat.RestoreSpan - time.Minute), nil},
			{eve, own.ID, now, chat.ErrForbidden},
		} {
			_, err := h.store.RestoreMessage(h.Context(), try.m, try.id, try.at)
			h.wantError(err, try.want)
		}
	},

	"groups are decided anew where a message goes and where it comes back": func(h *house) {
		m := h.place(h.ada, h.general)
		first, second := h.say(m, "first"), h.say(m, "second")
		third := h.say(m, "third")
		want(h, "before", h.grouped(), []bool{false, true, true})

		deleted := h.delete(m, second.ID)
		want(h, "second removed", h.grouped(), []bool{false, false, false})
		changes, head := h.changesAfter(third.Seq)
		want(h, "replayed", lines(changes), []string{"5 message.deleted ", "6 message.regrouped third"})
		want(h, "head", [2]chat.Seq{head, deleted.Version}, [2]chat.Seq{6, 5})
		h.delete(m, first.ID)
		h.restore(m, second.ID)
		want(h, "first removed, second back", h.grouped(), []bool{false, false, true})
		h.restore(m, first.ID)
		want(h, "all back", h.grouped(), []bool{false, true, true})
	},

	"a message that comes back is the newest where it is": func(h *house) {
		m := h.place(h.ada, h.general)
		first, second := h.say(m, "first"), h.say(m, "second")
		h.delete(m, first.ID)
		h.delete(m, second.ID)

		h.restore(m, first.ID)
		want(h, "the first alone", h.place(h.ada, h.general).Room.Newest, first.Seq)
		h.restore(m, second.ID)
		want(h, "the second", h.place(h.ada, h.general).Room.Newest, second.Seq)
	},

	"what is erased comes back no more, and nothing of it is kept": func(h *house) {
		m, gone := h.place(h.ada, h.general), h.room(h.ada, chat.Closed, "Gone")
		old, elsewhere, kept := h.say(m, "old"), h.say(gone, "elsewhere"), h.say(m, "kept")
		h.edit(m, old.ID, "old, again")
		h.react(m, old.ID, "👍")
		h.edit(gone, elsewhere.ID, "elsewhere, again")
		h.react(gone, elsewhere.ID, "👍")
		_, err := h.store.DeleteMessage(h.Context(), m, old.ID, time.Now().Add(-time.Hour))
		h.must(err)
		h.delete(m, kept.ID)
		h.delete(gone, elsewhere.ID)
		h.must(h.store.DeleteRoom(h.Context(), gone))

		h.must(h.store.EraseRemoved(h.Context(), time.Now().Add(-time.Minute)))

		_, err = h.store.RestoreMessage(h.Context(), m, old.ID, time.Now())
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.History(h.Context(), m, old.ID)
		h.wantError(err, chat.ErrNotFound)
		want(h, "words", h.words(), [2]int{0, 0})
		want(h, "reactions", h.keptReactions(), 0)
		want(h, "the other", h.restore(m, kept.ID).Body, "kept")
	},

	"history is every text, oldest first, with when it came": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "first")
		second := h.edit(m, message.ID, "second")
		third := h.edit(m, message.ID, "third")
		expected := []chat.Version{{Body: "first", At: message.Created}, {Body: "second", At: second.Edited}, {Body: "third", At: third.Edited}}

		versions, err := h.store.History(h.Context(), m, message.ID)
		h.must(err)
		want(h, "versions", versions, expected)
		h.delete(m, message.ID)
		versions, err = h.store.History(h.Context(), m, message.ID)
		h.must(err)
		want(h, "of a removed one", versions, expected)
		_, err = h.store.History(h.Context(), h.room(h.ada, chat.Open, "Other"), message.ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"an edit made from another text is refused": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "first")
		h.edit(m, message.ID, "second")
		edit := chat.Edit{Body: "third", Was: chat.Mark("first"), At: time.Now()}

		_, err := h.store.EditMessage(h.Context(), m, message.ID, edit)
		h.wantError(err, chat.ErrConflict)
		edit.Was = chat.Mark("second")
		_, err = h.store.EditMessage(h.Context(), m, message.ID, edit)
		h.must(err)
	},
}
