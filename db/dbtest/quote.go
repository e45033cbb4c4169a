package dbtest

import (
	"strings"
	"time"

	"parley/db/chat"
)

// reply answers a message of the room.
func (h *house) reply(m chat.Membership, to chat.MessageID, body string) chat.Message {
	h.Helper()
	message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, ReplyTo: to, At: time.Now()})
	h.must(err)
	return message
}

// quotedIn is what the messages of the room's newest page answer.
func (h *house) quotedIn(m chat.Membership) []chat.Quote {
	h.Helper()
	page, err := h.store.Latest(h.Context(), m, 50)
	h.must(err)
	return mapped(page.Messages, func(m chat.Message) chat.Quote { return m.Quote })
}

var quotes = map[string]func(*house){
	"an answer has what it answers as that is now, wherever it is read": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		question := h.say(bob, "a question\nof two lines")
		answer := h.reply(ada, question.ID, "an answer")
		want(h, "answered", answer.Quote, chat.Quote{ID: question.ID, Author: chat.Named{ID: bob.User.ID, Name: "bob"}, Text: "a question of two lines"})

		h.edit(bob, question.ID, "another question")
		want(h, "edited", h.quotedIn(ada)[1].Text, "another question")
		h.delete(bob, question.ID)
		want(h, "removed", h.quotedIn(ada), []chat.Quote{{}, {ID: question.ID, Author: answer.Quote.Author}})

		found, _, err := h.store.Message(h.Context(), h.ada.ID, answer.ID)
		h.must(err)
		want(h, "found", found.Quote, h.quotedIn(ada)[1])
		want(h, "reacted", h.react(bob, answer.ID, "👍").Quote, found.Quote)
		replayed, _ := h.changesAfter(answer.Seq)
		want(h, "replayed", replayed[len(replayed)-1].Message.Quote, found.Quote)
		replayed, _ = h.changesAfter(question.Seq)
		want(h, "replayed as new", replayed[0].Message.Quote, found.Quote)
	},

	"a long text is quoted alike from the message and from the store": func(h *house) {
		m := h.place(h.ada, h.general)
		for _, body := range []string{strings.Repeat("ä", 4000), "a" + strings.Repeat(" ", 500) + "b", strings.Repeat("😀 ", 1000)} {
			long := h.say(m, body)
			answer := h.reply(m, long.ID, "answer")

			want(h, "stored", answer.Quote, chat.QuoteOf(long))
		}
	},

	"an answer stands by itself, what follows it need not": func(h *house) {
		m := h.place(h.ada, h.general)
		first := h.say(m, "first")

		want(h, "answer", h.reply(m, first.ID, "answer").Continues, false)
		want(h, "next", h.say(m, "next").Continues, true)
	},

	"what is to be answered stands in the room and is not removed": func(h *house) {
		m, other := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "Other")
		here, gone := h.say(m, "here"), h.say(m, "gone")
		h.delete(m, gone.ID)

		found, err := h.store.Quote(h.Context(), m, here.ID)
		h.must(err)
		want(h, "found", found, chat.QuoteOf(here))
		for id, place := range map[chat.MessageID]chat.Membership{here.ID: other, gone.ID: m, 4711: m} {
			_, err := h.store.Quote(h.Context(), place, id)
			h.wantError(err, chat.ErrNotFound)
		}
	},
}
