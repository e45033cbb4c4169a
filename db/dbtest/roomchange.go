package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) update(m chat.Membership, room chat.NewRoom) chat.Membership {
	h.Helper()
	changed, err := h.store.UpdateRoom(h.Context(), m, room)
	h.must(err)
	return changed
}

func (h *house) archive(m chat.Membership, archived bool) chat.Membership {
	h.Helper()
	changed, err := h.store.ArchiveRoom(h.Context(), m, archived)
	h.must(err)
	return changed
}

// member is somebody new in a room.
func (h *house) member(m chat.Membership, username string) chat.Membership {
	h.Helper()
	user := h.person(username)
	h.must(h.store.Invite(h.Context(), m, user))
	return h.place(user, m.Room)
}

// latest is what was announced last of a room.
func (h *house) latest(room chat.RoomID) chat.Change {
	h.Helper()
	heard := h.heard.of(room)
	if len(heard) == 0 {
		h.Fatalf("nothing was announced of room %d", room)
	}
	return heard[len(heard)-1]
}

var roomChanges = map[string]func(*house){
	"name, topic and kind change, are found, logged and announced": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")

		changed := h.update(m, chat.NewRoom{Name: "Óolong", Topic: "Leaves", Kind: chat.Closed})

		want(h, "room", [3]any{changed.Room.Name, changed.Room.Topic, changed.Room.Kind}, [3]any{"Óolong", "Leaves", chat.Closed})
		want(h, "as found", h.place(h.ada, m.Room), changed)
		want(h, "by its new name", listedNames(h, h.ada, "óOLONG"), []string{"Óolong"})
		want(h, "by its topic", listedNames(h, h.ada, "leaves"), []string{"Óolong"})
		want(h, "by its old name", listedNames(h, h.ada, "Tea"), []string(nil))
		heard := h.latest(m.Room.ID)
		want(h, "announced", [3]any{heard.Kind, heard.Seq, heard.Place}, [3]any{chat.RoomChanged, changed.Room.Head, changed.Room})
		logged, head, err := h.store.ChangesAfter(h.Context(), changed, m.Room.Head, 10)
		h.must(err)
		want(h, "logged", mapped(logged, func(c chat.Change) chat.ChangeKind { return c.Kind }), []chat.ChangeKind{chat.RoomChanged})
		want(h, "head", head, changed.Room.Head)
	},

	"a room that becomes closed is found and joined by nobody outside": func(h *house) {
		m, bob := h.room(h.ada, chat.Open, "Tea"), h.person("bob")

		h.update(m, chat.NewRoom{Name: "Tea", Kind: chat.Closed})

		want(h, "bob", listedNames(h, bob, ""), []string{firstRoom})
		_, err := h.store.OpenRoom(h.Context(), m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Join(h.Context(), bob, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		h.update(m, chat.NewRoom{Name: "Tea", Kind: chat.Open})
		_, err = h.store.Join(h.Context(), bob, m.Room.ID)
		h.must(err)
	},

	"no change makes a second open room of a name": func(h *house) {
		h.room(h.ada, chat.Open, "Tea")
		coffee, closed := h.room(h.ada, chat.Open, "Coffee"), h.room(h.ada, chat.Closed, "tea")

		_, err := h.store.UpdateRoom(h.Context(), coffee, chat.NewRoom{Name: "TEA", Kind: chat.Open})
		h.wantInvalid(err, "name")
		_, err = h.store.UpdateRoom(h.Context(), closed, chat.NewRoom{Name: "tea", Kind: chat.Open})
		h.wantInvalid(err, "name")

		want(h, "coffee", h.place(h.ada, coffee.Room), coffee)
		want(h, "closed", h.place(h.ada, closed.Room), closed)
		want(h, "announced", len(h.heard.of(coffee.Room.ID)), 1)
		h.update(coffee, chat.NewRoom{Name: "COFFEE", Kind: chat.Open}) // its own name in another case
	},

	"of twenty rooms that take one name at once, one has it": func(h *house) {
		rooms := make([]chat.Membership, 20)
		for i := range rooms {
			rooms[i] = h.room(h.ada, chat.Closed, "Tea")
		}
		got := make([]bool, len(rooms))
		together(len(rooms), func(i int) {
			_, err := h.store.UpdateRoom(h.Context(), rooms[i], chat.NewRoom{Name: "Tea", Kind: chat.Open})
			if got[i] = err == nil; err != nil {
				h.wantInvalid(err, "name")
			}
		})

		taken := 0
		for _, ok := range got {
			if ok {
				taken++
			}
		}
		want(h, "open rooms", taken, 1)
	},

	"only a room admin of now changes the room": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")
		member := h.member(m, "bob")
		forged := chat.Membership{User: h.person("eve"), Room: m.Room, Role: chat.RoomAdmin}
		was := h.member(m, "cy")
		h.must(h.store.SetMemberRole(h.Context(), m, was.User.ID, chat.RoomAdmin))
		was = h.place(was.User, m.Room)
		h.must(h.store.SetMemberRole(h.Context(), m, was.User.ID, chat.RoomMember))
		before := len(h.heard.of(m.Room.ID))

		for who, fact := range map[*chat.Membership]error{&member: chat.ErrForbidden, &was: chat.ErrForbidden, &forged: chat.ErrNotFound} {
			_, err := h.store.UpdateRoom(h.Context(), *who, chat.NewRoom{Name: "Mine", Kind: chat.Closed})
			h.wantError(err, fact)
			_, err = h.store.ArchiveRoom(h.Context(), *who, true)
			h.wantError(err, fact)
			h.wantError(h.store.DeleteRoom(h.Context(), *who), fact)
			h.wantError(h.store.Invite(h.Context(), *who, h.ada), fact)
			h.wantError(h.store.RemoveMember(h.Context(), *who, member.User.ID), fact)
			h.wantError(h.store.SetMemberRole(h.Context(), *who, member.User.ID, chat.RoomAdmin), fact)
			h.wantError(h.store.CreateInvite(h.Context(), *who, []byte("x"), time.Time{}, 1), fact)
			h.wantError(h.store.RevokeInvite(h.Context(), *who, 1), fact)
		}

		want(h, "announced", len(h.heard.of(m.Room.ID)), before)
		want(h, "name", h.place(h.ada, m.Room).Room.Name, "Tea")
	},
}

