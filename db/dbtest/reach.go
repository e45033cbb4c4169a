package dbtest

import (
	"time"

	"parley/db/chat"
)

// reaches lets somebody be written to by no more than these.
func (h *house) reaches(user chat.User, reach chat.Reach) {
	h.Helper()
	_, err := h.store.UpdateProfile(h.Context(), user.ID, chat.Profile{DisplayName: user.DisplayName, Reach: reach})
	h.must(err)
}

// leaveGeneral takes people out of the room that everybody shares.
func (h *house) leaveGeneral(users ...chat.User) {
	h.Helper()
	for _, user := range users {
		h.must(h.store.Leave(h.Context(), h.place(user, h.general)))
	}
}

func (h *house) wantShut(m chat.Membership, shut bool) {
	h.Helper()
	now := h.place(m.User, m.Room)
	want(h, "shut to "+m.User.Username, now.Shut, shut)
	want(h, "may post", now.May(chat.Post), !shut)
	// The one that was asked for before is looked at again.
	_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
	if shut {
		h.wantError(err, chat.ErrForbidden)
	} else {
		h.must(err)
	}
}

var reaches = map[string]func(*house){
	"a block shuts the conversation to both, for reading it stays": func(h *house) {
		p := h.people(2)
		mine, theirs := h.direct(p[0], p[1]), h.direct(p[1], p[0])
		said := h.say(mine, "hello")

		h.block(p[1], p[0])

		h.wantShut(mine, true)
		h.wantShut(theirs, true)
		found, err := h.store.DirectWith(h.Context(), p[1].ID, p[0].ID)
		h.must(err)
		want(h, "their place in it", [3]any{found.Room.ID, found.User.ID, found.Shut}, [3]any{mine.Room.ID, p[1].ID, true})
		_, err = h.store.DirectWith(h.Context(), p[0].ID, h.ada.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.EditMessage(h.Context(), mine, said.ID, chat.Edit{Body: "other words", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		page, err := h.store.Latest(h.Context(), mine, 10)
		h.must(err)
		want(h, "log", bodies(page.Messages), []string{"hello"})
		want(h, "opened again", h.direct(p[0], p[1]).Room.ID, mine.Room.ID)
		h.delete(mine, said.ID)

		h.must(h.store.Unblock(h.Context(), p[1].ID, p[0].ID))
		h.wantShut(mine, false)
		h.wantShut(theirs, false)
	},

	"who takes friends only is written to by friends only": func(h *house) {
		p := h.people(2)
		mine, theirs := h.direct(p[0], p[1]), h.direct(p[1], p[0])
		h.reaches(p[1], chat.ReachFriends)

		h.wantShut(mine, true)
		h.wantShut(theirs, false)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.wantShut(mine, true)
		h.answers(p[1], p[0], chat.AcceptFriend)
		h.wantShut(mine, false)
		h.answers(p[0], p[1], chat.EndFriend)
		h.wantShut(mine, true)
	},

	"who takes people of shared rooms counts no direct conversation, but friends": func(h *house) {
		p := h.people(3)
		mine := h.direct(p[0], p[1])
		h.direct(p[0], p[1], p[2])
		h.reaches(p[1], chat.ReachShared)
		h.wantShut(mine, false)

		h.leaveGeneral(p[0])
		h.wantShut(mine, true)
		h.befriend(p[0], p[1])
		h.wantShut(mine, false)
		h.answers(p[0], p[1], chat.EndFriend)
		closed := h.room(p[1], chat.Closed, "Plans")
		h.must(h.store.AddMember(h.Context(), closed.Room.ID, p[0].ID))
		h.wantShut(mine, false)
	},

	"a new conversation is refused by whoever does not take the person": func(h *house) {
		p := h.people(5)
		h.block(p[1], p[0])
		h.block(p[0], p[2])
		h.reaches(p[3], chat.ReachFriends)

		for _, others := range [][]chat.User{{p[1]}, {p[2]}, {p[3]}, {p[4], p[1]}, {p[4], p[3]}} {
			_, err := h.store.OpenDirect(h.Context(), p[0], others)
			h.wantInvalid(err, "username")
		}
		h.direct(p[0], p[4])
		places, err := h.store.MembershipsOf(h.Context(), p[0].ID)
		h.must(err)
		want(h, "rooms", len(places), 2) // and general
	},

	"a conversation of several goes on": func(h *house) {
		p := h.people(3)
		several := h.direct(p[0], p[1], p[2])
		h.block(p[1], p[0])
		h.reaches(p[2], chat.ReachFriends)

		h.wantShut(several, false)
		want(h, "opened again", h.direct(p[0], p[1], p[2]).Room.ID, several.Room.ID)
	},

	"rooms that are not direct are never shut": func(h *house) {
		p := h.people(2)
		room := h.room(p[0], chat.Closed, "Plans")
		h.must(h.store.AddMember(h.Context(), room.Room.ID, p[1].ID))
		h.block(p[1], p[0])
		h.reaches(p[1], chat.ReachFriends)

		h.wantShut(room, false)
	},
}
