package dbtest

import (
	"fmt"
	"time"

	"parley/db/chat"
)

func listedNames(h *house, user chat.User, filter string) []string {
	h.Helper()
	found, err := h.store.Listings(h.Context(), user.ID, filter)
	h.must(err)
	return mapped(found, func(l chat.Listing) string { return l.Room.Name })
}

var rooms = map[string]func(*house){
	"whoever makes a room is its admin": func(h *house) {
		bob := h.person("bob")

		made, err := h.store.CreateRoom(h.Context(), bob, chat.NewRoom{Name: "Tea", Topic: "Leaves", Kind: chat.Closed})
		h.must(err)

		want(h, "role", made.Role, chat.RoomAdmin)
		want(h, "person", made.User, bob)
		want(h, "room", [3]any{made.Room.Name, made.Room.Topic, made.Room.Kind}, [3]any{"Tea", "Leaves", chat.Closed})
		want(h, "unread", made.Unread(), false)
		want(h, "as found", h.place(bob, made.Room), made)
	},

	"open rooms have one name each, in any case and any alphabet": func(h *house) {
		h.room(h.ada, chat.Open, "Ärger")

		_, err := h.store.CreateRoom(h.Context(), h.ada, chat.NewRoom{Name: "äRGER", Kind: chat.Open})
		h.wantInvalid(err, "name")
		h.room(h.ada, chat.Closed, "ärger")
		h.room(h.ada, chat.Closed, "ärger")
	},

	"a room made by nobody is empty, and the first who enters is its admin": func(h *house) {
		made := h.room(chat.User{}, chat.Closed, "Cellar")
		bob := h.person("bob")

		h.must(h.store.AddMember(h.Context(), made.Room.ID, bob.ID))
		h.must(h.store.AddMember(h.Context(), made.Room.ID, h.ada.ID))

		want(h, "bob", h.place(bob, made.Room).Role, chat.RoomAdmin)
		want(h, "ada", h.place(h.ada, made.Room).Role, chat.RoomMember)
	},

	"listings are the open rooms and one's own, by name without case": func(h *house) {
		bob := h.person("bob")
		h.room(h.ada, chat.Open, "apples")
		h.room(h.ada, chat.Open, "Bananas")
		h.room(h.ada, chat.Closed, "Secret of ada")
		h.room(bob, chat.Closed, "bob's own")

		want(h, "bob", listedNames(h, bob, ""), []string{"apples", "Bananas", "bob's own", firstRoom})
		found, err := h.store.Listings(h.Context(), bob.ID, firstRoom)
		h.must(err)
		want(h, "general", [2]any{found[0].People, found[0].Joined}, [2]any{2, true})
		found, err = h.store.Listings(h.Context(), bob.ID, "apples")
		h.must(err)
		want(h, "apples", [2]any{found[0].People, found[0].Joined}, [2]any{1, false})
	},

	"a filter is literal and takes every alphabet in any case": func(h *house) {
		for _, name := range []string{"100% sure", "1000 sure", "snake_case", "snakeXcase", `back\slash`, "Über uns", "ΑΘΗΝΑ"} {
			h.room(h.ada, chat.Open, name)
		}
		_, err := h.store.CreateRoom(h.Context(), h.ada, chat.NewRoom{Name: "Plain", Topic: "All about ÄPFEL", Kind: chat.Open})
		h.must(err)

		for filter, names := range map[string][]string{
			"100%":    {"100% sure"},
			"e_c":     {"snake_case"},
			`\`:       {`back\slash`},
			"über":    {"Über uns"},
			"ÜBER":    {"Über uns"},
			"αθήνα":   nil, // the accent is another letter
			"αθηνα":   {"ΑΘΗΝΑ"},
			"äpfel":   {"Plain"},
			"SURE":    {"100% sure", "1000 sure"},
			"nothing": nil,
		} {
			want(h, filter, listedNames(h, h.ada, filter), names)
		}
	},

	"an open room shows itself to somebody outside, a closed one does not": func(h *house) {
		open, closed := h.room(h.ada, chat.Open, "Open"), h.room(h.ada, chat.Closed, "Closed")

		found, err := h.store.OpenRoom(h.Context(), open.Room.ID)
		h.must(err)

		want(h, "listing", found, chat.Listing{Room: open.Room, People: 1})
		_, err = h.store.OpenRoom(h.Context(), closed.Room.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.OpenRoom(h.Context(), 4711)
		h.wantError(err, chat.ErrNotFound)
	},

	"the room with the newest message is the first of one's rooms": func(h *house) {
		first, second := h.room(h.ada, chat.Open, "First"), h.room(h.ada, chat.Open, "Second")
		later := func(m chat.Membership, by time.Duration) {
			_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "news", At: time.Now().Add(by)})
			h.must(err)
		}
		later(second, time.Minute)
		later(first, time.Hour)

		places, err := h.store.MembershipsOf(h.Context(), h.ada.ID)
		h.must(err)

		want(h, "rooms", mapped(places, func(m chat.Membership) string { return m.Room.Name }), []string{"First", "Second", firstRoom})
	},
}

var lobby = map[string]func(*house){
	"entering makes a room once and joins it after that": func(h *house) {
		bob := h.person("bob")

		first, err := h.store.EnterRoom(h.Context(), h.ada, "Lobby")
		h.must(err)
		second, err := h.store.EnterRoom(h.Context(), bob, "lobby")
		h.must(err)
		again, err := h.store.EnterRoom(h.Context(), bob, "LOBBY")
		h.must(err)

		want(h, "room", second.Room.ID, first.Room.ID)
		want(h, "roles", [2]chat.RoomRole{first.Role, second.Role}, [2]chat.RoomRole{chat.RoomAdmin, chat.RoomMember})
		want(h, "again", again, second)
	},

	"a lobby that twenty enter at once is one room": func(h *house) {
		users := h.people(20)

		entered := make(chan chat.Membership, len(users))
		together(len(users), func(i int) {
			m, err := h.store.EnterRoom(h.Context(), users[i], "Lobby")
			h.check(err)
			entered <- m
		})

		close(entered)
		ids, admins := map[chat.RoomID]bool{}, 0
		for m := range entered {
			ids[m.Room.ID] = true
			if m.Role == chat.RoomAdmin {
				admins++
			}
		}
		want(h, "rooms and admins", [2]int{len(ids), admins}, [2]int{1, 1})
		found, err := h.store.Listings(h.Context(), h.ada.ID, "lobby")
		h.must(err)
		want(h, "people", mapped(found, func(l chat.Listing) int { return l.People }), []int{20})
	},

	"a closed room's name is not found out by entering it": func(h *house) {
		closed := h.room(h.ada, chat.Closed, "Plans")
		bob := h.person("bob")

		entered, err := h.store.EnterRoom(h.Context(), bob, "Plans")
		h.must(err)

		if entered.Room.ID == closed.Room.ID || entered.Room.Kind != chat.Open || entered.Role != chat.RoomAdmin {
			h.Errorf("entered %+v", entered)
		}
	},

	"people are listed by display name without case, as many as asked for": func(h *house) {
		for i, name := range []string{"zoe", "Émile", "bernd", "Anna"} {
			_, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: fmt.Sprint("user", i), DisplayName: name})
			h.must(err)
		}

		members, total, err := h.store.Members(h.Context(), h.place(h.ada, h.general), 4)
		h.must(err)

		want(h, "total", total, 5)
		want(h, "names", mapped(members, func(m chat.Member) string { return m.User.DisplayName }), []string{"Ada", "Anna", "bernd", "zoe"})
		want(h, "role", members[0].Role, chat.RoomAdmin)
	},
}
