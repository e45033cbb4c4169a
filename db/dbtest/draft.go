package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) begin(m chat.Membership, body string) {
	h.Helper()
	h.must(h.store.SaveDraft(h.Context(), m, body, time.Now()))
}

func (h *house) draft(m chat.Membership) string {
	h.Helper()
	body, err := h.store.DraftIn(h.Context(), m)
	h.must(err)
	return body
}

// begun are all drafts of somebody, as rooms and texts.
func (h *house) begun(user chat.User) [][2]string {
	h.Helper()
	found, err := h.store.Drafts(h.Context(), user.ID)
	h.must(err)
	rooms, err := h.store.DraftRooms(h.Context(), user.ID)
	h.must(err)
	want(h, "rooms with drafts", len(rooms), len(found))
	return mapped(found, func(d chat.Draft) [2]string { return [2]string{d.Room.Name, d.Body} })
}

var drafts = map[string]func(*house){
	"a draft is kept a room and person, changed and forgotten": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		board := h.room(h.ada, chat.Closed, "Board")

		h.begin(ada, "hel")
		h.begin(ada, "hello\nthere ")
		h.begin(board, "in the board")

		want(h, "ada's", h.draft(ada), "hello\nthere ")
		want(h, "bob's", h.draft(bob), "")
		want(h, "all of ada's", h.begun(h.ada), [][2]string{{"Board", "in the board"}, {"General", "hello\nthere "}})
		want(h, "all of bob's", len(h.begun(bob.User)), 0)
		h.begin(ada, "")
		h.begin(ada, "")
		want(h, "emptied", h.draft(ada), "")
	},

	"what is sent is no draft any more, also where it is saved late": func(h *house) {
		m, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		h.begin(m, "hel")
		h.say(m, "hello")
		want(h, "after sending", h.draft(m), "")

		for _, late := range []string{"hello", "hello ", "hel"} {
			h.begin(m, late)
			want(h, "late "+late, h.draft(m), "")
		}
		h.begin(m, "hello again")
		want(h, "another text", h.draft(m), "hello again")
		h.begin(bob, "hello")
		want(h, "of somebody else", h.draft(bob), "hello")
	},

	"old words may be written again": func(h *house) {
		m := h.place(h.ada, h.general)
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "hello", At: time.Now().Add(-2 * chat.SentWithin)})
		h.must(err)

		h.begin(m, "hello")

		want(h, "draft", h.draft(m), "hello")
	},

	"a draft makes no change that others could see": func(h *house) {
		m := h.place(h.ada, h.general)
		before := len(h.heard.of(m.Room.ID))

		h.begin(m, "secret")

		after := h.place(h.ada, h.general)
		want(h, "place", after, m)
		want(h, "announced", len(h.heard.of(m.Room.ID)), before)
	},

	"a draft ends with the membership, and strangers have none": func(h *house) {
		board := h.room(h.ada, chat.Closed, "Board")
		bob := h.person("bob")
		h.must(h.store.AddMember(h.Context(), board.Room.ID, bob.ID))
		m := h.place(bob, board.Room)
		h.begin(m, "half")

		h.must(h.store.RemoveMember(h.Context(), board, bob.ID))

		h.wantError(h.store.SaveDraft(h.Context(), m, "more", time.Now()), chat.ErrNotFound)
		h.must(h.store.AddMember(h.Context(), board.Room.ID, bob.ID))
		want(h, "after coming back", h.draft(h.place(bob, board.Room)), "")
	},

	"who may not write just now keeps what they began": func(h *house) {
		m := h.room(h.ada, chat.Open, "Old")
		_, err := h.store.ArchiveRoom(h.Context(), m, true)
		h.must(err)

		h.must(h.store.SaveDraft(h.Context(), m, "late", time.Now()))
	},
}