var endedRooms = map[string]func(*house){
	"an archived room is read and takes nothing new until it is back": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")
		message, bob := h.say(m, "hello"), h.person("bob")

		m = h.archive(m, true)

		want(h, "archived", h.latest(m.Room.ID).Place.Archived, m.Room.Archived)
		want(h, "a time", m.Room.Archived.IsZero(), false)
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.EditMessage(h.Context(), m, message.ID, chat.Edit{Body: "x", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.DeleteMessage(h.Context(), m, message.ID, time.Now())
		h.wantError(err, chat.ErrForbidden)
		h.wantError(h.store.Invite(h.Context(), m, bob), chat.ErrForbidden)
		_, err = h.store.Join(h.Context(), bob, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.OpenRoom(h.Context(), m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		page, err := h.store.Latest(h.Context(), m, 10)
		h.must(err)
		want(h, "log", bodies(page.Messages), []string{"hello"})

		m = h.archive(m, false)
		h.say(m, "again")
		_, err = h.store.Join(h.Context(), bob, m.Room.ID)
		h.must(err)
	},

	"an archived room leaves its name to another, and comes back when that is free": func(h *house) {
		old := h.room(h.ada, chat.Open, "Tea")
		archived := h.archive(old, true)
		taken, err := h.store.EnterRoom(h.Context(), h.ada, "tea")
		h.must(err)
		if taken.Room.ID == old.Room.ID {
			h.Error("entering led into the archive")
		}

		_, err = h.store.ArchiveRoom(h.Context(), archived, false)
		h.wantInvalid(err, "name")
		want(h, "still archived", h.place(h.ada, old.Room), archived)

		h.update(taken, chat.NewRoom{Name: "Coffee", Kind: chat.Open})
		h.archive(archived, false)
	},

	"a room that was renamed meanwhile comes back under its new name": func(h *house) {
		stale := h.archive(h.room(h.ada, chat.Open, "Tea"), true)
		h.update(stale, chat.NewRoom{Name: "Coffee", Kind: chat.Open})
		h.room(h.ada, chat.Open, "Tea")

		back := h.archive(stale, false)

		want(h, "name", back.Room.Name, "Coffee")

		stale = h.archive(back, true)
		h.update(stale, chat.NewRoom{Name: "Tea", Kind: chat.Closed})
		h.update(stale, chat.NewRoom{Name: "Water", Kind: chat.Open})
		h.room(h.ada, chat.Open, "Water 2")
		_, err := h.store.ArchiveRoom(h.Context(), stale, false)
		h.must(err)
	},

	"a deleted room is there for nobody, and its name is free": func(h *house) {
		m := h.room(h.ada, chat.Open, "Tea")
		bob := h.member(m, "bob")
		message := h.say(bob, "hello")
		h.must(h.store.CreateInvite(h.Context(), m, []byte("link"), time.Time{}, -1))

		h.must(h.store.DeleteRoom(h.Context(), m))

		want(h, "announced", h.latest(m.Room.ID).Kind, chat.RoomDeleted)
		for _, who := range []chat.User{h.ada, bob.User, h.person("cy")} {
			_, err := h.store.Membership(h.Context(), who.ID, m.Room.ID)
			h.wantError(err, chat.ErrNotFound)
			_, _, err = h.store.Message(h.Context(), who.ID, message.ID)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.Join(h.Context(), who, m.Room.ID)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.UseInvite(h.Context(), who, []byte("link"))
			h.wantError(err, chat.ErrNotFound)
			h.wantError(h.store.AddMember(h.Context(), m.Room.ID, who.ID), chat.ErrNotFound)
		}
		_, _, err := h.store.CreateMessage(h.Context(), bob, chat.NewMessage{Body: "x"})
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.DeleteRoom(h.Context(), m), chat.ErrNotFound)
		want(h, "listed", listedNames(h, h.ada, ""), []string{firstRoom})
		h.room(h.ada, chat.Open, "Tea")
	},

	"everybody's room, once deleted, takes no new people": func(h *house) {
		h.must(h.store.DeleteRoom(h.Context(), h.place(h.ada, h.general)))

		bob := h.person("bob")

		places, err := h.store.MembershipsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "rooms", len(places), 0)
	},

	"purging empties what deleted rooms said and nothing else": func(h *house) {
		gone, kept := h.room(h.ada, chat.Open, "Gone"), h.room(h.ada, chat.Open, "Kept")
		for range 1100 { // more than two steps
			h.say(gone, "secret")
		}
		h.edit(gone, h.say(gone, "secret").ID, "secret still")
		h.edit(kept, h.say(kept, "first").ID, "last")
		h.must(h.store.DeleteRoom(h.Context(), gone))

		h.must(h.store.Purge(h.Context()))
		h.must(h.store.Purge(h.Context()))

		want(h, "messages and earlier texts", h.words(), [2]int{1, 1})
		page, err := h.store.After(h.Context(), kept, 0, 10)
		h.must(err)
		want(h, "kept", bodies(page.Messages), []string{"last"})
	},

	"a room is unread while its newest message is": func(h *house) {
		bob := h.member(h.room(h.ada, chat.Open, "Tea"), "bob")
		ada := h.place(h.ada, bob.Room)
		want(h, "newest of none", ada.Room.Newest, 0)
		first := h.say(bob, "first")
		second := h.say(bob, "second")
		want(h, "newest", h.place(h.ada, bob.Room).Room.Newest, second.Seq)
		want(h, "unread", h.place(h.ada, bob.Room).Unread(), true)

		h.must(h.store.MarkRead(h.Context(), []chat.ReadMark{{User: h.ada.ID, Room: bob.Room.ID, Seq: first.Seq}}))
		want(h, "half read", h.place(h.ada, bob.Room).Unread(), true)
		h.delete(bob, second.ID)

		now := h.place(h.ada, bob.Room)
		want(h, "newest after deleting", now.Room.Newest, first.Seq)
		want(h, "unread", now.Unread(), false)
		h.update(ada, chat.NewRoom{Name: "Coffee", Kind: chat.Open})
		want(h, "a new name is no message", h.place(h.ada, bob.Room).Unread(), false)
	},
}
