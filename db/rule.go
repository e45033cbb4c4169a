package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// selectRule goes with ruleFields.
const selectRule = `
	SELECT id, name, way, body, number, span, action, mute, sentence, active
	FROM rules`

func ruleFields(r *chat.Rule) []any {
	return []any{number(&r.ID), text(&r.Name), text(&r.Way), text(&r.Text), number(&r.Number), seconds{&r.Span}, text(&r.Action), seconds{&r.Mute},
		text(&r.Sentence), flagged(&r.On)}
}

const allRules = selectRule + `
	ORDER BY id
	LIMIT ?1`

// Rules lists all rules, on or not, the oldest first.
func (s *Store) Rules(ctx context.Context) ([]chat.Rule, error) {
	return listed(ctx, s, ruleFields, allRules, chat.MaxRules)
}

const ruleByID = selectRule + `
	WHERE id = ?1`

// Rule finds a rule; for staff.
func (s *Store) Rule(ctx context.Context, id chat.RuleID) (chat.Rule, error) {
	found, err := one(s.reader(ctx), ruleFields, ruleByID, id)
	return found, s.translate(err)
}

const countRules = `
	SELECT count(*)
	FROM rules`

const insertRule = `
	INSERT INTO rules (name, way, body, number, span, action, mute, sentence, active)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)
	RETURNING id`

// AddRule keeps a new rule, which is off. chat.Invalid where there are
// chat.MaxRules, chat.ErrForbidden for whoever is not of the staff, as of all
// that is done to rules.
func (s *Store) AddRule(ctx context.Context, actor chat.UserID, r chat.Rule) (chat.Rule, error) {
	r.On = false
	err := s.govern(ctx, actor, chat.Entry{Act: chat.DeedRuleAdd, Reason: r.Name + ": " + r.Says()}, ofStaff, func(t *tx, e chat.Entry, _ chat.User) error {
		count, err := one(t, single[int], countRules)
		if err == nil && count >= chat.MaxRules {
			err = chat.Invalid{Field: "name", Reason: "There are a hundred rules already. Delete one, or add to its list."}
		}
		if err != nil {
			return err
		}
		if r.ID, err = one(t, single[chat.RuleID], insertRule, ruleColumns(r)...); err != nil {
			return err
		}
		return t.audit(e)
	})
	return r, err
}

func ruleColumns(r chat.Rule) []any {
	return []any{r.Name, r.Way, r.Text, r.Number, int64(r.Span / time.Second), r.Action, int64(r.Mute / time.Second), r.Sentence}
}

const updateRule = `
	UPDATE rules
	SET name = ?1, way = ?2, body = ?3, number = ?4, span = ?5, action = ?6, mute = ?7, sentence = ?8
	WHERE id = ?9`

// judgeRule has somebody of the staff do something to a rule, as it is now.
func (s *Store) judgeRule(ctx context.Context, actor chat.UserID, act chat.Deed, id chat.RuleID, do func(t *tx, e chat.Entry, r chat.Rule) error) error {
	return s.govern(ctx, actor, chat.Entry{Act: act}, ofStaff, func(t *tx, e chat.Entry, _ chat.User) error {
		r, err := one(t, ruleFields, ruleByID, id)
		if err != nil {
			return err
		}
		e.Reason = r.Name + ": " + r.Says()
		return do(t, e, r)
	})
}

// ChangeRule gives a rule all but its number and whether it is on. The same
// again changes nothing.
func (s *Store) ChangeRule(ctx context.Context, actor chat.UserID, r chat.Rule) error {
	return s.judgeRule(ctx, actor, chat.DeedRuleChange, r.ID, func(t *tx, e chat.Entry, before chat.Rule) error {
		if r.On = before.On; r == before {
			return nil
		}
		if err := t.changeOne(updateRule, append(ruleColumns(r), r.ID)...); err != nil {
			return err
		}
		e.Reason = r.Name + ": " + r.Says()
		return t.audit(e)
	})
}

const switchRule = `
	UPDATE rules
	SET active = ?2
	WHERE id = ?1 AND active <> ?2`

// SwitchRule has a rule hold from now on, with chat.DeedRuleOn, or no more,
// with chat.DeedRuleOff. The same again changes nothing.
func (s *Store) SwitchRule(ctx context.Context, actor chat.UserID, id chat.RuleID, act chat.Deed) error {
	return s.judgeRule(ctx, actor, act, id, func(t *tx, e chat.Entry, _ chat.Rule) error {
		switched, err := t.exec(switchRule, id, flag(act == chat.DeedRuleOn))
		if err != nil || switched == 0 {
			return err
		}
		return t.audit(e)
	})
}

const deleteRule = `
	DELETE FROM rules
	WHERE id = ?1`

// DeleteRule ends a rule; what it held stays held.
func (s *Store) DeleteRule(ctx context.Context, actor chat.UserID, id chat.RuleID) error {
	return s.judgeRule(ctx, actor, chat.DeedRuleDelete, id, func(t *tx, e chat.Entry, _ chat.Rule) error {
		if err := t.changeOne(deleteRule, id); err != nil {
			return err
		}
		return t.audit(e)
	})
}
