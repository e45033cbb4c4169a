package chat_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"parley/db/chat"
)

// refusal is the field and the code of what a check answered; nothing where it
// was content. Every refusal is a sentence.
func refusal(t *testing.T, err error) (field, code string) {
	t.Helper()
	if err == nil {
		return "", ""
	}
	var invalid chat.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("%v is no chat.Invalid", err)
	}
	if !strings.HasSuffix(invalid.Reason, ".") || !strings.HasPrefix(err.Error(), invalid.Field+": ") {
		t.Errorf("%q is no sentence about %s", err, invalid.Field)
	}
	return invalid.Field, invalid.Code
}

// texts are what a check takes and what it refuses.
type texts struct {
	check func(string) error
	field string
	good  []string
	bad   []string
}

var long = strings.Repeat

var lines = map[string]texts{
	"user names": {chat.CheckUsername, "username",
		[]string{"ada", "a.b", "a-b_c.d", "007", long("a", 30), "administrators", "bernd", "corn"},
		[]string{"", "ab", long("a", 31), "Ada", "ada ", "-ada", "ada-", ".ada", "a/b", "a b", "ädä", "ad\u0430", "ada\n", "a\x00a", "ad\u200ba",
			"admin", "root", "everyone", "me", "api", "rnoderator", "r00t", "supp0rt"}},
	"display names": {chat.CheckDisplayName, "display_name",
		[]string{"Ada", "a", "Zoë Müller", "Ångström", "Łukasz", "Ada Lovelace-King (work)", "Αθηνά", "Наталья", "山田 太郎", "김철수", "عائشة", "अनुष्का", "Nguyễn Văn Ánh",
			"e\u0301", "ế", "👩\u200d💻 Ada", "❤\ufe0f", "👍🏽", "🏳\ufe0f\u200d🌈", "Ali", "Bernd", long("é", 40), "<b>Ada</b>"},
		[]string{"", " ", "\u200b", "\u2800", "\u3164", "\u0301", "\u00ad", "\ufe0f", long("a", 41),
			"Ada\u202eadA", "\u2066Ada\u2069", "\u200eAda", "\u061cAda", "A\u200bda", "A\u200cda", "Ada\ufeff", "A\u00adda", "A\u2060da", "A\u3164da", "A\u034fda",
			"A\ue000da", "A\U000e0041da", "A\U000e0100da", "A\x00da", "A\nda", "A\tda", "A\x1b[31mda", "A\u0085da", "A\u2028da", "\xff\xfe", "A\xc3",
			"ad\u200dmin", "ad\ufe0fmin", "ad\ufe00min", "Ada\u200d", "\u200dAda", "👩\u200d", "👩\u200dAda", "👩\u200d\u200d💻",
			"a\u0301\u0302\u0303", "a\u0301\u0301\ufe0f\u0301\u0301", "a\u20dd\u20dd\u20dd",
			"\u0430dmin", "Ad\u0430", "Αda", "Пётр Smith", "Αб",
			"admin", "Admin", " ADMIN ", "Moderator", "system", "everyone", "Parley", "rnoderator", "ADM\u0131N\u200b", "ａｄｍｉｎ", "Ｒｏｏｔ", "𝐚𝐝𝐦𝐢𝐧", "Supp0rt"}},
	"room names": {chat.CheckRoomName, "name",
		[]string{"General", "a", "a/b", "Ночная смена", "🎉 Party", "#1 & <more>", "admin", long("ß", 60)},
		[]string{"", "   ", "\u200b\u200d", "\u2800", long("a", 61), long("a", 500), "a\nb", "a\x00b", "a\u202eb", "a\u2067b", "a\u200bb", "Team\ufe0f", "\xf0\x28", "z\u0301\u0301\u0301"}},
	"topics": {chat.CheckTopic, "topic",
		[]string{"", "What we drink", "https://example.org/?a=b&c", "👩\u200d👩\u200d👧 families", long("ü", 250)},
		[]string{long("a", 251), "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "\xc3\x28"}},
	"addresses": {chat.CheckEmail, "email",
		[]string{"", "ada@example.org", "a.b+c@mail.example.co.uk", "jürgen@exämple.de", "o'hara@example.org"},
		[]string{"ada", "ada@", "@example.org", "ada@example", "a da@example.org", "ada@exam ple.org", "a@b@example.org", "Ada <ada@example.org>", "ada@example.org,b@example.org",
			"ada@example.org\nBcc: all@example.org", "ada\r@example.org", "ada@example.org\x00", "ada\u202e@example.org", long("a", 250) + "@example.org", "\"a\"@example.org"}},
}

func TestLinesThatPeopleTypeAreTakenOrRefusedWithASentence(t *testing.T) {
	for name, c := range lines {
		t.Run(name, func(t *testing.T) {
			for _, text := range c.good {
				if err := c.check(text); err != nil {
					t.Errorf("%q was refused: %v", text, err)
				}
			}
			for _, text := range c.bad {
				if field, _ := refusal(t, c.check(text)); field != c.field {
					t.Errorf("%q was refused for %q, want %q", text, field, c.field)
				}
			}
		})
	}
}

func TestBodiesHoldSomethingVisibleAndAtMost4000Characters(t *testing.T) {
	for text, want := range map[string]string{
		"hello":                          "",
		" hello\n\nworld ":               "",
		"👩\u200d💻":                       "",
		"e\u0301":                        "",
		"🇩🇪":                             "",
		"a\u202eb":                       "",
		long("x", 4000):                  "",
		long("ä", 4000):                  "",
		long("😀", 4000):                  "",
		long("x", 4001):                  "TOO_LONG",
		long("😀", 4001):                  "TOO_LONG",
		long("\n", 9000) + "x":           "TOO_LONG",
		"":                               "EMPTY",
		" \t\r\n\v\f":                    "EMPTY",
		"\u00a0\u2003\u3000":             "EMPTY",
		"\u200b\u200c\u200d\u2060\ufeff": "EMPTY",
		"\u202e\u2066\u2069\u061c":       "EMPTY",
		"\u00ad":                         "EMPTY",
		"\u2800\u3164\uffa0\u115f\u1160": "EMPTY",
		"\u0301\u20dd\ufe0f":             "EMPTY",
		"\U000e0041\U000e007f\U000e0100": "EMPTY",
		"\x01\x02\x7f":                   "EMPTY",
		long(" ", 5000):                  "EMPTY",
		"a\x00b":                         "BAD_FRAME",
		"\x00":                           "BAD_FRAME",
		"\xff":                           "BAD_FRAME",
		"a\xed\xa0\x80b":                 "BAD_FRAME",
	} {
		field, code := refusal(t, chat.CheckBody(text))
		if code != want || (want != "") != (field == "body") {
			t.Errorf("%.40q: %s %s, want %s", text, field, code, want)
		}
	}
}

func TestTooLongABodyIsToldItsLengthInFigures(t *testing.T) {
	err := chat.CheckBody(long("x", 123_456))

	if err == nil || !strings.Contains(err.Error(), "123,456 characters") || !strings.Contains(err.Error(), "at most 4,000") {
		t.Errorf("got %v", err)
	}
}

func TestUserNamesAreFoldedAndLinesTightened(t *testing.T) {
	if got := chat.Username("  AdA.Lovelace "); got != "ada.lovelace" {
		t.Errorf("username %q", got)
	}
	if got := chat.Line(" \t a \n\n b\u00a0\u2003c "); got != "a b c" {
		t.Errorf("line %q", got)
	}
}

func FuzzCheckBody(f *testing.F) {
	for _, text := range []string{"", "hello", "\u200b", "a\x00", "\xff", long("ä", 4001)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if field, _ := refusal(t, chat.CheckBody(text)); field != "" {
			return
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > chat.MaxBody {
			t.Errorf("%q was taken", text)
		}
	})
}

func FuzzCheckDisplayName(f *testing.F) {
	for _, c := range lines["display names"].good {
		f.Add(c)
	}
	for _, c := range lines["display names"].bad {
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if field, _ := refusal(t, chat.CheckDisplayName(name)); field != "" {
			return
		}
		stack := 0
		for _, r := range name {
			if unicode.In(r, unicode.Cc, unicode.Co) || unicode.Is(unicode.Cf, r) && r != '\u200d' {
				t.Errorf("%q was taken with %U", name, r)
			}
			if stack++; !unicode.In(r, unicode.Mn, unicode.Me) {
				stack = 0
			}
			if stack > 3 {
				t.Errorf("%q was taken with a stack of marks", name)
			}
		}
		letters := strings.Map(func(r rune) rune {
			if r == '\u200d' || unicode.Is(unicode.Variation_Selector, r) {
				return -1
			}
			return r
		}, name)
		if strings.EqualFold(strings.TrimSpace(letters), "admin") {
			t.Errorf("%q was taken and looks like %s", name, letters)
		}
	})
}
