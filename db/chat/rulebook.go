package chat

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Sent is one thing that somebody said before, as rules about floods ask.
type Sent struct {
	Room RoomID
	Mark string // of its text, by SentMark
	At   time.Time
}

// SentMark is the same for texts that differ in blanks and in case only.
func SentMark(body string) string { return Mark(strings.ToLower(Line(body))) }

// Said is a message about to be sent, as rules look at it. Before is what its author sent
// lately, whatever the room; without it no rule about a flood catches anything.
type Said struct {
	Room   RoomID
	Body   string
	At     time.Time
	Before []Sent
}

// Place is a piece of a text: its first byte, and the first beyond.
type Place struct{ From, To int }

// Catch is a rule that a message is caught by, and by which pieces of it, in
// order and apart from each other; none where it is not the text.
type Catch struct {
	Rule   Rule
	Places []Place
}

// Strictest is the catch whose action is the strictest, of several the first;
// false where there is none.
func Strictest(catches []Catch) (strictest Catch, any bool) {
	strength := func(c Catch) int { return slices.Index(RuleActions(), c.Rule.Action) }
	for i, c := range catches {
		if i == 0 || strength(c) > strength(strictest) {
			strictest = c
		}
	}
	return strictest, len(catches) > 0
}

// Rulebook is rules made ready to be asked about messages, as often as there
// are some and by any number of goroutines.
type Rulebook struct {
	rules  []readyRule
	words  map[string][]phrase // by their first word
	floods bool
}

type readyRule struct {
	Rule
	pattern compiledPattern
	hosts   []string
}

// phrase is an entry of a list of words.
type phrase struct {
	rule  int
	words []string
}

// NewRulebook makes rules ready, whether they are on or not. One that
// CheckRule would refuse catches nothing.
func NewRulebook(rules []Rule) *Rulebook {
	b := &Rulebook{words: map[string][]phrase{}}
	for _, rule := range rules {
		if _, err := CheckRule(rule); err == nil {
			b.add(rule)
		}
	}
	return b
}

func (b *Rulebook) add(rule Rule) {
	ready := readyRule{Rule: rule}
	switch rule.Way {
	case RulePattern:
		ready.pattern = compilePattern(rule.Text) // CheckRule has read it
	case RuleHosts, RuleOtherHosts:
		ready.hosts = hostsOf(rule.Text)
	case RuleWords:
		for _, line := range linesOf(rule.Text) {
			sought := wordsIn(line)
			p := phrase{rule: len(b.rules)}
			for _, w := range sought {
				p.words = append(p.words, w.folded)
			}
			b.words[p.words[0]] = append(b.words[p.words[0]], p)
		}
	}
	b.floods = b.floods || rule.Way.Span()
	b.rules = append(b.rules, ready)
}

// Floods tells whether one of the rules asks what came before.
func (b *Rulebook) Floods() bool { return b.floods }

// saidText is a message with what all rules ask of it, found once.
type saidText struct {
	Said
	ascii  bool
	lower  string // with ASCII in lower case
	mark   string // of its text, where rules about floods ask
	links  []Place
	hosts  []string // of the links; empty: it cannot be told
	called []Place
	words  map[int][]Place // of each rule
}

func (b *Rulebook) read(said Said) *saidText {
	t := &saidText{Said: said, lower: asciiLower(said.Body), links: linkPlaces(said.Body), words: b.worded(said.Body)}
	t.ascii = !strings.ContainsFunc(said.Body, func(r rune) bool { return r >= utf8.RuneSelf })
	for _, p := range t.links {
		t.hosts = append(t.hosts, hostOf(said.Body[p.From:p.To]))
	}
	if strings.Contains(said.Body, "@") {
		t.called = calledPlaces(t.lower, Mentioned(said.Body))
	}
	if b.floods {
		t.mark = SentMark(said.Body)
	}
	return t
}

// Catches are the rules that a message is caught by, in their order.
func (b *Rulebook) Catches(said Said) []Catch {
	if len(b.rules) == 0 {
		return nil
	}
	var catches []Catch
	t := b.read(said)
	for i, rule := range b.rules {
		if places, caught := rule.catches(t, i); caught {
			catches = append(catches, Catch{Rule: rule.Rule, Places: merged(places)})
		}
	}
	return catches
}

// catches asks the rule of a number, and tells by which pieces.
func (r readyRule) catches(t *saidText, number int) (places []Place, caught bool) {
	switch r.Way {
	case RuleWords:
		places = t.words[number]
	case RulePattern:
		places = r.fits(t)
	case RuleHosts, RuleOtherHosts:
		for i, p := range t.links {
			if r.names(t.hosts[i]) == (r.Way == RuleHosts) {
				places = append(places, p)
			}
		}
	case RuleLinks:
		return t.links, len(t.links) > r.Number
	case RuleMentions:
		return t.called, len(t.called) > r.Number
	default:
		return nil, r.flooded(t)
	}
	return places, len(places) > 0
}

// maxFits bounds how many places of a text one pattern marks.
const maxFits = 100

func (r readyRule) fits(t *saidText) []Place {
	if !r.pattern.mayFit(t) {
		return nil
	}
	var places []Place
	for _, found := range r.pattern.FindAllStringIndex(t.Body, maxFits) {
		places = append(places, Place{found[0], found[1]})
	}
	return places
}

// hostOf is the host of a link, as hostsOf writes it.
func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.Trim(strings.ToLower(u.Hostname()), ".")
}

// names tells whether a host is in the rule's list, or below one that is.
func (r readyRule) names(host string) bool {
	return slices.ContainsFunc(r.hosts, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) })
}

// flooded counts what is about to be sent with what came before.
func (r readyRule) flooded(t *saidText) bool {
	count := 1
	for _, before := range t.Before {
		same := r.Way == RulePace && before.Room == t.Room || r.Way == RuleRepeats && before.Mark == t.mark
		if same && t.At.Sub(before.At) < r.Span {
			count++
		}
	}
	return count > r.Number
}

// worded are the places of the words of each rule.
func (b *Rulebook) worded(body string) map[int][]Place {
	if len(b.words) == 0 {
		return nil
	}
	places := map[int][]Place{}
	words := wordsIn(body)
	for i, w := range words {
		for _, p := range b.words[w.folded] {
			if p.begins(words[i:]) {
				places[p.rule] = append(places[p.rule], Place{w.From, words[i+len(p.words)-1].To})
			}
		}
	}
	return places
}

func (p phrase) begins(words []word) bool {
	if len(words) < len(p.words) {
		return false
	}
	for i, sought := range p.words {
		if words[i].folded != sought {
			return false
		}
	}
	return true
}

// calledPlaces finds where people are called, each at the first place.
func calledPlaces(lower string, names []string) []Place {
	var places []Place
	for _, name := range names {
		if at := strings.Index(lower, "@"+name); at >= 0 {
			places = append(places, Place{at, at + 1 + len(name)})
		}
	}
	return places
}

// asciiLower keeps every byte where it is, which strings.ToLower does not.
func asciiLower(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		if 'A' <= b && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return string(lower)
}

// merged puts places in order and joins those that meet.
func merged(places []Place) []Place {
	slices.SortFunc(places, func(a, b Place) int { return a.From - b.From })
	var joined []Place
	for _, p := range places {
		if n := len(joined) - 1; n >= 0 && p.From <= joined[n].To {
			joined[n].To = max(joined[n].To, p.To)
			continue
		}
		joined = append(joined, p)
	}
	return joined
}
