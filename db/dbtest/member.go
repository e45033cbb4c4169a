package dbtest

import (
	"fmt"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

var roomMembers = map[string]func(*house){
	"whom an admin puts in is in, once, and it is announced": func(h *house) {
		m, bob := h.room(h.ada, chat.Closed, "Plans"), h.person("bob")

		h.must(h.store.Invite(h.Context(), m, bob))
		first := h.place(bob, m.Room)
		h.must(h.store.Invite(h.Context(), m, bob))

		want(h, "again", h.place(bob, m.Room), first)
		want(h, "role", first.Role, chat.RoomMember)
		want(h, "announced", lines(h.heard.of(m.Room.ID)), []string{"1 member.joined ada", "2 member.joined bob"})
	},

	"a removed member is a stranger, whatever they held": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		message := h.say(bob, "mine")

		h.must(h.store.RemoveMember(h.Context(), m, bob.User.ID))

		heard := h.latest(m.Room.ID)
		want(h, "announced", [2]any{heard.Kind, heard.User.ID}, [2]any{chat.MemberRemoved, bob.User.ID})
		_, err := h.store.Membership(h.Context(), bob.User.ID, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, _, err = h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x"})
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.EditMessage(h.Context(), bob, message.ID, chat.Edit{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Join(h.Context(), bob.User, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.RemoveMember(h.Context(), m, bob.User.ID), chat.ErrNotFound)
		h.wantError(h.store.RemoveMember(h.Context(), m, 4711), chat.ErrNotFound)
		_, total, err := h.store.Members(h.Context(), m, 10)
		h.must(err)
		want(h, "people", total, 1)
	},

	"an admin is made a member before they can be removed": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")
		h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomAdmin))
		heard := h.latest(m.Room.ID)
		want(h, "announced", [2]any{heard.Kind, heard.User.ID}, [2]any{chat.MemberChanged, bob.User.ID})

		h.wantError(h.store.RemoveMember(h.Context(), m, bob.User.ID), chat.ErrForbidden)
		h.wantError(h.store.RemoveMember(h.Context(), m, h.ada.ID), chat.ErrForbidden)

		h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomMember))
		h.must(h.store.RemoveMember(h.Context(), m, bob.User.ID))
	},

	"the last room admin stays one": func(h *house) {
		m := h.room(h.ada, chat.Closed, "Plans")
		bob := h.member(m, "bob")

		h.wantInvalid(h.store.SetMemberRole(h.Context(), m, h.ada.ID, chat.RoomMember), "role")

		want(h, "role", h.place(h.ada, m.Room).Role, chat.RoomAdmin)
		h.wantError(h.store.SetMemberRole(h.Context(), m, 4711, chat.RoomAdmin), chat.ErrNotFound)
		h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomAdmin))
		h.must(h.store.SetMemberRole(h.Context(), m, h.ada.ID, chat.RoomMember))
		h.wantError(h.store.SetMemberRole(h.Context(), m, h.ada.ID, chat.RoomAdmin), chat.ErrForbidden)
	},

	"two admins who step down at once leave one": func(h *house) {
		for i := range 10 {
			m := h.room(h.ada, chat.Closed, "Plans")
			bob := h.member(m, fmt.Sprint("bob", i))
			h.must(h.store.SetMemberRole(h.Context(), m, bob.User.ID, chat.RoomAdmin))
			bob = h.place(bob.User, m.Room)
			both := []chat.Membership{m, bob}
			together(2, func(i int) {
				h.store.SetMemberRole(h.Context(), both[i], both[i].User.ID, chat.RoomMember)
			})

			admins := 0
			for _, who := range both {
				if h.place(who.User, m.Room).Role == chat.RoomAdmin {
					admins++
				}
			}
			want(h, "admins", admins, 1)
		}
	},
}

// link makes a link into a room; its text is its hash.
func (h *house) link(m chat.Membership, text string, expires time.Time, uses int) []byte {
	h.Helper()
	h.must(h.store.CreateInvite(h.Context(), m, []byte(text), expires, uses))
	return []byte(text)
}

// wantDead fails unless a link is as one that never was.
func (h *house) wantDead(user chat.User, link []byte) {
	h.Helper()
	_, err := h.store.Invited(h.Context(), user.ID, link)
	h.wantError(err, chat.ErrNotFound)
	_, err = h.store.UseInvite(h.Context(), user, link)
	h.wantError(err, chat.ErrNotFound)
}

