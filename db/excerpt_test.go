package db

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parley/db/chat"
)

func marked(stretches []chat.Stretch) string {
	var b strings.Builder
	for _, s := range stretches {
		if s.Found {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestAnExcerptStandsAboutTheFirstPlaceFound(t *testing.T) {
	long := strings.Repeat("before ", 40) + "the needle " + strings.Repeat("behind ", 40)
	for typed, want := range map[string]string{
		"needle":        "…" + strings.Repeat("before ", 7) + "the [needle] ",
		"needle behind": "…" + strings.Repeat("before ", 7) + "the [needle] [behind] ",
		"nowhere":       strings.Repeat("before ", 27) + "before…",
	} {
		got := marked(excerpt(long, chat.ParseSearch(typed, nil).Terms))
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: %q, want it to begin with %q", typed, got, want)
		}
	}
}

func TestAnExcerptMarksEveryPlaceOnce(t *testing.T) {
	for _, c := range []struct{ body, typed, want string }{
		{"banana", "ana", "b[ana]na"},
		{"banana", "ban nana", "[banana]"},
		{"cafe\u0301 CAFÉ", "café", "[cafe\u0301] [CAFÉ]"},
		{"ﬁne", "fine", "[ﬁne]"},
		{"one-two one two", `"one two"`, "[one-two] [one two]"},
		{"go golang", "go", "[go] golang"},
		{"北京 東京", "京", "北[京] 東[京]"},
		{"", "x", ""},
		{"nothing typed", "", "nothing typed"},
	} {
		if got := marked(excerpt(c.body, chat.ParseSearch(c.typed, nil).Terms)); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.typed, c.body, got, c.want)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Shall we meet at the café?", "meet cafe")
	f.Add("我们明天在北京见面", `"北京" 天`)
	f.Add(strings.Repeat("a b ", 200)+"\xff", "b a")
	f.Fuzz(func(t *testing.T, body, typed string) {
		stretches := excerpt(body, chat.ParseSearch(typed, time.UTC).Terms)
		var shown strings.Builder
		for _, s := range stretches {
			shown.WriteString(s.Text)
		}
		if n := utf8.RuneCountInString(shown.String()); n > excerptLength+excerptBefore+2 {
			t.Errorf("%d characters are shown", n)
		}
		if !strings.Contains(body, strings.Trim(shown.String(), "…")) && !strings.Contains(body, "…") {
			t.Errorf("%q is not in %q", shown.String(), body)
		}
	})
}

func FuzzTerms(f *testing.F) {
	f.Add("Grüße, ＡＢＣ 北京 🎉 \u200d\ufe0f e\u0301 \xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, term := range Terms(text) {
			if len(term.Letters) == 0 || strings.ContainsAny(string(term.Letters), " \"'()*:^+-\x00") {
				t.Errorf("the term %q", string(term.Letters))
			}
			if term.from[0] < last || term.to[len(term.to)-1] > len(text) {
				t.Errorf("the term %q is from %d to %d", string(term.Letters), term.from, term.to)
			}
			last = term.from[0]
		}
	})
}
