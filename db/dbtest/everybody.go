package dbtest

import (
	"slices"
	"strconv"
	"time"

	"parley/db/chat"
)

// cry posts a message that calls more than names.
func (h *house) cry(m chat.Membership, body string, everybody chat.Everybody) chat.Change {
	h.Helper()
	message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, At: time.Now(), Everybody: everybody})
	h.must(err)
	heard := h.heard.of(m.Room.ID)
	last := heard[len(heard)-1]
	want(h, "announced", last.Seq, message.Seq)
	slices.Sort(last.Called)
	return last
}

func idsOf(users ...chat.User) []chat.UserID {
	return slices.Sorted(slices.Values(mapped(users, func(u chat.User) chat.UserID { return u.ID })))
}

var everybody = map[string]func(*house){
	"everybody of a room is called once, but not the author and who blocked them": func(h *house) {
		people := h.people(30)
		h.must(h.store.Block(h.Context(), people[7].ID, h.ada.ID))

		call := h.cry(h.place(h.ada, h.general), "@room and @person1", chat.Everybody{All: true, Present: idsOf(people[2])})

		want(h, "called", call.Called, idsOf(slices.Delete(slices.Clone(people), 7, 8)...))
		want(h, "of person1", h.place(people[1], h.general).Mentions, 1)
		want(h, "of the one who blocks", h.place(people[7], h.general).Mentions, 0)
		want(h, "of the author", h.place(h.ada, h.general).Mentions, 0)
	},

	"those who are online are called if they are members, and names besides, each once": func(h *house) {
		room := h.room(h.ada, chat.Closed, "Closed")
		people := h.people(4)
		for _, person := range people[:3] {
			h.must(h.store.AddMember(h.Context(), room.Room.ID, person.ID))
		}

		call := h.cry(room, "@here @person0 @person2", chat.Everybody{Present: append(idsOf(people[0], people[3], h.ada), 999)})

		want(h, "called", call.Called, idsOf(people[0], people[2]))
		want(h, "counted once", h.place(people[0], room.Room).Mentions, 1)
	},

	"a word calls nobody by itself": func(h *house) {
		bob := h.person("bob")

		h.cry(h.place(h.ada, h.general), "@room @here", chat.Everybody{})

		want(h, "called", h.place(bob, h.general).Mentions, 0)
	},

	"a removed message calls nobody any more, however many it called": func(h *house) {
		bob := h.people(3)[1]
		m := h.place(h.ada, h.general)
		call := h.cry(m, "@room", chat.Everybody{All: true})

		h.delete(m, call.Message.ID)

		want(h, "called", h.place(bob, h.general).Mentions, 0)
	},

	"names are found in the room they are members of": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		room := h.room(h.ada, chat.Closed, "Closed")
		h.must(h.store.AddMember(h.Context(), room.Room.ID, bob.ID))

		found, err := h.store.Named(h.Context(), room, []string{"bob", "eve", "nobody", `"`, "ada"})
		h.must(err)
		want(h, "found", idsOf(found...), idsOf(h.ada, bob))
		found, err = h.store.Named(h.Context(), h.place(eve, h.general), nil)
		h.must(err)
		want(h, "of no name", len(found), 0)
	},

	"how many people a room has only its members learn": func(h *house) {
		room := h.room(h.ada, chat.Closed, "Closed")
		people, err := h.store.PeopleIn(h.Context(), room)
		h.must(err)
		want(h, "people", people, 1)

		room.User = h.person("bob")
		_, err = h.store.PeopleIn(h.Context(), room)
		h.wantError(err, chat.ErrNotFound)
	},

	"a call of a thousand people is one short write": func(h *house) {
		present := make([]chat.UserID, 1000)
		for i := range present {
			present[i] = h.person("member" + strconv.Itoa(i)).ID
		}

		began := time.Now()
		call := h.cry(h.place(h.ada, h.general), "@here", chat.Everybody{Present: present})

		want(h, "called", len(call.Called), 1000)
		h.Logf("a call of 1000 took %v", time.Since(began))
	},
}
