package dbtest

import (
	"time"

	"parley/db/chat"
)

var strangers = map[string]func(*house){
	"strangers find nothing, as if there were nothing": func(h *house) {
		secret := h.room(h.ada, chat.Closed, "Plans")
		message := h.say(secret, "the plan")
		bob := h.person("bob")
		forged := chat.Membership{User: bob, Room: secret.Room, Role: chat.RoomAdmin}

		for _, room := range []chat.RoomID{secret.Room.ID, 4711} {
			_, err := h.store.Membership(h.Context(), bob.ID, room)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.OpenRoom(h.Context(), room)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.Join(h.Context(), bob, room)
			h.wantError(err, chat.ErrNotFound)
		}
		for _, id := range []chat.MessageID{message.ID, 4711} {
			_, _, err := h.store.Message(h.Context(), bob.ID, id)
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.EditMessage(h.Context(), forged, id, chat.Edit{Body: "x", At: time.Now()})
			h.wantError(err, chat.ErrNotFound)
			_, err = h.store.DeleteMessage(h.Context(), forged, id, time.Now())
			h.wantError(err, chat.ErrNotFound)
		}
		_, _, err := h.store.CreateMessage(h.Context(), forged, chat.NewMessage{Body: "x"})
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.Leave(h.Context(), forged), chat.ErrNotFound)
		want(h, "listings", listedNames(h, bob, ""), []string{firstRoom})
		places, err := h.store.MembershipsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "rooms", mapped(places, func(m chat.Membership) string { return m.Room.Name }), []string{firstRoom})
		want(h, "log", len(h.heard.of(secret.Room.ID)), 2)
	},
}
