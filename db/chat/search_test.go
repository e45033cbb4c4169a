package chat

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func wanted(texts ...string) (terms []SearchTerm) {
	for _, text := range texts {
		terms = append(terms, SearchTerm{Text: text})
	}
	return terms
}

func TestASearchIsReadAsItIsMeant(t *testing.T) {
	berlin := time.FixedZone("Berlin", 3600)
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, berlin)
	}
	for typed, want := range map[string]Search{
		"":                          {},
		" \t\n ":                    {},
		"lowest  tide":              {Terms: wanted("lowest", "tide")},
		"低い　潮":                      {Terms: wanted("低い", "潮")},
		`"lowest tide" today`:       {Terms: []SearchTerm{{"lowest tide", true}, {Text: "today"}}},
		`"open quote`:               {Terms: wanted(`"open`, "quote")},
		`""`:                        {},
		`"`:                         {},
		"from:jun In:lobby gloves":  {Terms: wanted("gloves"), From: []string{"jun"}, In: []string{"lobby"}},
		`in:"Data  Desk" from:@ann`: {In: []string{"Data Desk"}, From: []string{"ann"}},
		"from:a from:b":             {From: []string{"a", "b"}},
		"has:LINK":                  {Link: true},
		"has:cheese":                {Terms: wanted("has:cheese")},
		"from: in:":                 {Terms: wanted("from:", "in:")},
		`in:"open end`:              {In: []string{`"open`}, Terms: wanted("end")},
		"after:2026-10-25":          {Since: day(2026, 10, 25)},
		"before:2026-12-31":         {Until: day(2027, 1, 1)},
		"before:2026-02-30 x":       {Terms: wanted("before:2026-02-30", "x")},
		"before:tomorrow":           {Terms: wanted("before:tomorrow")},
		"https://x.example/a:b":     {Terms: wanted("https://x.example/a:b")},
		"a\x00b\x1bc\xffd":          {Terms: wanted("a", "b", "c", "d")},
		`5"x7"`:                     {Terms: wanted(`5"x7"`)},
	} {
		if got := ParseSearch(typed, berlin); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
}

func TestALongSearchIsBounded(t *testing.T) {
	if n := len(ParseSearch(strings.Repeat("word ", 10_000), nil).Terms); n != MaxSearchTerms {
		t.Errorf("%d words are used, want %d", n, MaxSearchTerms)
	}
	if got := ParseSearch(strings.Repeat("字", 10_000), nil).Terms[0].Text; utf8.RuneCountInString(got) != MaxSearch {
		t.Errorf("a word of %d letters is used, want %d", utf8.RuneCountInString(got), MaxSearch)
	}
	if n := len(ParseSearch(strings.Repeat("in:x ", 10_000), nil).In); n > maxSearchNames {
		t.Errorf("%d rooms are used", n)
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, seed := range []string{`a "b c" from:x in:"y z"`, `"`, `in:"`, "before:2026-11-01", "\x00\xff", `from:"a"b"c"`, "has:link has:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := ParseSearch(typed, time.UTC)
		if len(s.Terms) > MaxSearchTerms || len(s.From) > maxSearchNames || len(s.In) > maxSearchNames {
			t.Errorf("%d terms", len(s.Terms))
		}
		for _, term := range s.Terms {
			if strings.TrimSpace(term.Text) == "" || !utf8.ValidString(term.Text) || strings.ContainsAny(term.Text, "\x00\n") {
				t.Errorf("the term %q", term.Text)
			}
		}
	})
}
