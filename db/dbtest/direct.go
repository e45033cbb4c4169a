package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) direct(user chat.User, others ...chat.User) chat.Membership {
	h.Helper()
	m, err := h.store.OpenDirect(h.Context(), user, others)
	h.must(err)
	return m
}

var directs = map[string]func(*house){
	"a set of people has one conversation, whoever begins": func(h *house) {
		p := h.people(3)

		first := h.direct(p[0], p[1])
		again := h.direct(p[1], p[0], p[0], p[1])
		three := h.direct(p[2], p[1], p[0])

		want(h, "room", again.Room.ID, first.Room.ID)
		want(h, "titles", [3]string{first.Title(), again.Title(), three.Title()}, [3]string{"person1", "person0", "person0, person1"})
		want(h, "kind and roles", [3]any{first.Room.Kind, first.Role, again.Role}, [3]any{chat.Direct, chat.RoomMember, chat.RoomMember})
		if three.Room.ID == first.Room.ID {
			h.Error("three people are in the room of two")
		}
		want(h, "announced", lines(h.heard.of(first.Room.ID)), []string{"1 member.joined person0", "2 member.joined person1"})
		for _, change := range h.heard.of(first.Room.ID) {
			want(h, "names", mapped(change.Place.People, func(n chat.Named) string { return n.Name }), []string{"person0", "person1"})
		}
	},

	"twenty at once from both sides make one room": func(h *house) {
		p := h.people(2)

		ids := make([]chat.RoomID, 20)
		together(len(ids), func(i int) {
			m, err := h.store.OpenDirect(h.Context(), p[i%2], []chat.User{p[1-i%2]})
			h.check(err)
			ids[i] = m.Room.ID
		})

		for _, id := range ids {
			want(h, "room", id, ids[0])
		}
		places, err := h.store.MembershipsOf(h.Context(), p[0].ID)
		h.must(err)
		want(h, "rooms", len(places), 2)
		want(h, "announced", len(h.heard.of(ids[0])), 2)
	},

	"a third person finds nothing of it": func(h *house) {
		p := h.people(3)
		m := h.direct(p[0], p[1])
		message, eve := h.say(m, "for you alone"), p[2]
		forged := chat.Membership{User: eve, Room: m.Room, Role: chat.RoomAdmin}

		_, err := h.store.Membership(h.Context(), eve.ID, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Join(h.Context(), eve, m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.OpenRoom(h.Context(), m.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, _, err = h.store.Message(h.Context(), eve.ID, message.ID)
		h.wantError(err, chat.ErrNotFound)
		_, _, err = h.store.CreateMessage(h.Context(), forged, chat.NewMessage{Body: "x"})
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.Invite(h.Context(), forged, eve), chat.ErrNotFound)
		h.wantError(h.store.CreateInvite(h.Context(), forged, []byte("x"), time.Time{}, -1), chat.ErrNotFound)
		want(h, "listed", listedNames(h, eve, ""), []string{firstRoom})
		want(h, "listed to its people", listedNames(h, p[0], ""), []string{firstRoom})
		entered, err := h.store.EnterRoom(h.Context(), eve, "direct")
		h.must(err)
		if entered.Room.ID == m.Room.ID {
			h.Error("it was entered by its name")
		}
	},

	"its people are fixed": func(h *house) {
		p := h.people(3)
		m := h.direct(p[0], p[1])

		h.wantError(h.store.Invite(h.Context(), m, p[2]), chat.ErrForbidden)
		h.wantError(h.store.RemoveMember(h.Context(), m, p[1].ID), chat.ErrForbidden)
		h.wantError(h.store.SetMemberRole(h.Context(), m, p[0].ID, chat.RoomAdmin), chat.ErrForbidden)
		h.wantError(h.store.CreateInvite(h.Context(), m, []byte("x"), time.Time{}, -1), chat.ErrForbidden)
		h.wantError(h.store.DeleteRoom(h.Context(), m), chat.ErrForbidden)
		_, err := h.store.UpdateRoom(h.Context(), m, chat.NewRoom{Name: "Ours", Kind: chat.Open})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.ArchiveRoom(h.Context(), m, true)
		h.wantError(err, chat.ErrForbidden)
		h.wantError(h.store.Leave(h.Context(), m), chat.ErrForbidden)

		want(h, "membership", h.place(p[0], m.Room), m)
	},

	"two to eight people who may sign in": func(h *house) {
		p := h.people(9)

		_, err := h.store.OpenDirect(h.Context(), p[0], nil)
		h.wantInvalid(err, "username")
		_, err = h.store.OpenDirect(h.Context(), p[0], p[:1])
		h.wantInvalid(err, "username")
		_, err = h.store.OpenDirect(h.Context(), p[0], p[1:])
		h.wantInvalid(err, "username")
		want(h, "people", len(h.direct(p[0], p[1:8]...).Room.People), 8)
		h.must(h.store.SetActive(h.Context(), p[8].ID, false))
		gone, err := h.store.User(h.Context(), p[8].ID)
		h.must(err)
		_, err = h.store.OpenDirect(h.Context(), p[0], []chat.User{gone})
		h.wantInvalid(err, "username")
	},
}

func peopleFound(h *house, filter string, limit int) []string {
	h.Helper()
	found, err := h.store.People(h.Context(), h.ada.ID, filter, limit)
	h.must(err)
	return mapped(found, func(a chat.Acquaintance) string { return a.User.DisplayName })
}

var directory = map[string]func(*house){
	"people are found by either name, literally and in any case": func(h *house) {
		for username, name := range map[string]string{"b1": "100% Bob", "b2": "1000 Bobs", "snake_case": "Snake", "snakexcase": "Viper", "e1": `Back\slash`, "e2": "Émile"} {
			_, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username, DisplayName: name})
			h.must(err)
		}

		for filter, names := range map[string][]string{
			"100%":    {"100% Bob"},
			"e_c":     {"Snake"},
			`\`:       {`Back\slash`},
			"ÉMILE":   {"Émile"},
			"BOB":     {"100% Bob", "1000 Bobs"},
			"case":    {"Snake", "Viper"},
			"%":       {"100% Bob"},
			"nothing": nil,
		} {
			want(h, filter, peopleFound(h, filter, 10), names)
		}
		want(h, "at most two", peopleFound(h, "", 2), []string{"100% Bob", "1000 Bobs"})
	},

	"who is kept out is listed nowhere": func(h *house) {
		bob := h.person("bob")
		h.must(h.store.SetActive(h.Context(), bob.ID, false))

		want(h, "found", peopleFound(h, "", 10), []string{"Ada"})
		users, err := h.store.Users(h.Context())
		h.must(err)
		want(h, "users", users, []chat.User{h.ada})
		h.must(h.store.SetActive(h.Context(), bob.ID, true))
		users, err = h.store.Users(h.Context())
		h.must(err)
		want(h, "users, oldest first", mapped(users, func(u chat.User) string { return u.Username }), []string{"ada", "bob"})
	},
}
