package dbtest

import (
	"fmt"

	"parley/db/chat"
)

func (h *house) keywords(user chat.User, keywords ...string) {
	h.Helper()
	h.must(h.store.SetKeywords(h.Context(), user.ID, keywords))
}

func (h *house) heeds(user, other chat.User, attention chat.Attention) {
	h.Helper()
	h.must(h.store.SetAttention(h.Context(), user.ID, other.ID, attention))
	found, err := h.store.Attention(h.Context(), user.ID, other.ID)
	h.must(err)
	want(h, "attention", found, attention)
}

var hearings = map[string]func(*house){
	"a keyword is heard as a whole word of any script, and not in code": func(h *house) {
		bob, ada := h.person("bob"), h.place(h.ada, h.general)
		h.keywords(bob, "Release", "черновик", "部署", "new york", "straße")

		for _, missed := range []string{"releases", "`release`", "```\nrelease\n```", "чернович", "部队", "new\n\nyork", "york new"} {
			h.say(ada, missed)
			h.wantBell(bob)
		}
		hits := []string{"the RELEASE!", "(Черновик)", "我们明天部署服务器", "in New  York.", "in der STRASSE"}
		for n, hit := range hits {
			h.say(ada, hit)
			row := "keyword ada General " + hit
			if n > 0 {
				row += fmt.Sprint(" ", n+1)
			}
			h.wantBell(bob, row)
		}
	},

	"a keyword is not heard of oneself, of the blocked, in an edit, or from outside": func(h *house) {
		bob, eve, ada := h.person("bob"), h.person("eve"), h.place(h.ada, h.general)
		h.keywords(bob, "tea")
		h.must(h.store.Block(h.Context(), bob.ID, eve.ID))
		closed := h.room(h.ada, chat.Closed, "Closed")

		h.say(h.place(bob, h.general), "tea")
		h.say(h.place(eve, h.general), "tea")
		h.say(closed, "tea")
		h.edit(ada, h.say(ada, "coffee").ID, "tea")
		h.wantBell(bob)

		root := h.say(ada, "tea, @bob")
		h.wantBell(bob, "mention ada General tea, @bob")
		h.markThread(h.place(bob, h.general), root.ID, chat.MuteThread)
		h.sayIn(ada, root.ID, "tea")
		h.wantBell(bob, "mention ada General tea, @bob")
		h.delete(ada, root.ID)
		h.wantBell(bob)
	},

	"keywords take the place of those before": func(h *house) {
		bob, ada := h.person("bob"), h.place(h.ada, h.general)
		h.keywords(bob, "tea", "cake")
		h.keywords(bob, "cake", "beer")

		h.say(ada, "tea")
		h.wantBell(bob)
		rules, err := h.store.BellRules(h.Context(), bob.ID)
		h.must(err)
		want(h, "keywords", rules.Keywords, []string{"cake", "beer"})
	},

	"a person is always heard in rooms of both, or never": func(h *house) {
		bob, eve, ada := h.person("bob"), h.person("eve"), h.place(h.ada, h.general)
		closed := h.room(h.ada, chat.Closed, "Closed")
		h.heeds(bob, h.ada, chat.AttentionAlways)
		h.heeds(bob, eve, chat.AttentionNever)

		h.say(ada, "one")
		h.say(closed, "secret")
		said := h.say(h.place(bob, h.general), "hello")
		h.say(h.place(eve, h.general), "@bob")
		h.reply(h.place(eve, h.general), said.ID, "well")
		h.say(h.direct(eve, bob), "psst")

		h.wantBell(bob, "direct ada General one")
		want(h, "mentions", h.place(bob, h.general).Mentions, 0)
		h.heeds(bob, h.ada, "")
		h.heeds(bob, eve, "")
		h.say(ada, "two")
		h.say(h.place(eve, h.general), "@bob")
		h.wantBell(bob, "mention eve General @bob", "direct ada General one")
	},

	"one pays oneself no attention, and not too many others": func(h *house) {
		h.wantInvalid(h.store.SetAttention(h.Context(), h.ada.ID, h.ada.ID, chat.AttentionAlways), "attention")
		for _, user := range h.people(chat.MaxHeeded) {
			h.must(h.store.SetAttention(h.Context(), h.ada.ID, user.ID, chat.AttentionAlways))
		}
		h.wantInvalid(h.store.SetAttention(h.Context(), h.ada.ID, h.person("late").ID, chat.AttentionNever), "attention")
	},

	"a reaction is told to those who want it, and counts a message once": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		ada, m := h.place(h.ada, h.general), h.place(bob, h.general)
		one, two := h.say(m, "one"), h.say(m, "two")
		h.react(ada, one.ID, "👍")
		h.wantBell(bob)

		h.must(h.store.SetSignals(h.Context(), bob.ID, false, true))
		h.react(m, one.ID, "👍")
		h.react(ada, one.ID, "🎉")
		h.react(h.place(eve, h.general), one.ID, "🎉")
		h.wantBell(bob, "reaction eve General one")
		h.react(ada, two.ID, "🎉")
		h.wantBell(bob, "reaction ada General two 2")
		h.delete(m, two.ID)
		h.wantBell(bob, "reaction ada General one")
	},
}
