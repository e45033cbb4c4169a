package dbtest

import (
	"fmt"
	"time"

	"parley/db/chat"
)

func (h *house) rule(r chat.Rule) chat.Rule {
	h.Helper()
	added, err := h.store.AddRule(h.Context(), h.ada.ID, r)
	h.must(err)
	return added
}

var noSpam = chat.Rule{Name: "No spam", Way: chat.RuleWords, Text: "spam", Action: chat.RuleMutes, Mute: time.Hour, Sentence: "Please stop."}

var rules = map[string]func(*house){
	"a rule is kept off, changed, switched and deleted, and each is in the log once": func(h *house) {
		added := h.rule(noSpam)
		on := added
		on.Name, on.Text, on.Span, on.Number, on.On = "Other", "other", 90*time.Second, 7, true

		h.must(h.store.ChangeRule(h.Context(), h.ada.ID, added))
		h.must(h.store.ChangeRule(h.Context(), h.ada.ID, on))
		for range 2 {
			h.must(h.store.SwitchRule(h.Context(), h.ada.ID, on.ID, chat.DeedRuleOn))
		}

		want(h, "added", added.On, false)
		found, err := h.store.Rule(h.Context(), added.ID)
		h.must(err)
		want(h, "rule", found, on)
		h.must(h.store.SwitchRule(h.Context(), h.ada.ID, on.ID, chat.DeedRuleOff))
		h.must(h.store.DeleteRule(h.Context(), h.ada.ID, on.ID))
		h.wantError(h.store.DeleteRule(h.Context(), h.ada.ID, on.ID), chat.ErrNotFound)
		_, err = h.store.Rule(h.Context(), on.ID)
		h.wantError(err, chat.ErrNotFound)
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada rule-add", "Ada rule-change", "Ada rule-on", "Ada rule-off", "Ada rule-delete"})
	},

	"rules are the staff's, and who else tries is in the log": func(h *house) {
		bob, added := h.person("bob"), h.rule(noSpam)

		_, err := h.store.AddRule(h.Context(), bob.ID, noSpam)
		h.wantError(err, chat.ErrForbidden)
		h.wantError(h.store.ChangeRule(h.Context(), bob.ID, added), chat.ErrForbidden)
		h.wantError(h.store.SwitchRule(h.Context(), bob.ID, added.ID, chat.DeedRuleOn), chat.ErrForbidden)
		h.wantError(h.store.DeleteRule(h.Context(), bob.ID, added.ID), chat.ErrForbidden)

		want(h, "log", h.deeds(chat.EntryFilter{Actor: bob.ID}), []string{"bob refused", "bob refused", "bob refused", "bob refused"})
		all, err := h.store.Rules(h.Context())
		h.must(err)
		want(h, "rules", all, []chat.Rule{added})
	},

	"there are a hundred rules at most": func(h *house) {
		for i := range chat.MaxRules {
			h.rule(chat.Rule{Name: fmt.Sprint(i), Way: chat.RuleLinks, Action: chat.RuleHolds})
		}

		_, err := h.store.AddRule(h.Context(), h.ada.ID, noSpam)

		h.wantInvalid(err, "name")
	},

	"a rule mutes for as long as it says, the staff never, and nobody twice": func(h *house) {
		bob, began := h.person("bob"), time.Now()

		done, err := h.store.MuteByRule(h.Context(), bob.ID, noSpam)
		h.must(err)
		again, err := h.store.MuteByRule(h.Context(), bob.ID, noSpam)
		h.must(err)
		never, err := h.store.MuteByRule(h.Context(), h.ada.ID, noSpam)
		h.must(err)

		want(h, "muted again", [2]chat.SanctionID{again.ID, never.ID}, [2]chat.SanctionID{})
		if lasts := done.Until.Sub(began); lasts < time.Hour-time.Second || lasts > time.Hour+time.Minute {
			h.Errorf("it lasts %s", lasts)
		}
		stands, err := h.store.SanctionsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "stands", stands, []chat.Sanction{done})
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"mute bob"})
		h.must(h.store.Answer(h.Context(), bob, done.ID, "I am sorry."))
	},

	"what was sent before is found by its key": func(h *house) {
		m := h.place(h.ada, h.general)
		sent, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "x", Once: "k", At: time.Now()})
		h.must(err)

		found, err := h.store.SentBefore(h.Context(), m, "k")
		h.must(err)
		want(h, "found", found.ID, sent.ID)
		_, err = h.store.SentBefore(h.Context(), m, "other")
		h.wantError(err, chat.ErrNotFound)
	},
}
