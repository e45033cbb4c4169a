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

	"a circle has its people in order": func(h *house) {
		p := h.people(5)
		for _, friend := range []chat.User{p[4], p[0], p[2]} {
			h.befriend(p[1], friend)
		}
		h.answers(p[3], p[1], chat.RequestFriend)
		h.block(p[1], h.ada)

		circle, err := h.store.Circle(h.Context(), p[1].ID)

		h.must(err)
		want(h, "friends", circle.Friends, []chat.UserID{p[0].ID, p[2].ID, p[4].ID})
		want(h, "blocked", circle.Blocked, []chat.UserID{h.ada.ID})
	},

	"what waits for somebody is counted at once": func(h *house) {
		p := h.people(2)
		m := h.place(p[0], h.general)
		root := h.say(m, "root")
		h.answers(p[1], p[0], chat.RequestFriend)
		h.sayIn(h.place(p[1], h.general), root.ID, "an answer")

		waits, err := h.store.Waits(h.Context(), p[0].ID)

		h.must(err)
		count, err := h.store.UnreadNotifications(h.Context(), p[0].ID)
		h.must(err)
		want(h, "waits", waits, chat.Waits{Requests: 1, Threads: 1, Notifications: count})
		want(h, "rings", count > 0, true)
		none, err := h.store.Waits(h.Context(), h.ada.ID)
		h.must(err)
		want(h, "of somebody else", none, chat.Waits{})
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
