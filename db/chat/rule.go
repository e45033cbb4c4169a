package chat

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// RuleID numbers the rules of the place.
type RuleID int64

func (id RuleID) String() string { return strconv.FormatInt(int64(id), 10) }

// RuleWay is what a rule looks for. Of the four kinds of rules (words, links,
// mentions, floods) all but mentions are looked for in more than one way.
type RuleWay string

const (
	RuleWords      RuleWay = "words"       // any of a list
	RulePattern    RuleWay = "pattern"     // what a regular expression fits
	RuleHosts      RuleWay = "hosts"       // a link to one of a list
	RuleOtherHosts RuleWay = "other-hosts" // a link to none of a list
	RuleLinks      RuleWay = "links"       // more than a number in one message
	RuleMentions   RuleWay = "mentions"    // the same of people called by name
	RulePace       RuleWay = "pace"        // more than a number of messages in a room in a span
	RuleRepeats    RuleWay = "repeats"     // more than a number with one text in a span, in all rooms
)

// RuleWays are all of them, as a form offers them.
func RuleWays() []RuleWay {
	return []RuleWay{RuleWords, RulePattern, RuleHosts, RuleOtherHosts, RuleLinks, RuleMentions, RulePace, RuleRepeats}
}

// Text tells whether the way needs a text, Number and Span the same of those.
func (w RuleWay) Text() bool {
	return w == RuleWords || w == RulePattern || w == RuleHosts || w == RuleOtherHosts
}

func (w RuleWay) Number() bool { return !w.Text() }

// Span tells a rule about a flood, which looks at what came before, from one
// about a message.
func (w RuleWay) Span() bool { return w == RulePace || w == RuleRepeats }

// RuleAction is what a rule does with a message that it catches.
type RuleAction string

const (
	RuleHolds   RuleAction = "hold"   // until somebody of the staff has looked at it
	RuleRefuses RuleAction = "refuse" // with its sentence
	RuleMutes   RuleAction = "mute"   // refuses it, and mutes its author for a while
)

// RuleActions are all of them, the mildest first.
func RuleActions() []RuleAction { return []RuleAction{RuleHolds, RuleRefuses, RuleMutes} }

// Rule is one that everybody's messages keep to but the staff's.
type Rule struct {
	ID       RuleID
	Name     string // for the staff
	Way      RuleWay
	Text     string        // a list with one a line, or a pattern
	Number   int           // that may be: more is caught
	Span     time.Duration // in which it is counted; of whole seconds
	Action   RuleAction
	Mute     time.Duration // how long a RuleMutes lasts; of whole seconds
	Sentence string        // that the author reads
	On       bool
}

// What the log of acts says of rules.
const (
	DeedRuleAdd    Deed = "rule-add"
	DeedRuleChange Deed = "rule-change"
	DeedRuleOn     Deed = "rule-on"
	DeedRuleOff    Deed = "rule-off"
	DeedRuleDelete Deed = "rule-delete"
)

// Says is all of a rule but its name in one line, for the log.
func (r Rule) Says() string {
	said := []string{string(r.Way)}
	if r.Way == RulePattern {
		said = append(said, r.Text)
	} else if r.Way.Text() {
		said = append(said, strings.Join(linesOf(r.Text), ", "))
	}
	if r.Way.Number() {
		said = append(said, "more than "+strconv.Itoa(r.Number))
	}
	if r.Way.Span() {
		said = append(said, "in "+SpanText(r.Span))
	}
	said = append(said, string(r.Action))
	if r.Action == RuleMutes {
		said = append(said, "for "+SpanText(r.Mute))
	}
	return strings.Join(append(said, r.Sentence), " · ")
}

// Limits of rules. A message is read once for all of them, so their number
// bounds what it costs.
const (
	MaxRules        = 100
	MaxRuleName     = 60
	MaxRuleText     = 4000 // characters
	MaxRuleSentence = 300
	MaxRuleNumber   = 100
	MaxRuleSpan     = time.Hour // so long is remembered who wrote what
	MaxRuleMute     = 30 * 24 * time.Hour
)

