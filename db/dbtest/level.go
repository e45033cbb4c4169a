package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) level(user chat.User, room chat.Room, level chat.Level) {
	h.Helper()
	h.must(h.store.SetLevel(h.Context(), h.place(user, room), level))
}

var levels = map[string]func(*house){
	"usual are mentions in rooms and all of a direct conversation": func(h *house) {
		bob := h.person("bob")
		direct := h.direct(h.ada, bob)

		want(h, "levels", []chat.Level{h.place(bob, h.general).Level, h.place(bob, direct.Room).Level}, []chat.Level{chat.LevelMentions, chat.LevelAll})
		h.level(bob, h.general, chat.LevelAll)
		h.level(bob, direct.Room, chat.LevelNothing)
		want(h, "levels", []chat.Level{h.place(bob, h.general).Level, h.place(bob, direct.Room).Level}, []chat.Level{chat.LevelAll, chat.LevelNothing})
		rules, err := h.store.BellRules(h.Context(), bob.ID)
		h.must(err)
		want(h, "rooms of an own level", len(rules.Rooms), 2)
		h.level(bob, h.general, chat.LevelMentions)
		rules, err = h.store.BellRules(h.Context(), bob.ID)
		h.must(err)
		want(h, "rooms of an own level", len(rules.Rooms), 1)
	},

	"who hears all of a room has one row for it, and one for what calls them": func(h *house) {
		bob, ada := h.person("bob"), h.place(h.ada, h.general)
		h.level(bob, h.general, chat.LevelAll)

		h.say(ada, "one")
		root := h.say(ada, "two")
		h.say(ada, "three @bob")
		h.say(h.place(bob, h.general), "four")
		h.sayIn(ada, root.ID, "in a thread")

		h.wantBell(bob, "mention ada General three @bob", "direct ada General two 2")
		h.wantBell(h.ada)
	},

	"nothing is nothing, and counts nothing": func(h *house) {
		bob, ada := h.person("bob"), h.place(h.ada, h.general)
		direct := h.direct(h.ada, bob)
		said := h.say(h.place(bob, h.general), "hello")
		h.level(bob, h.general, chat.LevelNothing)
		h.level(bob, direct.Room, chat.LevelNothing)
		h.must(h.store.SetKeywords(h.Context(), bob.ID, []string{"tea"}))
		h.must(h.store.SetAttention(h.Context(), bob.ID, h.ada.ID, chat.AttentionAlways))

		h.say(ada, "@bob, tea?")
		h.reply(ada, said.ID, "well")
		h.sayIn(ada, said.ID, "well")
		h.say(direct, "are you there?")

		h.wantBell(bob)
		want(h, "mentions", h.place(bob, h.general).Mentions+h.place(bob, direct.Room).Mentions, 0)
		h.level(bob, h.general, chat.LevelMentions)
		h.say(ada, "@bob")
		h.wantBell(bob, "mention ada General @bob")
	},

	"mentions of a direct conversation are those by name": func(h *house) {
		bob := h.person("bob")
		direct := h.direct(h.ada, bob)
		h.level(bob, direct.Room, chat.LevelMentions)

		h.say(direct, "one")
		h.wantBell(bob)
		h.say(direct, "two, @bob")

		h.wantBell(bob, "direct ada direct two, @bob")
	},

	"who follows a thread hears of each answer until they mute it": func(h *house) {
		bob, eve, ada := h.person("bob"), h.person("eve"), h.place(h.ada, h.general)
		root := h.say(h.place(bob, h.general), "root")
		h.markThread(h.place(eve, h.general), root.ID, chat.FollowThread)

		h.sayIn(ada, root.ID, "one")
		last := h.sayIn(ada, root.ID, "two @eve")
		h.wantBell(bob, "reply ada General two @eve 2")
		h.wantBell(eve, "mention ada General two @eve", "reply ada General one")
		h.push(bob)

		moved, err := h.store.ReadThread(h.Context(), bob.ID, root.ID, last.Seq)
		h.must(err)
		want(h, "moved", moved, true)
		h.wantBell(bob, "reply ada General two @eve 2 read")
		h.markThread(h.place(bob, h.general), root.ID, chat.MuteThread)
		h.sayIn(ada, root.ID, "three @bob")
		h.wantBell(bob, "reply ada General two @eve 2 read")
	},

	"a level needs a place": func(h *house) {
		bob := h.place(h.person("bob"), h.general)
		h.must(h.store.Leave(h.Context(), bob))

		h.wantError(h.store.SetLevel(h.Context(), bob, chat.LevelAll), chat.ErrNotFound)
	},
}

var passes = map[string]func(*house){
	"what is passed is no news afterwards, but for what came since": func(h *house) {
		p := h.people(3)
		ada := h.place(h.ada, h.general)
		gone := h.say(ada, "@person1")
		h.push(p[1])
		h.delete(ada, gone.ID)
		h.say(ada, "@person0 @person2")

		h.must(h.store.PassUnpushed(h.Context(), []chat.UserID{p[0].ID, p[1].ID}, time.Now().Add(-time.Minute)))
		people, err := h.store.PeopleUnpushed(h.Context(), 10)
		h.must(err)
		want(h, "people unpushed", people, []chat.UserID{p[0].ID, p[2].ID})
		h.must(h.store.PassUnpushed(h.Context(), []chat.UserID{p[0].ID, p[1].ID}, time.Now().Add(time.Minute)))
		h.must(h.store.PassUnpushed(h.Context(), nil, time.Now()))

		want(h, "news of the passed", h.push(p[0]), nil)
		want(h, "news of another", h.push(p[2]), []string{"mention ada General @person0 @person2"})
		h.wantBell(p[0], "mention ada General @person0 @person2")
		h.wantBell(p[1])
	},
}

var hours = map[string]func(*house){
	"quiet hours and signals are kept": func(h *house) {
		bob := h.person("bob")
		spans := []chat.QuietHours{{Day: time.Monday, Begins: 1320, Ends: 420}, {Day: time.Saturday}}

		h.must(h.store.SetQuietHours(h.Context(), bob.ID, append(spans[1:], spans[0])))
		h.must(h.store.SetSignals(h.Context(), bob.ID, true, false))

		rules, err := h.store.BellRules(h.Context(), bob.ID)
		h.must(err)
		want(h, "rules", rules, chat.BellRules{Sounds: true, Hours: spans})
		ring, err := h.store.Ring(h.Context(), bob.ID)
		h.must(err)
		want(h, "ring", ring, chat.Ring{User: bob, Sounds: true, Hours: spans})
		circle, err := h.store.Circle(h.Context(), bob.ID)
		h.must(err)
		want(h, "hours that others see", circle.Hours, spans)
		h.must(h.store.SetQuietHours(h.Context(), bob.ID, nil))
		rules, err = h.store.BellRules(h.Context(), bob.ID)
		h.must(err)
		want(h, "rules", rules, chat.BellRules{Sounds: true})
	},

	"nobody has no rules": func(h *house) {
		_, err := h.store.BellRules(h.Context(), 404)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.Ring(h.Context(), 404)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.SetSignals(h.Context(), 404, true, true), chat.ErrNotFound)
		h.wantError(h.store.SetAttention(h.Context(), h.ada.ID, 404, chat.AttentionNever), chat.ErrNotFound)
	},
}
