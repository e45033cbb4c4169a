package dbtest

import (
	"fmt"
	"strings"
	"time"

	"parley/db/chat"
)

func (h *house) pin(m chat.Membership, id chat.MessageID, pinned bool) chat.Message {
	h.Helper()
	message, err := h.store.PinMessage(h.Context(), m, id, pinned, time.Now())
	h.must(err)
	return message
}

// pinned are the texts of a room's pinned messages, the last pinned first.
func (h *house) pinned(m chat.Membership) []string {
	h.Helper()
	found, err := h.store.Pins(h.Context(), m)
	h.must(err)
	return mapped(found, func(m chat.Message) string { return m.Body })
}

var pins = map[string]func(*house){
	"a message is pinned and taken down, each the room's next change": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, 3)

		h.pin(m, said[2].ID, true)
		first := h.pin(m, said[0].ID, true)
		want(h, "number", [2]chat.Seq{first.Version, first.Pinned}, [2]chat.Seq{said[2].Seq + 2, said[2].Seq + 2})
		want(h, "pinned", h.pinned(m), []string{said[0].Body, said[2].Body})
		want(h, "again", h.pin(m, said[0].ID, true).Version, first.Version)
		want(h, "counted", h.place(h.ada, h.general).Room.Pins, 2)
		heard := h.heard.of(h.general.ID)
		last := heard[len(heard)-1]
		want(h, "announced", fmt.Sprint(last.Kind, last.Seq, last.Place.Pins, last.Message.ID), fmt.Sprint(chat.MessagePinned, first.Version, 2, first.ID))
		h.pin(m, said[2].ID, false)
		want(h, "left", h.pinned(m), []string{said[0].Body})
	},

	"pages, replays and edits show what is pinned": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		pinned := h.pin(m, message.ID, true)

		found, _ := h.changesAfter(message.Seq)
		want(h, "replay", lines(found), []string{fmt.Sprint(pinned.Version, " ", chat.MessagePinned, " text")})
		want(h, "edited", h.edit(m, message.ID, "edited").Pinned, pinned.Pinned)
		page, err := h.store.Latest(h.Context(), m, 10)
		h.must(err)
		want(h, "page", page.Messages[0].Pinned, pinned.Pinned)
	},

	"a removed message is not among the pins": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		h.pin(m, message.ID, true)

		h.delete(m, message.ID)

		want(h, "pinned", h.pinned(m), nil)
		heard := h.heard.of(h.general.ID)
		want(h, "counted", heard[len(heard)-1].Place.Pins, 0)
		_, err := h.store.PinMessage(h.Context(), m, message.ID, false, time.Now())
		h.wantError(err, chat.ErrNotFound)
	},

	"in an open room those who look after it pin, in a closed one everybody": func(h *house) {
		bob := h.person("bob")
		closed := h.room(h.ada, chat.Closed, "Closed")
		h.must(h.store.AddMember(h.Context(), closed.Room.ID, bob.ID))
		message, inside := h.say(h.place(h.ada, h.general), "text"), h.say(closed, "inside")

		_, err := h.store.PinMessage(h.Context(), h.place(bob, h.general), message.ID, true, time.Now())
		h.wantError(err, chat.ErrForbidden)
		h.pin(h.place(bob, closed.Room), inside.ID, true)
		_, err = h.store.PinMessage(h.Context(), h.place(bob, h.general), inside.ID, true, time.Now())
		h.wantError(err, chat.ErrNotFound)
		h.must(h.store.SetRole(h.Context(), bob.ID, chat.RoleModerator))
		h.pin(h.place(bob, h.general), message.ID, true)
		_, err = h.store.Pins(h.Context(), chat.Membership{User: h.person("eve"), Room: closed.Room})
		h.wantError(err, chat.ErrNotFound)
	},

	"a moment lies in front of what was said then or later": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, 3)
		for at, want := range map[time.Time]chat.Seq{
			said[0].Created.Add(-time.Hour): said[0].Seq - 1,
			said[2].Created.Add(time.Hour):  said[2].Seq,
		} {
			got, err := h.store.SeqBefore(h.Context(), m, at)
			h.must(err)
			if got != want {
				h.Errorf("%v: %d, want %d", at, got, want)
			}
		}
		_, err := h.store.SeqBefore(h.Context(), chat.Membership{User: chat.User{ID: 999}, Room: h.general}, time.Now())
		h.wantError(err, chat.ErrNotFound)
	},

	"a command is known by the mark of its sending": func(h *house) {
		m := h.place(h.ada, h.general)
		h.must(h.store.KeepCommand(h.Context(), m, ""))
		h.must(h.store.KeepCommand(h.Context(), m, "page:1"))
		h.must(h.store.KeepCommand(h.Context(), m, "page:1"))

		for once, want := range map[string]bool{"page:1": true, "page:2": false, "": false} {
			got, err := h.store.CommandDone(h.Context(), m, once)
			h.must(err)
			if got != want {
				h.Errorf("%q: %v, want %v", once, got, want)
			}
		}
	},

	"a room has a hundred pins": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, chat.MaxPins+1)
		for _, message := range said[1:] {
			h.pin(m, message.ID, true)
		}

		_, err := h.store.PinMessage(h.Context(), m, said[0].ID, true, time.Now())
		h.wantInvalid(err, "pinned")
		h.pin(m, said[5].ID, false)
		h.pin(m, said[0].ID, true)
		want(h, "pinned", len(h.pinned(m)), chat.MaxPins)
	},
}