var invites = map[string]func(*house){
	"a link tells where it leads and takes people there": func(h *house) {
		m, bob := h.room(h.ada, chat.Closed, "Plans"), h.person("bob")
		link := h.link(m, "link", time.Now().Add(time.Hour), 2)

		found, err := h.store.Invited(h.Context(), bob.ID, link)
		h.must(err)
		joined, err := h.store.UseInvite(h.Context(), bob, link)
		h.must(err)

		want(h, "listing", [3]any{found.Room.Name, found.People, found.Joined}, [3]any{"Plans", 1, false})
		want(h, "joined", joined, h.place(bob, m.Room))
		want(h, "announced", lines(h.heard.of(m.Room.ID))[1:], []string{"2 member.joined bob"})
	},

	"twenty use a link for ten at once and ten are in": func(h *house) {
		m, users := h.room(h.ada, chat.Closed, "Plans"), h.people(20)
		link := h.link(m, "link", time.Time{}, 10)

		var in atomic.Int64
		together(len(users), func(i int) {
			_, err := h.store.UseInvite(h.Context(), users[i], link)
			if err == nil {
				in.Add(1)
				return
			}
			h.wantError(err, chat.ErrNotFound)
		})

		_, total, err := h.store.Members(h.Context(), m, 100)
		h.must(err)
		want(h, "joined and members", [2]int64{in.Load(), int64(total)}, [2]int64{10, 11})
		h.wantDead(h.person("late"), link)
	},

	"used up, expired, revoked and unknown are alike": func(h *house) {
		m, bob := h.room(h.ada, chat.Closed, "Plans"), h.person("bob")
		used := h.link(m, "used", time.Time{}, 1)
		_, err := h.store.UseInvite(h.Context(), h.person("first"), used)
		h.must(err)
		expired := h.link(m, "expired", time.Now().Add(-time.Millisecond), -1)
		revoked := h.link(m, "revoked", time.Time{}, -1)
		listed, err := h.store.InvitesOf(h.Context(), m)
		h.must(err)
		want(h, "those that work", len(listed), 1)
		h.must(h.store.RevokeInvite(h.Context(), m, listed[0].ID))

		for _, link := range [][]byte{used, expired, revoked, []byte("unknown"), nil} {
			h.wantDead(bob, link)
		}
		h.wantError(h.store.RevokeInvite(h.Context(), m, listed[0].ID), chat.ErrNotFound)
	},

	"a link into an archived room sleeps until the room is back": func(h *house) {
		m, bob := h.room(h.ada, chat.Closed, "Plans"), h.person("bob")
		link := h.link(m, "link", time.Time{}, 1)

		h.archive(m, true)
		h.wantDead(bob, link)
		h.archive(m, false)

		_, err := h.store.UseInvite(h.Context(), bob, link)
		h.must(err)
	},

	"who is in the room uses nothing up": func(h *house) {
		m, bob := h.room(h.ada, chat.Closed, "Plans"), h.person("bob")
		link := h.link(m, "link", time.Time{}, 1)

		for range 3 {
			joined, err := h.store.UseInvite(h.Context(), h.ada, link)
			h.must(err)
			want(h, "ada", joined.Role, chat.RoomAdmin)
		}

		_, err := h.store.UseInvite(h.Context(), bob, link)
		h.must(err)
	},

	"links are listed newest first with what is left of them, and ended by their room only": func(h *house) {
		m, other := h.room(h.ada, chat.Closed, "Plans"), h.room(h.ada, chat.Closed, "Other")
		end := time.Now().Add(time.Hour).Truncate(time.Millisecond).UTC()
		h.link(m, "ever", time.Time{}, -1)
		h.link(m, "ten", end, 10)
		_, err := h.store.UseInvite(h.Context(), h.person("bob"), []byte("ten"))
		h.must(err)

		listed, err := h.store.InvitesOf(h.Context(), m)
		h.must(err)

		want(h, "uses", mapped(listed, func(i chat.Invite) int { return i.UsesLeft }), []int{9, -1})
		want(h, "ends", mapped(listed, func(i chat.Invite) time.Time { return i.Expires }), []time.Time{end, {}})
		want(h, "maker and room", [2]any{listed[0].Maker, listed[0].Room}, [2]any{h.ada, m.Room.ID})
		h.wantError(h.store.RevokeInvite(h.Context(), other, listed[0].ID), chat.ErrNotFound)
	},
}
