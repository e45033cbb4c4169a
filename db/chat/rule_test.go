package chat

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func rule(way RuleWay, text string) Rule {
	return Rule{Name: "A rule", Way: way, Text: text, Action: RuleRefuses, Sentence: "Please do not."}
}

func counting(way RuleWay, number int, span time.Duration) Rule {
	r := rule(way, "")
	r.Number, r.Span = number, span
	return r
}

// marked is a text with what a rule catches of it in brackets.
func marked(r Rule, body string) string {
	catches := NewRulebook([]Rule{r}).Catches(Said{Body: body})
	if len(catches) == 0 {
		return ""
	}
	for _, p := range catches[0].Places {
		body = body[:p.From] + strings.Repeat("\x00", p.To-p.From) + body[p.To:]
	}
	return strings.Join(strings.FieldsFunc(body, func(r rune) bool { return r != 0 }), " ")
}

func TestRulesCatchWhatTheyLookFor(t *testing.T) {
	for _, test := range []struct {
		rule Rule
		body string
		want string // the pieces that are caught; empty: the message is fine
	}{
		{rule(RuleWords, "spam\nbuy now"), "This is SPAM, so buy\n now", "SPAM|buy\n now"},
		{rule(RuleWords, "spam"), "a spammer, despam, sp am", ""},
		{rule(RuleWords, "spam"), "ｓｐａｍ", "ｓｐａｍ"},
		{rule(RuleWords, "ｶﾞｲﾄﾞ"), "ガイド", "ガイド"},
		{rule(RuleWords, "straße"), "STRASSE", "STRASSE"},
		{rule(RuleWords, "спам"), "Это СПАМ!", "СПАМ"},
		{rule(RuleWords, "広告"), "これは広告です", "広告"},
		{rule(RuleWords, "spam"), "sp\u200bam", "sp\u200bam"},
		{rule(RuleWords, "cafe\u0301"), "a café", "café"},
		{rule(RuleWords, "c4t"), "`c4t`", "c4t"},
		{rule(RulePattern, `\d{3} \d{3}`), "call 070 012 34", "070 012"},
		{rule(RulePattern, `(?i)echo`), "Echo, echo", "Echo|echo"},
		{rule(RulePattern, `(?i)echo`), "reply", ""},
		{rule(RulePattern, `(?i)skip(ped)?`), "S\u212Aip", "S\u212Aip"},
		{rule(RulePattern, `x+(?:Ab){2}`), "xAbAb xab", "xAbAb"},
		{rule(RuleHosts, "shop.example\nhttps://other.example/x"), "see https://cheap.SHOP.example/a. and http://other.example", "https://cheap.SHOP.example/a|http://other.example"},
		{rule(RuleHosts, "shop.example"), "https://myshop.example and https://shop.example.org, shop.example", ""},
		{rule(RuleHosts, "evil.example"), "https://good.example@evil.example/", "https://good.example@evil.example/"},
		{rule(RuleOtherHosts, "parley.example"), "https://docs.parley.example `http://x.example`", "http://x.example"},
		{rule(RuleOtherHosts, "parley.example"), "no link", ""},
		{counting(RuleLinks, 1, 0), "<https://a.example> [b](https://b.example)", "https://a.example|https://b.example"},
		{counting(RuleLinks, 0, 0), "ftp://a.example xhttps://b.example", ""},
		{counting(RuleLinks, 2, 0), "https://a.example https://b.example", ""},
		{counting(RuleMentions, 1, 0), "@Ann and @bob", "@Ann|@bob"},
		{counting(RuleMentions, 2, 0), "@ann @bob @ann", ""},
	} {
		got := marked(test.rule, test.body)
		want := ""
		for _, piece := range strings.Split(test.want, "|") {
			if piece != "" {
				want += " " + strings.Repeat("\x00", len(piece))
			}
		}
		if got != strings.TrimSpace(want) && test.want != "" || test.want == "" && got != "" {
			t.Errorf("%s %q of %q: %q, want %q", test.rule.Way, test.rule.Text, test.body, got, test.want)
		}
	}
}

