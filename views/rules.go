package views

import (
	"fmt"
	"slices"

	"parley/db/chat"
)

// Addresses of the rules that messages keep to.
const (
	RulesPath    = "/moderation/rules"
	TryRulesPath = "/moderation/rules/try"
)

// RulePath is one rule, and takes what it says from now on.
func RulePath(rule chat.RuleID) string { return RulesPath + "/" + rule.String() }

// SwitchRulePath has a rule hold, or no more; DeleteRulePath ends it.
func SwitchRulePath(rule chat.RuleID) string { return RulePath(rule) + "/on" }
func DeleteRulePath(rule chat.RuleID) string { return RulePath(rule) + "/delete" }

// Ids of the page of rules.
const (
	ruleFormID   = "rule"
	ruleTitleID  = "rule-title"
	rulesTitleID = "rules-title"
	ruleWayID    = "rule-way"
	ruleActID    = "rule-action"
	ruleTextID   = "rule-text"
	tryTitleID   = "try-title"
	sampleID     = "sample"
	triedID      = "tried"
)

// RulesPage are all rules, or one of them, with a form and a place to try them.
type RulesPage struct {
	Shell Shell
	Rules []chat.Rule
	Form  RuleForm
	Tried Tried
}

// RuleForm is a rule as typed. ID 0 is a new one.
type RuleForm struct {
	ID                                                 chat.RuleID
	Name, Way, Text, Number, Span, Action, Mute, Words string
	Errors                                             Errors
}

// RuleFormOf shows a rule that there is.
func RuleFormOf(r chat.Rule) RuleForm {
	return RuleForm{ID: r.ID, Name: r.Name, Way: string(r.Way), Text: r.Text, Number: fmt.Sprint(r.Number), Span: chat.SpanText(r.Span),
		Action: string(r.Action), Mute: chat.SpanText(r.Mute), Words: r.Sentence}
}

// path is where the form posts to.
func (f RuleForm) path() string {
	if f.ID != 0 {
		return RulePath(f.ID)
	}
	return RulesPath
}

// Tried is which rules would catch a sample, as far as it was tried.
type Tried struct {
	Sample  string
	Done    bool
	Catches []chat.Catch
	Errors  Errors // of the rule that is being typed, and of the sample
}

// wayWords say what a rule looks for, and draw its kind.
var wayWords = map[chat.RuleWay]struct{ label, icon string }{
	chat.RuleWords:      {"Words: any of a list", "text"},
	chat.RulePattern:    {"Words: what a pattern fits", "text"},
	chat.RuleHosts:      {"Links to any of these hosts", "link"},
	chat.RuleOtherHosts: {"Links to any other host than these", "link"},
	chat.RuleLinks:      {"Links: too many in one message", "link"},
	chat.RuleMentions:   {"Mentions: too many people called at once", "at"},
	chat.RulePace:       {"Flood: too many messages in a room", "bolt"},
	chat.RuleRepeats:    {"Flood: the same text too often", "bolt"},
}

// wayNeeds names the fields that a way needs, for the stylesheet, which puts the
// others away.
func wayNeeds(w chat.RuleWay) string {
	switch {
	case w.Text():
		return "text"
	case w.Span():
		return "number span"
	}
	return "number"
}

// actionWords say what becomes of a message: in the form, and in a row.
var actionWords = map[chat.RuleAction]struct{ label, word, tone string }{
	chat.RuleHolds:   {"Hold it until a moderator has looked", "holds", "attention"},
	chat.RuleRefuses: {"Refuse it", "refuses", "danger"},
	chat.RuleMutes:   {"Refuse it, and mute its author", "mutes", "danger"},
}

// ruleLine says what a rule looks for, for a row.
func ruleLine(r chat.Rule) string {
	switch r.Way {
	case chat.RuleWords, chat.RulePattern, chat.RuleHosts, chat.RuleOtherHosts:
		return wayWords[r.Way].label + ": " + chat.Line(r.Text)
	case chat.RuleLinks:
		return fmt.Sprintf("More than %s in one message.", plural(r.Number, "link"))
	case chat.RuleMentions:
		return fmt.Sprintf("More than %s called in one message.", people(r.Number))
	case chat.RulePace:
		return fmt.Sprintf("More than %s in a room in %s.", plural(r.Number, "message"), waitWord(r.Span))
	}
	return fmt.Sprintf("The same text more than %s in %s.", plural(r.Number, "time"), waitWord(r.Span))
}

// actionWord is what a rule does, with how long.
func actionWord(r chat.Rule) string {
	if r.Action == chat.RuleMutes {
		return actionWords[r.Action].word + " for " + chat.SpanText(r.Mute)
	}
	return actionWords[r.Action].word
}

// piece is a part of a sample; caught is what a rule marks.
type piece struct {
	text   string
	caught bool
}

// pieces cuts a sample where a rule caught it.
func pieces(sample string, places []chat.Place) []piece {
	var cut []piece
	at := 0
	for _, p := range places {
		cut = append(cut, piece{sample[at:p.From], false}, piece{sample[p.From:p.To], true})
		at = p.To
	}
	cut = append(cut, piece{sample[at:], false})
	return slices.DeleteFunc(cut, func(p piece) bool { return p.text == "" })
}

// doer is who did something to somebody: nobody of the staff where a rule did.
func doer(actor chat.Named) string {
	if actor.ID == 0 {
		return "a rule"
	}
	return actor.Name
}
