package dbtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parley/db"
	"parley/db/chat"
)

// custody is what looking after a room looks like from beside it: in its log,
// in the lists, and to those who are not there.
var custody = map[string]func(*house){
	"what happens to a room and its members is announced in order, and as it is in the log": func(h *house) {
		tea, bob := h.room(h.ada, chat.Open, "Tea"), h.person("bob")
		h.must(h.store.Invite(h.Context(), tea, bob))
		h.must(h.store.SetMemberRole(h.Context(), tea, bob.ID, chat.RoomAdmin))
		h.update(tea, chat.NewRoom{Name: "Coffee", Kind: chat.Open})
		h.must(h.store.SetMemberRole(h.Context(), tea, bob.ID, chat.RoomMember))
		h.must(h.store.RemoveMember(h.Context(), tea, bob.ID))
		h.archive(tea, true)

		log, head, err := h.store.ChangesAfter(h.Context(), tea, 0, 100)
		h.must(err)

		want(h, "log", lines(log), []string{"1 member.joined ada", "2 member.joined bob", "3 member.changed bob",
			"4 room.changed ", "5 member.changed bob", "6 member.removed bob", "7 room.changed "})
		want(h, "head", head, 7)
		announced := mapped(h.heard.of(tea.Room.ID), func(c chat.Change) chat.Change {
			c.Place, c.Standing = chat.Room{}, chat.Membership{} // the log leaves them out
			return c
		})
		want(h, "announced", announced, log)
	},

	"nobody is put into a room": func(h *house) {
		tea := h.room(h.ada, chat.Open, "Tea")

		h.wantError(h.store.Invite(h.Context(), tea, chat.User{ID: 4711, Username: "ghost"}), chat.ErrNotFound)

		want(h, "after that", h.place(h.ada, tea.Room), tea)
	},

	"an archived room is listed to its members and to nobody else": func(h *house) {
		bob := h.person("bob")
		h.archive(h.room(h.ada, chat.Open, "Tea"), true)

		want(h, "to a member", listedNames(h, h.ada, "tea"), []string{"Tea"})
		want(h, "to a stranger, who could not join it", listedNames(h, bob, "tea"), nil)
	},

	"an archived room can be left, renamed and deleted": func(h *house) {
		tea := h.room(h.ada, chat.Open, "Tea")
		bob := h.member(tea, "bob")
		h.archive(tea, true)

		h.must(h.store.Leave(h.Context(), bob))
		want(h, "name", h.update(tea, chat.NewRoom{Name: "Old tea", Kind: chat.Open}).Room.Name, "Old tea")
		h.must(h.store.DeleteRoom(h.Context(), tea))
	},

	"a room with everyone in it keeps everyone when it is renamed": func(h *house) {
		h.update(h.place(h.ada, h.general), chat.NewRoom{Name: "Hall", Kind: chat.Closed})

		want(h, "name", h.place(h.person("bob"), h.general).Room.Name, "Hall")
	},

	"who was in a room a moment ago reads nothing of it": func(h *house) {
		tea := h.room(h.ada, chat.Closed, "Tea")
		removed, left := h.member(tea, "bob"), h.member(tea, "carol")
		message := h.say(removed, "hello")
		h.must(h.store.RemoveMember(h.Context(), tea, removed.User.ID))
		h.must(h.store.Leave(h.Context(), left))
		gone := h.room(h.ada, chat.Closed, "Gone")
		h.must(h.store.DeleteRoom(h.Context(), gone))

		for _, m := range []chat.Membership{removed, left, gone} {
			for name, read := range readings {
				if err := read(h.Context(), h.store, m, message.ID); err != chat.ErrNotFound {
					h.Errorf("%s: error %v, want not found", name, err)
				}
			}
		}
	},

	"every way to end a sign-in is told to those who ask which ended": func(h *house) {
		began := time.Now()
		living := h.signIn(h.ada)
		var all []chat.SignInID
		for reason, end := range endings {
			bob, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: fmt.Sprint("bob", len(all)), Role: chat.RoleModerator})
			h.must(err)
			signIn := h.signIn(bob)
			all = append(all, signIn.ID)

			h.must(end(h.Context(), h.store, signIn))

			ended, err := h.store.EndedSignIns(h.Context(), began)
			h.must(err)
			slices.Sort(ended)
			want(h, reason, ended, all)
			signIn, err = h.store.SignIn(h.Context(), signIn.ID)
			h.must(err)
			want(h, "reason", signIn.Reason, reason)
		}
		want(h, "lives", h.lives(living.ID), true)
	},
}

// readings are all the questions about what is in a room.
var readings = map[string]func(context.Context, *db.Store, chat.Membership, chat.MessageID) error{
	"latest": func(ctx context.Context, s *db.Store, m chat.Membership, _ chat.MessageID) error {
		_, err := s.Latest(ctx, m, 10)
		return err
	},
	"before": func(ctx context.Context, s *db.Store, m chat.Membership, _ chat.MessageID) error {
		_, err := s.Before(ctx, m, 10, 10)
		return err
	},
	"after": func(ctx context.Context, s *db.Store, m chat.Membership, _ chat.MessageID) error {
		_, err := s.After(ctx, m, 0, 10)
		return err
	},
	"around": func(ctx context.Context, s *db.Store, m chat.Membership, id chat.MessageID) error {
		_, err := s.Around(ctx, m, id, 10)
		return err
	},
	"changes": func(ctx context.Context, s *db.Store, m chat.Membership, _ chat.MessageID) error {
		_, _, err := s.ChangesAfter(ctx, m, 0, 10)
		return err
	},
	"members": func(ctx context.Context, s *db.Store, m chat.Membership, _ chat.MessageID) error {
		_, _, err := s.Members(ctx, m, 10)
		return err
	},
}

// endings are all the ways in which the store ends somebody's sign-ins, by the
// reason that it notes.
var endings = map[string]func(context.Context, *db.Store, chat.SignIn) error{
	"one": func(ctx context.Context, s *db.Store, i chat.SignIn) error { return s.EndSignIn(ctx, i.ID, "one") },
	"others": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		_, err := s.EndOtherSignIns(ctx, i.User.ID, 0, "others")
		return err
	},
	"password changed": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		return s.SetPassword(ctx, i.User.ID, "hash", 0)
	},
	"account deactivated": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		return s.SetActive(ctx, i.User.ID, false)
	},
	"role changed": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		return s.SetRole(ctx, i.User.ID, chat.RoleMember)
	},
	"ban": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		_, err := s.Sanction(ctx, 1, i.User.ID, chat.NewSanction{Kind: chat.Ban, Reason: "spam", Until: chat.NoEnd()})
		return err
	},
	"suspend": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		_, err := s.Sanction(ctx, 1, i.User.ID, chat.NewSanction{Kind: chat.Suspend, Reason: "spam", Until: time.Now().Add(time.Hour)})
		return err
	},
	"ended by staff": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		_, err := s.EndSessions(ctx, 1, i.User.ID, "lost phone")
		return err
	},
	"password reset": func(ctx context.Context, s *db.Store, i chat.SignIn) error {
		if err := s.SaveReset(ctx, []byte("reset"), i.User.ID, time.Now().Add(time.Hour)); err != nil {
			return err
		}
		_, err := s.SpendReset(ctx, []byte("reset"), "hash", time.Now())
		return err
	},
}
