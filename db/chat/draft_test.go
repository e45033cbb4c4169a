package chat

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestADraftIsWhatAMessageHolds(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		" \r\n\t":                             "",
		"half a ":                             "half a ",
		"a\r\nb":                              "a\nb",
		strings.Repeat("é", MaxBody+1):        strings.Repeat("é", MaxBody),
		strings.Repeat("\U0001F600", MaxBody): strings.Repeat("\U0001F600", min(MaxBody, MaxBodyBytes/4)),
	} {
		if got := DraftBody(text); got != want {
			t.Errorf("%.20q: got %.20q", text, got)
		}
	}
}

func FuzzDraftBody(f *testing.F) {
	for _, text := range []string{"a", "\xff", "a\r\n", strings.Repeat("é", 5000)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := DraftBody(text)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > MaxBody || len(got) > MaxBodyBytes {
			t.Errorf("%q is kept as %q", text, got)
		}
		if DraftBody(got) != got {
			t.Errorf("%q is not kept as it is", got)
		}
	})
}
