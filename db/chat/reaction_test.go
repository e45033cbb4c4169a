package chat_test

import (
	"errors"
	"strings"
	"testing"

	"parley/db/chat"
)

func TestReactionIsAnEmojiOrSixteenCharacters(t *testing.T) {
	for _, text := range []string{
		"👍", "👍🏽", "❤️", "❤", "👩‍💻", "👨🏿‍🦰", "👨‍👩‍👧‍👦", "👩🏽‍❤️‍💋‍👨🏿", "🏳️‍🌈", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
		"1️⃣", "#️⃣", "ℹ️", "‼️", "🫩", "♾️", "+1", "ok", "no way!", "1234567890123456",
		strings.Repeat("👨‍👩‍👧‍👦", 16), strings.Repeat("🇩🇪", 16), strings.Repeat("e\u0301", 16),
		"नमस्ते", "สวัสดี", "ভালো", "שלום", "مرحبا", "t\u0323\u0301\u0308\u0304", "日本語",
	} {
		if err := chat.CheckReaction(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestReactionThatHidesOrRunsOutOfItsLineIsRefused(t *testing.T) {
	for text, code := range map[string]string{
		"":                                "EMPTY",
		"12345678901234567":               "TOO_LONG",
		strings.Repeat("🇩🇪", 17):          "TOO_LONG",
		"\u200b":                          "BAD_FRAME",
		"\u200d":                          "BAD_FRAME",
		"\ufe0f":                          "BAD_FRAME",
		"\u0301":                          "BAD_FRAME",
		"👍\u200d":                         "BAD_FRAME",
		"👍\u200da":                        "BAD_FRAME",
		"👍\u200d\u200d👍":                  "BAD_FRAME",
		"a\u200db":                        "BAD_FRAME",
		"a\ufe0f":                         "BAD_FRAME",
		"a\u202eb":                        "BAD_FRAME",
		"a\u2066b":                        "BAD_FRAME",
		"a\x00b":                          "BAD_FRAME",
		"a\nb":                            "BAD_FRAME",
		"a\xffb":                          "BAD_FRAME",
		"\ue000":                          "BAD_FRAME",
		"\u2800":                          "BAD_FRAME",
		" ":                               "BAD_FRAME",
		"\u3164":                          "BAD_FRAME",
		"🏴\U000e0067":                     "BAD_FRAME",
		"a\U000e0067\U000e007f":           "BAD_FRAME",
		"🏴\U000e007f\U000e007f":           "BAD_FRAME",
		"e\u0301\u0301\u0301\u0301\u0301": "BAD_FRAME",
		"a \u0301":                        "BAD_FRAME",
		strings.Repeat("👍\u200d", 10) + "👍": "BAD_FRAME",
	} {
		var invalid chat.Invalid
		if err := chat.CheckReaction(text); !errors.As(err, &invalid) || invalid.Code != code || invalid.Field != "emoji" || invalid.Reason == "" {
			t.Errorf("%q: %v with %q, want %s", text, err, invalid.Code, code)
		}
	}
}

// FuzzReaction holds what is taken to its bounds, whatever comes.
func FuzzReaction(f *testing.F) {
	for _, seed := range []string{"👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301", "🇩🇪🇫", "1️⃣", "a\u202eb"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if chat.CheckReaction(text) != nil {
			return
		}
		if n := len([]rune(text)); n == 0 || n > 160 || strings.ContainsAny(text, "\n\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f") {
			t.Errorf("%q is taken", text)
		}
	})
}
