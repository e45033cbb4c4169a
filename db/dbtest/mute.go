package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) mute(m chat.Membership, user chat.User, until time.Time) {
	h.Helper()
	h.must(h.store.MuteMember(h.Context(), m, user.ID, until))
}

// wantMute fails unless somebody is muted until a time, and cannot or can write
// now.
func (h *house) wantMute(user chat.User, room chat.Room, until time.Time, writes bool) {
	h.Helper()
	m := h.place(user, room)
	want(h, "muted until", m.MutedUntil, until)
	_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
	if writes {
		h.must(err)
	} else {
		h.wantError(err, chat.ErrForbidden)
	}
}

// hour and gone are when a mute ends, as the store keeps times.
func hour() time.Time { return chat.Time(chat.Millis(time.Now().Add(time.Hour))) }
func gone() time.Time { return chat.Time(chat.Millis(time.Now().Add(-time.Millisecond))) }

var mutes = map[string]func(*house){
	"a muted member reads and removes what is theirs, and that is all, whatever they held": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		mine := h.say(bob, "mine")

		h.mute(m, bob.User, chat.NoEnd())

		_, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.EditMessage(h.Context(), bob, mine.ID, chat.Edit{Body: "other", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Latest(h.Context(), bob, 10)
		h.must(err)
		h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: bob.User.ID, Room: m.Room.ID, Seq: mine.Seq}}))
		h.delete(bob, mine.ID)
	},

	"a mute is logged with the place it leaves, and the same again is not": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, end := h.member(m, "bob"), hour()

		h.mute(m, bob.User, end)
		h.mute(m, bob.User, end)
		muted := h.place(bob.User, m.Room)
		heard := h.latest(m.Room.ID)
		h.mute(m, bob.User, time.Time{})
		h.mute(m, bob.User, time.Time{})

		want(h, "announced", heard.Standing, muted)
		want(h, "log", lines(h.heard.of(m.Room.ID))[2:], []string{"3 member.changed bob", "4 member.changed bob"})
		logged, _, err := h.store.ChangesAfter(h.Context(), m, 2, 10)
		h.must(err)
		want(h, "replayed", lines(logged), []string{"3 member.changed bob", "4 member.changed bob"})
		h.wantMute(bob.User, m.Room, time.Time{}, true)
	},

	"a mute ends by itself": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, end := h.member(m, "bob"), gone()

		h.mute(m, bob.User, end)

		h.wantMute(bob.User, m.Room, end, true)
	},

	"the people of a room are listed with their mutes": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, end := h.member(m, "bob"), hour()
		h.mute(m, bob.User, end)

		members, _, err := h.store.Members(h.Context(), m, 10)

		h.must(err)
		want(h, "muted until", mapped(members, func(m chat.Member) time.Time { return m.MutedUntil }), []time.Time{{}, end})
	},

	"going out and coming back does not end a mute": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")
		bob, end := h.member(m, "bob"), hour()
		h.mute(m, bob.User, end)

		h.must(h.store.Leave(h.Context(), bob))
		_, err := h.store.Join(h.Context(), bob.User, m.Room.ID)
		h.must(err)
		h.wantMute(bob.User, m.Room, end, false)
		h.must(h.store.RemoveMember(h.Context(), m, bob.User.ID))
		h.must(h.store.Invite(h.Context(), m, bob.User))
		h.wantMute(bob.User, m.Room, end, false)

		h.mute(m, bob.User, time.Time{})
		h.must(h.store.Leave(h.Context(), bob))
		_, err = h.store.Join(h.Context(), bob.User, m.Room.ID)
		h.must(err)
		h.wantMute(bob.User, m.Room, time.Time{}, true)
	},

	"room admins are not muted, and one who was muted before writes": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, end := h.member(m, "bob"), hour()
		h.mute(m, bob.User, end)
		h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomAdmin))

		h.wantError(h.store.MuteMember(h.Context(), m, bob.User.ID, chat.NoEnd()), chat.ErrForbidden)
		h.wantError(h.store.MuteMember(h.Context(), m, bob.User.ID, time.Time{}), chat.ErrForbidden)
		h.wantError(h.store.MuteMember(h.Context(), m, h.ada.ID, chat.NoEnd()), chat.ErrForbidden)

		h.wantMute(bob.User, m.Room, end, true)
		h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomMember))
		h.wantMute(bob.User, m.Room, end, false)
	},

	"only room admins mute, only whom they have, and nobody in a direct conversation": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, carol, outside := h.member(m, "bob"), h.member(m, "carol"), h.person("dora")
		direct, err := h.store.OpenDirect(h.Context(), h.ada, []chat.User{bob.User})
		h.must(err)

		h.wantError(h.store.MuteMember(h.Context(), bob, carol.User.ID, hour()), chat.ErrForbidden)
		h.wantError(h.store.MuteMember(h.Context(), m, outside.ID, hour()), chat.ErrNotFound)
		h.wantError(h.store.MuteMember(h.Context(), direct, bob.User.ID, hour()), chat.ErrForbidden)
		h.mute(m, bob.User, hour())
		h.wantError(h.store.MuteMember(h.Context(), bob, bob.User.ID, time.Time{}), chat.ErrForbidden)
	},

	"a room whose last admin leaves is handed to somebody who may write": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob, carol := h.member(m, "bob"), h.member(m, "carol")
		h.mute(m, bob.User, hour())

		h.must(h.store.Leave(h.Context(), m))

		want(h, "roles", []chat.RoomRole{h.place(bob.User, m.Room).Role, h.place(carol.User, m.Room).Role}, []chat.RoomRole{chat.RoomMember, chat.RoomAdmin})
	},
}
