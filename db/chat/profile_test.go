package chat_test

import (
	"errors"
	"strings"
	"testing"

	"parley/db/chat"
)

func TestAboutIsSomeVisibleLines(t *testing.T) {
	for about, fine := range map[string]bool{
		"":                            true,
		"Harbour master.\n\nBerth 4.": true,
		"Ψ, 港, 👩‍🚀":                   true,
		strings.Repeat("ä", 500):      true,
		strings.Repeat("a", 501):      false,
		"a\u202eb":                    false,
		"fine\nnot\u200bfine":         false,
		"a\x00b":                      false,
		"\xff":                        false,
	} {
		var invalid chat.Invalid
		if err := chat.CheckAbout(about); (err == nil) != fine || err != nil && (!errors.As(err, &invalid) || invalid.Field != "about") {
			t.Errorf("%.20q: %v", about, err)
		}
	}
}

func TestProfileIsCheckedWholeAtOnce(t *testing.T) {
	wrong := chat.Profile{DisplayName: "a\u202eb", Email: "nowhere", About: "\xff", Reach: "nobody"}

	refused := errors.Join(wrong.Check("Ann")...)
	for _, field := range []string{"display_name", "email", "about", "reach"} {
		if refused == nil || !strings.Contains(refused.Error(), field+":") {
			t.Errorf("the %s is taken: %v", field, refused)
		}
	}
	kept := chat.Profile{DisplayName: "a\u202eb", Reach: chat.ReachEveryone}
	if err := errors.Join(kept.Check("a\u202eb")...); err != nil {
		t.Errorf("a name that somebody has already: %v", err)
	}
}
