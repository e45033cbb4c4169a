package views

import (
	"strings"
	"testing"
)

func TestWebAddressesBecomeLinks(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"nothing here", ""},
		{"see https://parley.example/a.", "https://parley.example/a"},
		{"(https://parley.example/a_(b))", "https://parley.example/a_(b)"},
		{"http://a.example and https://b.example!", "http://a.example https://b.example"},
		{"a://b ftp://parley.example javascript://x", ""},
		{"https://", ""},
		{"https://user@bank.example", ""},
		{"https://bücher.example/ä", "https://bücher.example/ä"},
		{"<https://parley.example>", "https://parley.example"},
	} {
		var links []string
		for _, s := range spans(test.text) {
			if s.link {
				links = append(links, s.text)
			}
		}
		if got := strings.Join(links, " "); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzSpansJoinToTheText(f *testing.F) {
	f.Add("see https://parley.example/a_(b)). http:// https://x")
	f.Fuzz(func(t *testing.T, text string) {
		var joined strings.Builder
		for _, s := range spans(text) {
			joined.WriteString(s.text)
		}
		if joined.String() != text {
			t.Errorf("got %q, want %q", joined.String(), text)
		}
	})
}