func TestFloodsAreCountedInTheirRoomAndSpan(t *testing.T) {
	at := time.Now()
	before := []Sent{
		{Room: 1, Mark: SentMark("hello  There"), At: at.Add(-time.Minute)},
		{Room: 1, Mark: SentMark("hello there"), At: at.Add(-2 * time.Second)},
		{Room: 2, Mark: SentMark("Hello there"), At: at.Add(-time.Second)},
	}
	for _, test := range []struct {
		rule Rule
		body string
		want bool
	}{
		{counting(RulePace, 1, 10*time.Second), "else", true},
		{counting(RulePace, 2, 10*time.Second), "else", false},
		{counting(RulePace, 2, time.Hour), "else", true},
		{counting(RuleRepeats, 3, time.Hour), "hello there", true},
		{counting(RuleRepeats, 3, time.Minute), "hello there", false},
		{counting(RuleRepeats, 1, time.Hour), "else", false},
	} {
		catches := NewRulebook([]Rule{test.rule}).Catches(Said{Room: 1, Body: test.body, At: at, Before: before})
		if got := len(catches) > 0; got != test.want {
			t.Errorf("%s over %d in %s of %q: %t, want %t", test.rule.Way, test.rule.Number, test.rule.Span, test.body, got, test.want)
		}
	}
}

func TestStrictestRuleDecides(t *testing.T) {
	hold, mute := rule(RuleWords, "spam"), rule(RuleWords, "spam")
	hold.Action, mute.Action, mute.Mute = RuleHolds, RuleMutes, time.Hour
	catches := NewRulebook([]Rule{hold, mute, rule(RuleWords, "spam")}).Catches(Said{Body: "spam"})
	if strictest, caught := Strictest(catches); len(catches) != 3 || !caught || strictest.Rule.Action != RuleMutes {
		t.Errorf("%d catch it, and %q is done", len(catches), strictest.Rule.Action)
	}
	if _, caught := Strictest(nil); caught {
		t.Error("nothing caught something")
	}
}