func (h *house) keep(m chat.Membership, id chat.MessageID, note string) {
	h.Helper()
	h.must(h.store.SaveMessage(h.Context(), m, id, note, time.Now()))
}

// saved is what a person saved, in short, and whether there is more.
func (h *house) saved(user chat.User, before chat.SavedID, limit int) (lines []string, last chat.SavedID, older bool) {
	h.Helper()
	found, older, err := h.store.Saved(h.Context(), user.ID, before, limit)
	h.must(err)
	for _, k := range found {
		lines = append(lines, strings.TrimSpace(k.Place.Room.Name+": "+k.Message.Body+" "+k.Note))
		last = k.ID
	}
	return lines, last, older
}

var saves = map[string]func(*house){
	"what one saves is one's own, the newest first and in pages": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.person("bob")
		for _, message := range h.talk(ada, 3) {
			h.keep(ada, message.ID, "note")
		}

		first, last, older := h.saved(h.ada, 0, 2)
		second, _, more := h.saved(h.ada, last, 2)
		want(h, "older", [2]bool{older, more}, [2]bool{true, false})
		want(h, "lines", len(first)+len(second), 3)
		of, _, _ := h.saved(bob, 0, 2)
		want(h, "of bob", of, nil)
	},

	"saving again changes the note, and it ends": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		h.keep(m, message.ID, "first")

		h.keep(m, message.ID, "second")

		found, err := h.store.SavedMessage(h.Context(), h.ada.ID, message.ID)
		h.must(err)
		want(h, "note", found.Note, "second")
		for range 2 {
			h.must(h.store.UnsaveMessage(h.Context(), h.ada.ID, message.ID))
		}
		_, err = h.store.SavedMessage(h.Context(), h.ada.ID, message.ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"what was said in a room that one left, or by somebody blocked, is not shown": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		mine, hers := h.place(bob, h.general), h.place(eve, h.general)
		message, other := h.say(h.place(h.ada, h.general), "text"), h.say(hers, "of eve")
		h.keep(mine, message.ID, "kept")
		h.keep(mine, other.ID, "kept")

		h.must(h.store.Block(h.Context(), bob.ID, eve.ID))
		left, _, _ := h.saved(bob, 0, 5)
		want(h, "without eve", left, []string{"General: text kept"})
		h.must(h.store.Leave(h.Context(), mine))
		left, _, _ = h.saved(bob, 0, 5)
		want(h, "outside", left, nil)
		h.wantError(h.store.SaveMessage(h.Context(), mine, message.ID, "", time.Now()), chat.ErrNotFound)
		_, err := h.store.SavedMessage(h.Context(), bob.ID, message.ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"purging leaves nothing saved of a deleted room": func(h *house) {
		gone, kept := h.room(h.ada, chat.Closed, "Gone"), h.place(h.ada, h.general)
		h.keep(gone, h.say(gone, "text").ID, "")
		h.keep(kept, h.say(kept, "text").ID, "")
		h.must(h.store.DeleteRoom(h.Context(), gone))

		h.must(h.store.Purge(h.Context()))

		var rows int
		h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM saved").Scan(&rows))
		want(h, "kept", rows, 1)
	},

	"a removed message stays in the list without its words": func(h *house) {
		m := h.place(h.ada, h.general)
		message := h.say(m, "text")
		h.keep(m, message.ID, "note")

		h.delete(m, message.ID)

		lines, _, _ := h.saved(h.ada, 0, 5)
		want(h, "saved", lines, []string{"General:  note"})
		h.wantError(h.store.SaveMessage(h.Context(), m, message.ID, "another", time.Now()), chat.ErrNotFound)
	},
}
