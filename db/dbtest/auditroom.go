package dbtest

import (
	"time"

	"parley/db/chat"
)

// roomDeeds is the log of acts, oldest first, as "actor act target: reason".
func (h *house) roomDeeds(room chat.RoomID) []string {
	h.Helper()
	entries, err := h.store.Entries(h.Context(), chat.EntryFilter{}, 1000)
	h.must(err)
	var lines []string
	for _, e := range entries {
		want(h, "room", e.Room, room)
		line := e.Actor.Name + " " + string(e.Act)
		if e.Target.ID != 0 {
			line += " " + e.Target.Name
		}
		if e.Reason != "" {
			line += ": " + e.Reason
		}
		lines = append([]string{line}, lines...)
	}
	return lines
}

var roomAudits = map[string]func(*house){
	"what is done with a room is in the log, and what changes nothing is not": func(h *house) {
		m := h.room(h.person("dora"), chat.Closed, "Plans")
		eve := h.member(m, "eve")
		h.must(h.store.SetRole(h.Context(), eve.User.ID, chat.RoleModerator))
		before, err := h.store.Entries(h.Context(), chat.EntryFilter{}, 10)
		h.must(err)
		want(h, "the role alone", len(before), 1)

		h.order(m, chat.Order{})
		h.order(m, chat.Order{Locked: true})
		h.order(eve, chat.Order{Locked: true, Slow: 30 * time.Second})
		h.order(eve, chat.Order{Slow: time.Second, Posting: chat.AdminsPost})
		h.order(m, chat.Order{Posting: chat.EverybodyPosts})
		for _, archived := range []bool{true, true, false, false} {
			_, err := h.store.ArchiveRoom(h.Context(), m, archived)
			h.must(err)
		}
		h.must(h.store.DeleteRoom(h.Context(), m))

		want(h, "log", h.deeds(chat.EntryFilter{})[1:], []string{"dora lock-room", "eve slow-mode", "eve unlock-room", "eve slow-mode", "eve who-writes",
			"dora slow-mode", "dora who-writes", "dora archive-room", "dora bring-back-room", "dora delete-room"})
		slow, err := h.store.Entries(h.Context(), chat.EntryFilter{Act: chat.DeedSlow}, 10)
		h.must(err)
		want(h, "waits", mapped(slow, func(e chat.Entry) string { return e.Reason }), []string{"off", "1 second between two messages", "30 seconds between two messages"})
		h.must(h.store.Check(h.Context()))
	},

	"who is taken out of a room is in the log with the room, and who leaves is not": func(h *house) {
		m := h.room(h.person("dora"), chat.Closed, "Plans")
		bob, carol := h.member(m, "bob"), h.member(m, "carol")

		h.must(h.store.RemoveMember(h.Context(), m, bob.User.ID))
		h.must(h.store.Leave(h.Context(), carol))
		h.wantError(h.store.RemoveMember(h.Context(), m, carol.User.ID), chat.ErrNotFound)

		want(h, "log", h.roomDeeds(m.Room.ID), []string{"dora remove-from-room bob"})
	},

	"of rooms in the log a person knows those that they are in or could find": func(h *house) {
		dora := h.person("dora")
		closed, open, gone := h.room(dora, chat.Closed, "Plans"), h.room(dora, chat.Open, "Tea"), h.room(dora, chat.Open, "Gone")
		h.must(h.store.DeleteRoom(h.Context(), gone))
		asked := []chat.RoomID{closed.Room.ID, open.Room.ID, gone.Room.ID, 0, open.Room.ID}

		for user, names := range map[chat.UserID][]string{dora.ID: {"Plans", "Tea"}, h.ada.ID: {"Tea"}} {
			found, err := h.store.RoomsKnown(h.Context(), user, asked)
			h.must(err)
			want(h, "rooms", mapped(found, func(r chat.Room) string { return r.Name }), names)
		}
	},

	"an act that fails leaves no line about the room": func(h *house) {
		m := h.room(h.person("dora"), chat.Open, "Plans")
		bob := h.member(m, "bob")

		_, err := h.store.OrderRoom(h.Context(), bob, chat.Order{Locked: true})
		h.wantError(err, chat.ErrForbidden)
		h.wantError(h.store.DeleteRoom(h.Context(), bob), chat.ErrForbidden)
		h.wantError(h.store.RemoveMember(h.Context(), bob, m.User.ID), chat.ErrForbidden)
		_, err = h.store.ArchiveRoom(h.Context(), m, true)
		h.must(err)
		h.room(h.ada, chat.Open, "Plans")
		_, err = h.store.ArchiveRoom(h.Context(), m, false)
		h.wantInvalid(err, "name")

		want(h, "log", h.roomDeeds(m.Room.ID), []string{"dora archive-room"})
	},
}