func TestBrokenAndSlowPatternsAreRefusedWithThePlace(t *testing.T) {
	for pattern, want := range map[string]string{
		`(cheap|best) price(s`:      "The bracket opened at letter 19 is never closed.",
		`ä[(]\(\Q(\E(x(y)`:          "The bracket opened at letter 12 is never closed.",
		`a)b`:                       "The bracket at letter 2 closes nothing",
		`[]()]x)`:                   "The bracket at letter 7 closes nothing",
		`früh [abc`:                 "At letter 6, “[abc” opens a set",
		`ü|*`:                       "At letter 3, “*” repeats nothing",
		`a**`:                       "At letter 2, “**” repeats what",
		`\\q\q`:                     `At letter 4, “\q” means nothing`,
		`x[z-a]`:                    "At letter 3, “z-a” goes from",
		`x{5,2}`:                    "At letter 2, “{5,2}” repeats too often",
		`x{1001}`:                   "At letter 2, “{1001}” repeats too often",
		`(?=x)`:                     "At letter 1, “(?=” is not understood",
		`(?P<!>x)`:                  "At letter 1, “(?P<!>” is no name",
		`x\`:                        "The backslash at letter 2",
		`(?:ab){3}(?:\pL\d){600}`:   "At letter 19, “{600}” repeats the most",
		`((x{100}){100}){100}`:      "At letter 10, “{100}” repeats too often",
		`((x{30}){30})`:             "It is too slow: it takes 964 steps, and 250 are read. At letter 4, “{30}” repeats the most",
		`a*|b`:                      "It also fits a text of no letters",
		`^\B`:                       "It also fits",
		strings.Repeat("a|b", 200):  "It is 600 characters long",
		strings.Repeat("abc(", 100): "The bracket opened at letter 400",
		"a\x00":                     "at place 2 that is no letter",
	} {
		var invalid Invalid
		if err := CheckPattern(pattern); !errors.As(err, &invalid) || !strings.Contains(invalid.Reason, want) {
			t.Errorf("%q: %v, want %q", pattern, err, want)
		}
	}
	for _, pattern := range []string{`\b(cheap|best) prices?\b`, `(?i)0\d{2,4}[ /-]?\d{3,8}`, `[()]`, `\Q(\E`, `\bx*`, `x{100}`, `(?s).+spam`} {
		if err := CheckPattern(pattern); err != nil {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

func TestRulesThatMakeNoSenseAreRefused(t *testing.T) {
	for field, r := range map[string]Rule{
		"way":    {},
		"action": {Way: RuleWords},
		"name":   {Way: RuleWords, Action: RuleHolds, Text: "spam"},
		"text":   {Way: RuleHosts, Action: RuleHolds, Name: "x", Text: "no host"},
		"number": {Way: RuleLinks, Action: RuleHolds, Name: "x", Number: -1},
		"span":   {Way: RulePace, Action: RuleHolds, Name: "x", Number: 1, Span: 2 * time.Hour},
		"mute":   {Way: RuleWords, Action: RuleMutes, Name: "x", Text: "x", Sentence: "x"},
		"words":  {Way: RuleWords, Action: RuleRefuses, Name: "x", Text: "x"},
	} {
		var invalid Invalid
		if _, err := CheckRule(r); !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	fine := counting(RuleLinks, 3, time.Minute)
	fine.Text, fine.Mute = "x", time.Hour
	if got, err := CheckRule(fine); err != nil || got.Text != "" || got.Span != 0 || got.Mute != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, text := range []string{"", "x", "5", "-5s", "5 m"} {
		if got := ParseRuleSpan(text); got != 0 {
			t.Errorf("%q is %s", text, got)
		}
	}
	for _, text := range []string{"1s", "90s", "30m", "12h", "7d"} {
		if got := SpanText(ParseRuleSpan(text)); got != text {
			t.Errorf("%s is written %s", text, got)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, seed := range []string{`(cheap|best) price(s`, `x{100}{3}`, `[z-a]`, `\Q(\E(`, `(?i)\pL+`, `a**`, "(?P<n", `\`} {
		f.Add(seed, "best prices for x")
	}
	f.Fuzz(func(t *testing.T, pattern, body string) {
		body = body[:min(len(body), MaxBodyBytes)]
		begun := time.Now()
		if err := CheckPattern(pattern); err != nil {
			var invalid Invalid
			if !errors.As(err, &invalid) || invalid.Field != "text" || invalid.Reason == "" {
				t.Fatalf("%q: %v", pattern, err)
			}
			return
		}
		for _, c := range NewRulebook([]Rule{rule(RulePattern, pattern)}).Catches(Said{Body: body}) {
			checkPlaces(t, c, body)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Fatalf("%q takes %s", pattern, took)
		}
	})
}

func FuzzRules(f *testing.F) {
	f.Add("spam\nbuy now", "SPAM, buy now @ann https://shop.example/x")
	f.Add("広告\ncafe\u0301", "これは広告です café sp\u200bam ｓｐａｍ")
	f.Fuzz(func(t *testing.T, text, body string) {
		if !utf8.ValidString(body) {
			return // no door lets it in
		}
		rules := []Rule{rule(RuleWords, text), rule(RuleHosts, text), rule(RuleOtherHosts, text), counting(RuleLinks, 0, 0), counting(RuleMentions, 0, 0)}
		for _, c := range NewRulebook(rules).Catches(Said{Body: body}) {
			checkPlaces(t, c, body)
		}
	})
}

// checkPlaces finds places that are not in the text, or not in order.
func checkPlaces(t *testing.T, c Catch, body string) {
	t.Helper()
	last := -1
	for _, p := range c.Places {
		if p.From <= last || p.To < p.From || p.To > len(body) {
			t.Fatalf("places %v in %d bytes", c.Places, len(body))
		}
		last = p.To
	}
}

func BenchmarkRules(b *testing.B) {
	var rules []Rule
	for range 10 {
		rules = append(rules, rule(RuleWords, "spam\ncasino\nbuy now\ncheap prices"), rule(RulePattern, `(?i)\b(cheap|best) prices?\b`),
			rule(RuleHosts, "shop.example\nother.example"), counting(RuleMentions, 6, 0), counting(RulePace, 8, 10*time.Second))
	}
	book := NewRulebook(rules)
	for name, body := range map[string]string{
		"short": "Shall we look at the harbour list before noon?",
		"long":  strings.Repeat("The harbour list has no datum for two stations, see https://docs.example/x. ", 55)[:4000],
		"wide":  string([]rune(strings.Repeat("Две станции без даты, смотри список гавани. ", 100))[:MaxBody]),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := book.Catches(Said{Body: body}); len(got) > 0 {
					b.Fatal(got[0].Rule.Way)
				}
			}
		})
	}
}
