package dbtest

import (
	"time"

	"parley/db/chat"
)

var permissions = map[string]func(*house){
	"authors edit their own messages, nobody another's": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		message := h.say(bob, "bob's")

		_, err := h.store.EditMessage(h.Context(), ada, message.ID, chat.Edit{Body: "ada's", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		want(h, "by the author", h.edit(bob, message.ID, "edited").Body, "edited")
	},

	"room admins delete others' messages, members their own": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		adas, bobs, second := h.say(ada, "ada's"), h.say(bob, "bob's"), h.say(bob, "bob's second")

		_, err := h.store.DeleteMessage(h.Context(), bob, adas.ID, time.Now())
		h.wantError(err, chat.ErrForbidden)
		h.delete(bob, bobs.ID)
		h.delete(ada, second.ID)
	},

	"the role that counts is the one at the time of the act": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		message := h.say(ada, "ada's")
		forged := bob
		forged.Role = chat.RoomAdmin

		_, err := h.store.DeleteMessage(h.Context(), forged, message.ID, time.Now())

		h.wantError(err, chat.ErrForbidden)
	},
}

var edits = map[string]func(*house){
	"an edit is the room's next change": func(h *house) {
		m := h.place(h.ada, h.general)
		first, second := h.say(m, "first"), h.say(m, "second")

		edited := h.edit(m, first.ID, "edited")

		expected := first
		expected.Body, expected.Version, expected.Edited = "edited", second.Seq+1, edited.Edited
		want(h, "edited", edited, expected)
		found, place, err := h.store.Message(h.Context(), h.ada.ID, first.ID)
		h.must(err)
		want(h, "found", found, edited)
		want(h, "head", place.Room.Head, edited.Version)
	},

	"the same text again is no edit": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")

		want(h, "message", h.edit(m, message.ID, "text"), message)
		want(h, "head", h.place(h.ada, h.general).Room.Head, message.Seq)
	},

	"what a text looks like goes with it": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "first")
		shown := chat.Shown{HTML: "second, formatted", Renderer: 2}

		_, err := h.store.EditMessage(h.Context(), m, message.ID, chat.Edit{Body: "second", Shown: shown, At: time.Now()})
		h.must(err)

		found, _, err := h.store.Message(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "edited", found.Shown, shown)
		want(h, "deleted", h.delete(m, message.ID).Shown, chat.Shown{})
		found, _, err = h.store.Message(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "found deleted", found.Shown, chat.Shown{})
	},

	"a deleted message keeps its place and loses its text": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.edit(m, h.say(m, "old text").ID, "text")

		deleted := h.delete(m, message.ID)

		want(h, "deleted", [3]any{deleted.Seq, deleted.Version, deleted.Body}, [3]any{message.Seq, message.Version + 1, ""})
		found, _, err := h.store.Message(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "found", found, deleted)
		if found.Deleted.IsZero() {
			h.Error("it is not marked as deleted")
		}
	},

	"what is deleted, elsewhere or nowhere cannot be changed": func(h *house) {
		m, other := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "Other")
		gone, elsewhere := h.say(m, "gone"), h.say(other, "elsewhere")
		h.delete(m, gone.ID)

		for _, id := range []chat.MessageID{gone.ID, elsewhere.ID, 4711} {
			_, err := h.store.EditMessage(h.Context(), m, id, chat.Edit{Body: "text", At: time.Now()})
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.DeleteMessage(h.Context(), m, id, time.Now())
			h.wantError(err, chat.ErrNotFound)
		}
	},
}
