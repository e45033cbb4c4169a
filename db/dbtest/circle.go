package dbtest

import (
	"time"

	"parley/db/chat"
)

var circles = map[string]func(*house){
	"a circle holds the rooms of a person and what they show": func(h *house) {
		p := h.people(1)
		until := chat.Time(chat.Millis(time.Now().Add(time.Hour)))
		direct := h.direct(p[0], h.ada)

		h.must(h.store.SetPresence(h.Context(), p[0].ID, false, until))
		circle, err := h.store.Circle(h.Context(), p[0].ID)

		h.must(err)
		want(h, "circle", circle, chat.Circle{User: p[0], Rooms: []chat.RoomID{h.general.ID, direct.Room.ID}, QuietUntil: until})
	},

	"nobody has no circle and shows nothing": func(h *house) {
		_, err := h.store.Circle(h.Context(), 404)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.SetPresence(h.Context(), 404, true, time.Time{}), chat.ErrNotFound)
	},

	"last seen moves forward, and not for those who hide": func(h *house) {
		p := h.people(2)
		both, now := []chat.UserID{p[0].ID, p[1].ID}, chat.Time(chat.Millis(time.Now()))
		h.must(h.store.SetPresence(h.Context(), p[1].ID, true, time.Time{}))

		h.must(h.store.Seen(h.Context(), both, now))
		h.must(h.store.Seen(h.Context(), both, now.Add(-time.Hour)))
		h.must(h.store.Seen(h.Context(), nil, now))

		var seen []time.Time
		for _, user := range both {
			circle, err := h.store.Circle(h.Context(), user)
			h.must(err)
			seen = append(seen, circle.LastSeen)
		}
		want(h, "last seen", seen, []time.Time{now, {}})
		since, err := h.store.SeenSince(h.Context(), now, 10)
		h.must(err)
		want(h, "seen since", since, []chat.UserID{p[0].ID})
	},
}
