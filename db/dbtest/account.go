package dbtest

import (
	"time"

	"parley/db/chat"
)

var accounts = map[string]func(*house){
	"the first person is an admin, of the site and of one open room with everyone in it": func(h *house) {
		setUp, err := h.store.SetUp(h.Context())
		h.must(err)

		want(h, "set up", setUp, true)
		want(h, "role", h.ada.Role, chat.RoleAdmin)
		want(h, "room", [3]any{h.general.Name, h.general.Kind, h.general.Everyone}, [3]any{firstRoom, chat.Open, true})
		want(h, "room role", h.place(h.ada, h.general).Role, chat.RoomAdmin)
	},

	"there is one first person": func(h *house) {
		_, _, err := h.store.CreateFirstUser(h.Context(), chat.NewUser{Username: "second"}, "Another")

		h.wantError(err, chat.ErrConflict)
		_, err = h.store.UserNamed(h.Context(), "second")
		h.wantError(err, chat.ErrNotFound)
	},

	"a new person is in the rooms with everyone and in no other": func(h *house) {
		h.room(h.ada, chat.Open, "Elsewhere")

		bob := h.person("bob")

		places, err := h.store.MembershipsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "rooms", mapped(places, func(m chat.Membership) string { return m.Room.Name }), []string{firstRoom})
		want(h, "role", places[0].Role, chat.RoomMember)
	},

	"what is left out of an account is filled in": func(h *house) {
		user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: " Bob "})
		h.must(err)

		want(h, "names", [2]string{user.Username, user.DisplayName}, [2]string{"bob", "bob"})
		want(h, "role", user.Role, chat.RoleMember)
		found, err := h.store.User(h.Context(), user.ID)
		h.must(err)
		want(h, "the stored user", found, user)
	},

	"a user name and an address are taken once, in any case": func(h *house) {
		_, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: "bob", Email: "Bob@example.org"})
		h.must(err)

		_, err = h.store.CreateUser(h.Context(), chat.NewUser{Username: "BOB"})
		h.wantInvalid(err, "username")
		_, err = h.store.CreateUser(h.Context(), chat.NewUser{Username: "robert", Email: "bob@EXAMPLE.org"})
		h.wantInvalid(err, "email")
		_, err = h.store.CreateUser(h.Context(), chat.NewUser{Username: "nomail"})
		h.must(err)
		_, err = h.store.CreateUser(h.Context(), chat.NewUser{Username: "nomail2"})
		h.must(err)
	},

	"of twenty who want one name at once one gets it": func(h *house) {
		got := make(chan bool, 20)
		together(20, func(int) {
			_, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: "bob"})
			if err != nil {
				h.wantInvalid(err, "username")
			}
			got <- err == nil
		})

		close(got)
		winners := 0
		for won := range got {
			if won {
				winners++
			}
		}
		want(h, "winners", winners, 1)
	},

	"credentials are found by name and by address, in any case": func(h *house) {
		created, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: "bob", Email: "Bob@example.org", PasswordHash: "hash"})
		h.must(err)

		for _, typed := range []string{"bob", " BOB", "bob@example.org", "BOB@example.org "} {
			user, hash, err := h.store.Credentials(h.Context(), typed)
			h.must(err)
			want(h, typed, user, created)
			want(h, "hash", hash, "hash")
		}
		for _, typed := range []string{"", "nobody", "@", "%"} {
			_, _, err := h.store.Credentials(h.Context(), typed)
			h.wantError(err, chat.ErrNotFound)
		}
	},

	"the last admin stays one": func(h *house) {
		bob := h.person("bob")

		h.wantInvalid(h.store.SetRole(h.Context(), h.ada.ID, chat.RoleMember), "role")
		h.wantInvalid(h.store.SetActive(h.Context(), h.ada.ID, false), "active")
		ada, err := h.store.User(h.Context(), h.ada.ID)
		h.must(err)
		want(h, "after refusals", ada, h.ada)

		h.must(h.store.SetRole(h.Context(), bob.ID, chat.RoleAdmin))
		h.must(h.store.SetRole(h.Context(), h.ada.ID, chat.RoleMember))
		h.wantInvalid(h.store.SetRole(h.Context(), bob.ID, chat.RoleModerator), "role")
	},

	"two admins who remove each other at once leave one": func(h *house) {
		admins := []chat.User{h.ada, h.person("bob")}
		h.must(h.store.SetRole(h.Context(), admins[1].ID, chat.RoleAdmin))

		together(2, func(i int) {
			if err := h.store.SetActive(h.Context(), admins[i].ID, false); err != nil {
				h.wantInvalid(err, "active")
			}
		})

		left := 0
		for _, admin := range admins {
			if found, err := h.store.User(h.Context(), admin.ID); err == nil && found.Active {
				left++
			}
		}
		want(h, "admins left", left, 1)
	},

	"keeping a person out ends what was given to them": func(h *house) {
		bob := h.person("bob")
		signIn, err := h.store.StartSignIn(h.Context(), bob.ID, "", "", time.Now())
		h.must(err)

		h.must(h.store.SetActive(h.Context(), bob.ID, false))

		signIn, err = h.store.SignIn(h.Context(), signIn.ID)
		h.must(err)
		want(h, "live", signIn.Live(), false)
		want(h, "epoch", signIn.User.AuthEpoch, bob.AuthEpoch+1)
		_, err = h.store.StartSignIn(h.Context(), bob.ID, "", "", time.Now())
		h.wantError(err, chat.ErrNotFound)

		h.must(h.store.SetActive(h.Context(), bob.ID, true))
		_, err = h.store.StartSignIn(h.Context(), bob.ID, "", "", time.Now())
		h.must(err)
		signIn, err = h.store.SignIn(h.Context(), signIn.ID)
		h.must(err)
		want(h, "the old one lives again", signIn.Live(), false)
	},

	"who loses a role is signed out everywhere, and nobody else": func(h *house) {
		bob := h.person("bob")
		start := func(user chat.User) chat.SignInID {
			signIn, err := h.store.StartSignIn(h.Context(), user.ID, "", "", time.Now())
			h.must(err)
			return signIn.ID
		}
		phone, laptop, adas := start(bob), start(bob), start(h.ada)

		for _, risen := range []chat.Role{chat.RoleModerator, chat.RoleAdmin, chat.RoleAdmin} {
			h.must(h.store.SetRole(h.Context(), bob.ID, risen))
			want(h, "live as "+string(risen), h.lives(phone) && h.lives(laptop), true)
		}
		h.must(h.store.SetRole(h.Context(), bob.ID, chat.RoleModerator))

		ended, err := h.store.SignIn(h.Context(), phone)
		h.must(err)
		want(h, "reason", ended.Reason, "role changed")
		want(h, "live", [3]bool{h.lives(phone), h.lives(laptop), h.lives(adas)}, [3]bool{false, false, true})
		want(h, "live after a new sign-in", h.lives(start(bob)), true)
	},

	"a refused change of role signs nobody out": func(h *house) {
		signIn, err := h.store.StartSignIn(h.Context(), h.ada.ID, "", "", time.Now())
		h.must(err)

		h.wantInvalid(h.store.SetRole(h.Context(), h.ada.ID, chat.RoleMember), "role")

		want(h, "live", h.lives(signIn.ID), true)
	},

	"nobody is not found": func(h *house) {
		const nobody = 4711
		_, err := h.store.User(h.Context(), nobody)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.UserNamed(h.Context(), "nobody")
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.SetRole(h.Context(), nobody, chat.RoleAdmin), chat.ErrNotFound)
		h.wantError(h.store.SetPassword(h.Context(), nobody, "hash", 0), chat.ErrNotFound)
		h.wantError(h.store.SetActive(h.Context(), nobody, false), chat.ErrNotFound)
	},
}
