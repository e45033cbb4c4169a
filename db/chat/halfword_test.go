package chat

import (
	"strings"
	"testing"
)

func TestTheWordAtTheEndIsCompleted(t *testing.T) {
	for text, want := range map[string]HalfWord{
		"":                             {},
		"hello":                        {},
		"@":                            {'@', ""},
		"@jo":                          {'@', "jo"},
		"hi @Jörg":                     {'@', "Jörg"},
		"hi\n@jo.b_c-":                 {'@', "jo.b_c-"},
		"(@jo":                         {'@', "jo"},
		"@jo ":                         {},
		"@jo and":                      {},
		"@jo,":                         {},
		"me@jo":                        {},
		`\@jo`:                         {},
		"@@jo":                         {'@', "jo"},
		"@" + strings.Repeat("a", 200): {},
		":":                            {},
		":t":                           {},
		":ta":                          {':', "ta"},
		"well:ta":                      {},
		"10:30":                        {},
		"https://x":                    {},
		":tada:":                       {},
		"a :tad":                       {':', "tad"},
	} {
		if got := HalfWordOf(text); got != want {
			t.Errorf("%q: got %q %q", text, got.Sign, got.Typed)
		}
	}
}

func TestAPickedWordTakesThePlaceOfTheHalfOne(t *testing.T) {
	for text, want := range map[string]string{
		"@jo":            "@joan ",
		"hi\n(@jo":       "hi\n(@joan ",
		"hi @":           "hi @joan ",
		"hi @joan":       "hi @joan ",
		"hi @jo, what":   "hi @jo, what",
		"nothing of all": "nothing of all",
		"":               "",
	} {
		if got := Finish(text, "@joan"); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func FuzzFinish(f *testing.F) {
	for _, text := range []string{"@jo", "a@b", ":ta", "\\@", "é@é", "@ @", "\xff@\xff", "::", "@:ab"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		half := HalfWordOf(text)
		if half.Sign != 0 && !strings.HasSuffix(text, string(rune(half.Sign))+half.Typed) {
			t.Errorf("%q does not end with %q", text, half.Typed)
		}
		finished := Finish(text, "@ann")
		if half.Sign == 0 && finished != text {
			t.Errorf("%q becomes %q", text, finished)
		}
		if half.Sign != 0 && (!strings.HasSuffix(finished, "@ann ") || !strings.HasPrefix(text, strings.TrimSuffix(finished, "@ann "))) {
			t.Errorf("%q becomes %q", text, finished)
		}
	})
}
