package dbtest

import (
	"time"

	"parley/db/chat"
)

var purges = map[string]func(*house){
	"purging leaves no word of a deleted room, earlier texts included, and takes no number back": func(h *house) {
		gone, kept := h.room(h.ada, chat.Closed, "Gone"), h.room(h.ada, chat.Closed, "Kept")
		const many = 1100 // more than two steps
		together(many, func(int) {
			message, _, err := h.store.CreateMessage(h.Context(), gone, chat.NewMessage{Body: "first words", At: time.Now()})
			h.check(err)
			_, err = h.store.EditMessage(h.Context(), gone, message.ID, chat.Edit{Body: "second words", At: time.Now()})
			h.check(err)
		})
		last := h.edit(kept, h.say(kept, "first words").ID, "second words")
		want(h, "messages and earlier texts", h.words(), [2]int{many + 1, many + 1})
		h.must(h.store.DeleteRoom(h.Context(), gone))

		h.must(h.store.Purge(h.Context()))

		want(h, "after purging", h.words(), [2]int{1, 1})
		again := h.room(h.ada, chat.Closed, "Gone")
		want(h, "a new room has another number", again.Room.ID > kept.Room.ID, true)
		want(h, "a new message has another number", h.say(again, "new").ID > last.ID, true)
	},
}

// words counts the messages and the earlier texts of messages that are kept,
// which no question of the store's shows for a deleted room.
func (h *house) words() (kept [2]int) {
	h.Helper()
	for i, query := range []string{"SELECT count(*) FROM messages WHERE body <> ''", "SELECT count(*) FROM edits WHERE body <> ''"} {
		h.must(h.engine.Readers.QueryRowContext(h.Context(), query).Scan(&kept[i]))
	}
	return kept
}
