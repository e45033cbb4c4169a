package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) raid(act chat.Deed) {
	h.Helper()
	h.must(h.store.SwitchRaid(h.Context(), h.ada.ID, act))
}

var raids = map[string]func(*house){
	"the raid switch is one, in the log with each turn, and the staff's": func(h *house) {
		bob := h.person("bob")

		h.raid(chat.DeedRaidOff)
		h.raid(chat.DeedRaidOn)
		found, err := h.store.Raid(h.Context())
		h.must(err)
		h.raid(chat.DeedRaidOn)
		h.wantError(h.store.SwitchRaid(h.Context(), bob.ID, chat.DeedRaidOff), chat.ErrForbidden)

		again, err := h.store.Raid(h.Context())
		h.must(err)
		want(h, "since", [2]any{again, found.On()}, [2]any{found, true})
		h.raid(chat.DeedRaidOff)
		again, err = h.store.Raid(h.Context())
		h.must(err)
		want(h, "on", again.On(), false)
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada raid-on", "bob refused", "Ada raid-off"})
	},

	"while it is on somebody new writes once in half a minute, wherever, and the change tells": func(h *house) {
		bob := h.person("bob")
		tea := h.room(bob, chat.Open, "Tea")
		m := h.place(bob, h.general)
		h.raid(chat.DeedRaidOn)

		h.say(m, "one")

		heard := h.latest(h.general.ID).Slowed
		want(h, "raid", heard.Raid, true)
		want(h, "until", heard.Until, h.place(bob, tea.Room).RaidedUntil(time.Now()))
		h.wantSlowed(m, chat.NewMessage{Body: "two"})
		h.wantSlowed(tea, chat.NewMessage{Body: "where one looks after the room"})
		h.say(h.place(h.ada, h.general), "one")
		h.say(h.place(h.ada, h.general), "two")
		h.raid(chat.DeedRaidOff)
		h.say(m, "two")
		want(h, "slowed", h.latest(h.general.ID).Slowed, chat.Slowed{})
	},

	"while it is on somebody new makes no room and begins with friends only": func(h *house) {
		bob, carol, dora := h.person("bob"), h.person("carol"), h.person("dora")
		h.befriend(bob, dora)
		known, err := h.store.OpenDirect(h.Context(), bob, []chat.User{h.ada})
		h.must(err)
		h.raid(chat.DeedRaidOn)

		_, err = h.store.CreateRoom(h.Context(), bob, chat.NewRoom{Name: "Mine", Kind: chat.Closed})
		h.wantInvalid(err, "name")
		_, err = h.store.EnterRoom(h.Context(), bob, "Mine")
		h.wantInvalid(err, "name")
		_, err = h.store.OpenDirect(h.Context(), bob, []chat.User{carol})
		h.wantInvalid(err, "username")
		_, err = h.store.OpenDirect(h.Context(), bob, []chat.User{dora})
		h.must(err)
		again, err := h.store.OpenDirect(h.Context(), bob, []chat.User{h.ada})
		h.must(err)
		want(h, "room", again.Room.ID, known.Room.ID)
		_, err = h.store.CreateRoom(h.Context(), chat.User{}, chat.NewRoom{Name: "The program's", Kind: chat.Closed})
		h.must(err)
		h.raid(chat.DeedRaidOff)
		h.room(bob, chat.Open, "Mine")
	},
}
