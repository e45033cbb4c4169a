package chat_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

func TestOnlyACommandIsReadAsOne(t *testing.T) {
	for _, test := range []struct {
		text, name, rest string
	}{
		{"/me waves", "me", "waves"},
		{"/Topic  Plans for\nFriday ", "topic", "Plans for\nFriday"},
		{"/help", "help", ""},
		{"/tpic x", "tpic", "x"},
		{"/me\nwaves", "me", "waves"},
		{"/etc/passwd is missing", "", ""},
		{"//me waves", "", ""},
		{"/ me", "", ""},
		{"/", "", ""},
		{"", "", ""},
		{"/5 of them", "", ""},
		{"/)", "", ""},
		{" /me waves", "", ""},
		{"see /me waves", "", ""},
		{"/topic, what about it", "", ""},
	} {
		c, is := chat.ParseCommand(test.text)
		if is != (test.name != "") || c.Name != test.name || c.Rest != test.rest {
			t.Errorf("%q: got %+v %v", test.text, c, is)
		}
	}
}

func TestASlashBeforeACommandHasItSaid(t *testing.T) {
	for text, want := range map[string]string{
		"//topic x":      "/topic x",
		"//unknown":      "/unknown",
		"//me waves":     `\/me waves`,
		"//play bell":    `\/play bell`,
		"//play nothing": "/play nothing",
		"// a comment":   "// a comment",
		"//host/path":    "//host/path",
		"/etc/passwd":    "/etc/passwd",
		"plain":          "plain",
		"///me":          "///me",
	} {
		if got := chat.Unslashed(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestNearestCommandIsOffered(t *testing.T) {
	for name, want := range map[string]string{"tpic": "topic", "invit": "invite", "h": "help", "leav": "leave", "giphy": "", "xxxxxxxxxxxxxxxxxxxxxx": "", "mee": "me", "paly": "play"} {
		if got := chat.Meant(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{"/me waves", "//me x", "/etc/passwd", "/play bell", "/\u00a0x", "/é x", "\\/me"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, is := chat.ParseCommand(text)
		if is && (!strings.HasPrefix(text, "/") || c.Name == "" || strings.ContainsAny(c.Name, "/ \n")) {
			t.Errorf("%q is read as %+v", text, c)
		}
		chat.Meant(c.Name)
		said := chat.Unslashed(text)
		if !is && strings.HasPrefix(text, "//") && (chat.Action(said) != "" || chat.Sound(said) != "") {
			t.Errorf("%q is said as %q, which acts", text, said)
		}
	})
}