// CheckRule gives a rule without what its way does not need, and finds
// everything that is wrong with it: errors of Invalid, joined.
func CheckRule(r Rule) (Rule, error) {
	if !slices.Contains(RuleWays(), r.Way) {
		return r, Invalid{Field: "way", Reason: "Choose what the rule looks for."}
	}
	if !slices.Contains(RuleActions(), r.Action) {
		return r, Invalid{Field: "action", Reason: "Choose what happens to a message that it catches."}
	}
	r = r.trimmed()
	return r, errors.Join(r.checkName(), r.checkText(), r.checkNumber(), r.checkSpan(), r.checkMute(), r.checkSentence())
}

// trimmed is the rule without what its way and its action do not need.
func (r Rule) trimmed() Rule {
	if !r.Way.Text() {
		r.Text = ""
	}
	if !r.Way.Number() {
		r.Number = 0
	}
	if !r.Way.Span() {
		r.Span = 0
	}
	if r.Action != RuleMutes {
		r.Mute = 0
	}
	return r
}

func (r Rule) checkName() error {
	if !visible(r.Name) {
		return Invalid{Field: "name", Reason: "Give the rule a name. Only the staff reads it."}
	}
	return checkWords("name", r.Name, MaxRuleName)
}

func (r Rule) checkText() error {
	if !r.Way.Text() {
		return nil
	}
	if !visible(r.Text) {
		return Invalid{Field: "text", Reason: "Write what the rule looks for."}
	}
	if err := checkWords("text", r.Text, MaxRuleText); err != nil {
		return err
	}
	switch r.Way {
	case RulePattern:
		return CheckPattern(r.Text)
	case RuleWords:
		return checkWordList(r.Text)
	}
	return checkHosts(r.Text)
}

func (r Rule) checkNumber() error {
	least := 0
	if r.Way.Span() {
		least = 1
	}
	if r.Way.Number() && (r.Number < least || r.Number > MaxRuleNumber) {
		return Invalid{Field: "number", Reason: fmt.Sprintf("Give a number from %d to %d. One more than that is caught.", least, MaxRuleNumber)}
	}
	return nil
}

func (r Rule) checkSpan() error {
	if r.Way.Span() && (r.Span < time.Second || r.Span > MaxRuleSpan) {
		return Invalid{Field: "span", Reason: "Give a span from 1s to 1h, such as 30s or 10m."}
	}
	return nil
}

func (r Rule) checkMute() error {
	if r.Action == RuleMutes && (r.Mute < time.Second || r.Mute > MaxRuleMute) {
		return Invalid{Field: "mute", Reason: "Give how long, such as 10m, 1h or 7d; thirty days at most."}
	}
	return nil
}

func (r Rule) checkSentence() error {
	if r.Action != RuleHolds && !visible(r.Sentence) {
		return Invalid{Field: "words", Reason: "Write what the author reads, so that they know what to do."}
	}
	return checkWords("words", r.Sentence, MaxRuleSentence)
}

// ParseRuleSpan reads a span such as 90s, 30m, 12h or 7d; 0 for anything else.
func ParseRuleSpan(text string) time.Duration {
	if text = Line(text); text == "" {
		return 0
	}
	return parseSpan(text)
}

// SpanText writes a span as ParseRuleSpan reads it; none is empty.
func SpanText(span time.Duration) string {
	if span == 0 {
		return ""
	}
	for _, unit := range []byte{'d', 'h', 'm'} {
		if span%spanUnits[unit] == 0 {
			return strconv.Itoa(int(span/spanUnits[unit])) + string(unit)
		}
	}
	return strconv.Itoa(int(span/time.Second)) + "s"
}

// linesOf is a list with one a line, without what is empty and what is there
// twice.
func linesOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = Line(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

func checkWordList(text string) error {
	for i, line := range linesOf(text) {
		if len(wordsIn(line)) == 0 {
			return Invalid{Field: "text", Reason: fmt.Sprintf("There is no letter or digit in “%s”, word %d of the list. A pattern finds signs.", cutAt(line, 40), i+1)}
		}
	}
	return nil
}

// cutAt is a text that a sentence can hold.
func cutAt(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
