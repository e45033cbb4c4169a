package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showRules is the list of rules, with a form for a new one.
func (s *Server) showRules(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.rulesPage(w, r, viewer, views.RulesPage{Form: views.RuleForm{Way: string(chat.RuleWords), Action: string(chat.RuleHolds)}}, http.StatusOK)
}

func (s *Server) rulesPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.RulesPage, status int) (err error) {
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	if page.Form.ID != 0 {
		s.render(w, r, status, views.Rule(page))
		return nil
	}
	if page.Rules, err = s.store.Rules(r.Context()); err != nil {
		return err
	}
	s.render(w, r, status, views.Rules(page))
	return nil
}

// ruleOf finds the rule of an address.
func (s *Server) ruleOf(r *http.Request) (chat.Rule, error) {
	id, err := chat.ParseID[chat.RuleID](r.PathValue("rule"))
	if err != nil {
		return chat.Rule{}, err
	}
	return s.store.Rule(r.Context(), id)
}

// ruleForm is a rule with what was posted about it.
func (s *Server) ruleForm(r *http.Request) (chat.Rule, form, error) {
	fields, err := postedForm(r)
	if err != nil {
		return chat.Rule{}, nil, err
	}
	rule, err := s.ruleOf(r)
	return rule, fields, err
}

// showRule is one rule in the form that changes it.
func (s *Server) showRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	rule, err := s.ruleOf(r)
	if err != nil {
		return err
	}
	return s.rulesPage(w, r, viewer, views.RulesPage{Form: views.RuleFormOf(rule)}, http.StatusOK)
}

// addRule keeps a new rule.
func (s *Server) addRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.keepRule(w, r, viewer, 0, func(ctx context.Context, rule chat.Rule) error {
		_, err := s.store.AddRule(ctx, viewer.User.ID, rule)
		return err
	})
}

// changeRule gives a rule what was typed.
func (s *Server) changeRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	before, _, err := s.ruleForm(r)
	if err != nil {
		return err
	}
	return s.keepRule(w, r, viewer, before.ID, func(ctx context.Context, rule chat.Rule) error {
		return s.store.ChangeRule(ctx, viewer.User.ID, rule)
	})
}

func (s *Server) keepRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity, id chat.RuleID, keep func(context.Context, chat.Rule) error) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	rule, err := chat.CheckRule(ruleTyped(fields, id))
	if err == nil {
		err = keep(r.Context(), rule)
	}
	if err != nil {
		errs, status, err := refusedFields(err)
		if err != nil {
			return err
		}
		page := views.RulesPage{Form: ruleFormOf(fields, id), Tried: views.Tried{Sample: fields.get("sample")}}
		page.Form.Errors = errs
		return s.rulesPage(w, r, viewer, page, status)
	}
	s.guard.forget()
	return s.led(w, r, views.RulesPath, "The rule is kept.")
}

// ruleTyped reads a rule as far as it can be read; chat.CheckRule finds the
// rest.
func ruleTyped(fields form, id chat.RuleID) chat.Rule {
	count, err := strconv.Atoi(fields.get("number"))
	if err != nil {
		count = -1
	}
	return chat.Rule{ID: id, Name: chat.Line(fields.get("name")), Way: chat.RuleWay(fields.get("way")), Text: tidy(fields.get("text")), Number: count,
		Span: chat.ParseRuleSpan(fields.get("span")), Action: chat.RuleAction(fields.get("action")), Mute: chat.ParseRuleSpan(fields.get("mute")),
		Sentence: chat.Line(fields.get("words"))}
}

func ruleFormOf(fields form, id chat.RuleID) views.RuleForm {
	return views.RuleForm{ID: id, Name: fields.get("name"), Way: fields.get("way"), Text: fields.get("text"), Number: fields.get("number"), Span: fields.get("span"),
		Action: fields.get("action"), Mute: fields.get("mute"), Words: fields.get("words")}
}

// switchRule has a rule hold, or no more.
func (s *Server) switchRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.actOnRule(w, r, func(ctx context.Context, rule chat.Rule, fields form) (string, error) {
		act, did := chat.DeedRuleOff, rule.Name+" is off."
		if fields.get("on") != "" {
			act, did = chat.DeedRuleOn, rule.Name+" is on."
		}
		return did, s.store.SwitchRule(ctx, viewer.User.ID, rule.ID, act)
	})
}

// deleteRule ends a rule.
func (s *Server) deleteRule(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.actOnRule(w, r, func(ctx context.Context, rule chat.Rule, _ form) (string, error) {
		return rule.Name + " is deleted.", s.store.DeleteRule(ctx, viewer.User.ID, rule.ID)
	})
}

func (s *Server) actOnRule(w http.ResponseWriter, r *http.Request, act func(context.Context, chat.Rule, form) (did string, err error)) error {
	rule, fields, err := s.ruleForm(r)
	if err != nil {
		return err
	}
	did, err := act(r.Context(), rule, fields)
	if err != nil {
		return err
	}
	s.guard.forget()
	return s.led(w, r, views.RulesPath, did)
}

// tryRules shows which rules would catch a sample, on or not, with the one that
// is in the form. It changes nothing; the sample travels in the body so that it
// stands in no log.
func (s *Server) tryRules(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	id, _ := chat.ParseID[chat.RuleID](fields.get("rule")) // none is 0
	tried, err := s.tried(r.Context(), fields, id)
	if err != nil {
		return err
	}
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, views.TriedRules(tried))
		return nil
	}
	return s.rulesPage(w, r, viewer, views.RulesPage{Form: ruleFormOf(fields, id), Tried: tried}, http.StatusOK)
}

func (s *Server) tried(ctx context.Context, fields form, id chat.RuleID) (views.Tried, error) {
	tried := views.Tried{Sample: tidy(fields.get("sample"))}
	if utf8.RuneCountInString(tried.Sample) > chat.MaxBody || !utf8.ValidString(tried.Sample) {
		tried.Errors = views.Errors{{Field: "sample", Reason: fmt.Sprintf("A sample is as long as a message at most, which is %d letters.", chat.MaxBody)}}
		return tried, nil
	}
	rules, err := s.store.Rules(ctx)
	if err != nil {
		return tried, err
	}
	if typed := ruleTyped(fields, id); isTyped(typed) {
		typed, refused := chat.CheckRule(finished(typed))
		if tried.Errors, _, err = refusedFields(refused); err != nil {
			return tried, err
		}
		rules = append(slices.DeleteFunc(rules, func(r chat.Rule) bool { return r.ID == id }), typed)
	}
	tried.Done = len(tried.Errors) == 0
	tried.Catches = chat.NewRulebook(rules).Catches(chat.Said{Body: tried.Sample, At: time.Now()})
	return tried, nil
}

// isTyped tells whether there is anything in the form to be tried.
func isTyped(r chat.Rule) bool { return strings.TrimSpace(r.Text) != "" || r.Number >= 0 }

// finished gives a rule that is not finished what it needs to be tried.
func finished(r chat.Rule) chat.Rule {
	if r.Name == "" {
		r.Name = "The rule in the form"
	}
	if r.Sentence == "" {
		r.Sentence = r.Name
	}
	if r.Mute == 0 {
		r.Mute = time.Hour
	}
	return r
}
