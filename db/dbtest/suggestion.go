package dbtest

import "parley/db/chat"

// suggests gives the user names that somebody is offered.
func (h *house) suggests(m chat.Membership, typed string) []string {
	h.Helper()
	found, err := h.store.Suggested(h.Context(), m, typed, 8)
	h.must(err)
	return mapped(found, func(u chat.User) string { return u.Username })
}

func (h *house) shownAs(username, name string) chat.User {
	h.Helper()
	user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username, DisplayName: name})
	h.must(err)
	return user
}

var suggestions = map[string]func(*house){
	"who spoke last stands first, the others by the name that is shown": func(h *house) {
		m := h.place(h.ada, h.general)
		joan, joe, jonas := h.shownAs("joan", "Zoe"), h.shownAs("joe", "Yan"), h.shownAs("jonas", "Xaver")
		h.say(h.place(joan, h.general), "one")
		h.say(h.place(jonas, h.general), "two")
		h.say(h.place(joan, h.general), "three")

		want(h, "suggested", h.suggests(m, "jo"), []string{"joan", "jonas", "joe"})
		want(h, "to joe", h.suggests(h.place(joe, h.general), ""), []string{"joan", "jonas", "ada"})
	},

	"names are found by their beginning, shown names by that of each word": func(h *house) {
		m := h.place(h.ada, h.general)
		h.shownAs("kim", "Jörg van Österreich")
		h.shownAs("x_y", "100%")

		want(h, "second word", h.suggests(m, "Öster"), []string{"kim"})
		want(h, "two words", h.suggests(m, "van ö"), []string{"kim"})
		want(h, "user name", h.suggests(m, "KI"), []string{"kim"})
		want(h, "an underscore", h.suggests(m, "x_"), []string{"x_y"})
		for _, typed := range []string{"im", "%", "_", "örg", "'"} {
			want(h, typed, len(h.suggests(m, typed)), 0)
		}
	},

	"only members are found, and not whom one blocks": func(h *house) {
		room := h.room(h.ada, chat.Closed, "Closed")
		bob, ben, bea := h.person("bob"), h.person("ben"), h.person("bea")
		for _, member := range []chat.User{bob, ben} {
			h.must(h.store.AddMember(h.Context(), room.Room.ID, member.ID))
		}
		h.must(h.store.Block(h.Context(), h.ada.ID, ben.ID))

		want(h, "to ada", h.suggests(room, "b"), []string{"bob"})
		want(h, "to ben", h.suggests(h.place(ben, room.Room), ""), []string{"ada", "bob"})
		want(h, "bea is elsewhere", h.suggests(h.place(bea, h.general), "b"), []string{"ben", "bob"})
	},

	"a few of many are enough": func(h *house) {
		h.people(20)
		want(h, "suggested", len(h.suggests(h.place(h.ada, h.general), "person")), 8)
	},
}
