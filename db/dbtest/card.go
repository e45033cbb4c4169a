package dbtest

import (
	"time"

	"parley/db"
	"parley/db/chat"
)

// found stores what stands behind a link.
func (h *house) found(link string) chat.Card {
	h.Helper()
	page := db.LinkPage{Card: chat.Card{Link: link, Site: "tides.example", Title: "Tides", Description: "High and low", Width: 2, Height: 1},
		Image: []byte("a picture"), Fetched: time.Now()}
	id, err := h.store.KeepLinkPage(h.Context(), page)
	h.must(err)
	page.Page = id
	return page.Card
}

// carded gives a message a card.
func (h *house) carded(m chat.Message) chat.Card {
	h.Helper()
	card := h.found(chat.FirstLink(m.Body))
	h.must(h.store.PutCard(h.Context(), m.ID, card.Page, time.Now()))
	want(h, "the card", *h.message(m).Card, card)
	return card
}

// message is a message as its author reads it now.
func (h *house) message(m chat.Message) chat.Message {
	h.Helper()
	found, _, err := h.store.Message(h.Context(), m.Author.ID, m.ID)
	h.must(err)
	return found
}

// hasNoCard fails where a message has one.
func (h *house) hasNoCard(m chat.Message) {
	h.Helper()
	if got := h.message(m).Card; got != nil {
		h.Errorf("there is the card %v", *got)
	}
}

// editLinked is edit to a text whose link is to have a card.
func (h *house) editLinked(m chat.Membership, id chat.MessageID, body string) chat.Message {
	h.Helper()
	message, err := h.store.EditMessage(h.Context(), m, id, chat.Edit{Body: body, Link: chat.FirstLink(body), At: time.Now()})
	h.must(err)
	return message
}

// wantsCard takes the job for a message's card, and finishes it.
func (h *house) wantsCard(m chat.Message) {
	h.Helper()
	job := h.take(time.Now(), time.Minute)
	want(h, "the job is for", job.Payload, m.ID.String())
	h.must(h.store.FinishJob(h.Context(), job))
}

