package views

import (
	"slices"
	"strings"
	"testing"
)

// marked writes a difference as text.
func marked(passages []passage) string {
	var b strings.Builder
	for _, p := range passages {
		b.WriteString([]string{p.text, "[-" + p.text + "-]", "[+" + p.text + "+]"}[p.kind])
	}
	return b.String()
}

func TestDifferenceIsMarkedByWord(t *testing.T) {
	for _, test := range []struct{ old, changed, want string }{
		{"same words", "same words", "same words"},
		{"see you at nine", "see you at ten", "see you at[- nine-][+ ten+]"},
		{"a b c d", "a c d e", "a[- b-] c d[+ e+]"},
		{"second", "second, better", "second[+, better+]"},
		{"one", "", "[-one-]"},
		{"", "one  two", "[+one  two+]"},
		{"first\nsecond", "first\n\nsecond", "first[-\nsecond-][+\n\nsecond+]"},
		{"x y x", "y x y", "[-x y-][+y+] x[+ y+]"},
	} {
		if got := marked(difference(test.old, test.changed)); got != test.want {
			t.Errorf("%q to %q: %s, want %s", test.old, test.changed, got, test.want)
		}
	}
}

func FuzzDifferenceHoldsBothTexts(f *testing.F) {
	f.Add("a b  c", "b\u00a0c d")
	f.Add(strings.Repeat("a ", 1500), strings.Repeat("b ", 1500))
	f.Fuzz(func(t *testing.T, old, changed string) {
		passages := difference(old, changed)

		for kind, want := range map[passageKind]string{addedWords: old, removedWords: changed} {
			var got strings.Builder
			for _, p := range slices.DeleteFunc(slices.Clone(passages), func(p passage) bool { return p.kind == kind }) {
				got.WriteString(p.text)
			}
			if got.String() != want {
				t.Errorf("got %q, want %q", got.String(), want)
			}
		}
	})
}