var cards = map[string]func(*house){
	"a card comes and goes as changes of the room's log": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.sayLinked(m, linked)
		h.react(m, message.ID, "👍")

		card := h.carded(message)
		shown := h.message(message)
		want(h, "version", shown.Version, message.Seq+2)
		heard := h.heard.of(h.general.ID)
		last := heard[len(heard)-1]
		want(h, "announced", [2]any{last.Kind, last.Seq}, [2]any{chat.MessageCarded, shown.Version})
		want(h, "with the message", last.Message, shown)

		page, err := h.store.Latest(h.Context(), m, 5)
		h.must(err)
		want(h, "on a page", *page.Messages[0].Card, card)
		for _, after := range []chat.Seq{message.Seq - 1, message.Seq} {
			changes, _, err := h.store.ChangesAfter(h.Context(), m, after, 10)
			h.must(err)
			want(h, "replayed", changes[len(changes)-1].Message, shown)
		}

		h.must(h.store.RemoveCard(h.Context(), m, message.ID, time.Now()))
		h.hasNoCard(message)
		gone := h.message(message)
		want(h, "version", gone.Version, message.Seq+3)
		want(h, "reactions", answered(gone), []string{"👍 1 [Ada]"})
		h.must(h.store.RemoveCard(h.Context(), m, message.ID, time.Now()))
		want(h, "taking away nothing is no change", h.message(message).Version, gone.Version)
	},

	"a card that was taken away does not come back, whatever else an edit changes": func(h *house) {
		m := h.place(h.ada, h.general)
		for _, comeFirst := range []bool{true, false} {
			message := h.sayLinked(m, linked)
			h.wantsCard(message)
			if comeFirst {
				h.carded(message)
			}
			h.must(h.store.RemoveCard(h.Context(), m, message.ID, time.Now()))
			h.editLinked(m, message.ID, "do "+linked)

			h.hasNone(time.Now())
			_, err := h.store.LinkWithoutCard(h.Context(), message.ID)
			h.wantError(err, chat.ErrNotFound)
			h.must(h.store.PutCard(h.Context(), message.ID, h.found(link).Page, time.Now()))
			h.hasNoCard(message)
		}
	},

	"an edit keeps the card of the same link, drops it with the link, and wants one for another": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.sayLinked(m, linked)
		h.wantsCard(message)
		card := h.carded(message)

		kept := h.editLinked(m, message.ID, "oh, "+linked)
		want(h, "kept", *kept.Card, card)
		h.hasNone(time.Now())

		dropped := h.editLinked(m, message.ID, "nothing")
		want(h, "dropped", dropped.Card == nil, true)
		h.hasNoCard(message)
		h.hasNone(time.Now())

		h.editLinked(m, message.ID, "https://other.example/")
		h.wantsCard(message)
		h.must(h.store.PutCard(h.Context(), message.ID, card.Page, time.Now()))
		h.hasNoCard(message)
		wanted, err := h.store.LinkWithoutCard(h.Context(), message.ID)
		h.must(err)
		want(h, "the link", wanted, "https://other.example/")
	},

	"a removed message has no card and gets none": func(h *house) {
		m := h.place(h.ada, h.general)
		carded, bare := h.sayLinked(m, linked), h.sayLinked(m, linked)
		card := h.carded(carded)
		h.delete(m, carded.ID)
		h.delete(m, bare.ID)

		h.must(h.store.PutCard(h.Context(), bare.ID, card.Page, time.Now()))

		h.hasNoCard(carded)
		h.hasNoCard(bare)
		h.wantError(h.store.RemoveCard(h.Context(), m, carded.ID, time.Now()), chat.ErrNotFound)
	},

	"a card is taken away by the author, and by who looks after the room": func(h *house) {
		ada, bob, eve := h.place(h.ada, h.general), h.place(h.person("bob"), h.general), h.place(h.person("eve"), h.general)
		ofBob, ofAda := h.sayLinked(bob, linked), h.sayLinked(ada, linked)
		h.carded(ofBob)
		h.carded(ofAda)

		h.wantError(h.store.RemoveCard(h.Context(), eve, ofBob.ID, time.Now()), chat.ErrForbidden)
		h.wantError(h.store.RemoveCard(h.Context(), bob, ofAda.ID, time.Now()), chat.ErrForbidden)
		den := h.room(h.ada, chat.Closed, "Den")
		h.wantError(h.store.RemoveCard(h.Context(), den, ofAda.ID, time.Now()), chat.ErrNotFound)

		h.must(h.store.RemoveCard(h.Context(), bob, ofBob.ID, time.Now()))
		h.must(h.store.RemoveCard(h.Context(), ada, ofAda.ID, time.Now()))
		h.hasNoCard(ofBob)
		h.hasNoCard(ofAda)
	},

	"a picture is for the members of the room, under its page alone": func(h *house) {
		den := h.room(h.ada, chat.Closed, "Den")
		message := h.sayLinked(den, linked)
		card := h.carded(message)
		other := h.found(link)

		picture, err := h.store.CardPicture(h.Context(), h.ada.ID, message.ID, card.Page)
		h.must(err)
		want(h, "the picture", string(picture), "a picture")
		for _, ask := range map[string]struct {
			user chat.UserID
			page chat.PageID
		}{"a stranger": {h.person("eve").ID, card.Page}, "another page": {h.ada.ID, other.Page}} {
			_, err := h.store.CardPicture(h.Context(), ask.user, message.ID, ask.page)
			h.wantError(err, chat.ErrNotFound)
		}
		h.must(h.store.RemoveCard(h.Context(), den, message.ID, time.Now()))
		_, err = h.store.CardPicture(h.Context(), h.ada.ID, message.ID, card.Page)
		h.wantError(err, chat.ErrNotFound)
	},

	"what was found behind a link serves others, and is forgotten when no card shows it": func(h *house) {
		m := h.place(h.ada, h.general)
		shown, unused := h.carded(h.sayLinked(m, linked)), h.found("https://unused.example/")
		recent := func(link string, since time.Time) chat.PageID {
			id, _ := h.store.RecentLinkPage(h.Context(), link, since)
			return id
		}
		want(h, "recent", recent(link, time.Now().Add(-time.Minute)), shown.Page)
		want(h, "too old", recent(link, time.Now().Add(time.Minute)), 0)

		h.must(h.store.SweepLinkPages(h.Context(), time.Now().Add(-time.Minute)))
		want(h, "young", recent(unused.Link, time.Time{}), unused.Page)
		h.must(h.store.SweepLinkPages(h.Context(), time.Now().Add(time.Minute)))
		want(h, "unused", recent(unused.Link, time.Time{}), 0)
		want(h, "shown", recent(link, time.Time{}), shown.Page)
	},

	"a page with nothing on it gives no card": func(h *house) {
		message := h.sayLinked(h.place(h.ada, h.general), linked)
		id, err := h.store.KeepLinkPage(h.Context(), db.LinkPage{Card: chat.Card{Link: link, Site: "tides.example"}, Fetched: time.Now()})
		h.must(err)

		h.must(h.store.PutCard(h.Context(), message.ID, id, time.Now()))

		h.hasNoCard(message)
		want(h, "version", h.message(message).Version, message.Seq)
	},

	"purging leaves no card of a deleted room": func(h *house) {
		gone, kept := h.room(h.ada, chat.Closed, "Gone"), h.room(h.ada, chat.Closed, "Kept")
		h.carded(h.sayLinked(gone, linked))
		h.carded(h.sayLinked(kept, linked))
		late := h.sayLinked(gone, linked)
		h.must(h.store.DeleteRoom(h.Context(), gone))
		h.must(h.store.PutCard(h.Context(), late.ID, h.found(link).Page, time.Now()))

		h.must(h.store.Purge(h.Context()))

		var rows int
		h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM cards").Scan(&rows))
		want(h, "cards", rows, 1)
	},
}
