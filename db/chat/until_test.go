package chat_test

import (
	"testing"
	"time"

	"parley/db/chat"
)

var noon = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

func TestUntilIsATimeASpanOrNoEnd(t *testing.T) {
	for text, want := range map[string]time.Time{
		"":                          chat.NoEnd(),
		"  ":                        chat.NoEnd(),
		"90s":                       noon.Add(90 * time.Second),
		" 30m ":                     noon.Add(30 * time.Minute),
		"12h":                       noon.Add(12 * time.Hour),
		"7d":                        noon.AddDate(0, 0, 7),
		"36500d":                    noon.Add(36500 * 24 * time.Hour),
		"2026-03-03T12:00:00.5Z":    noon.Add(500 * time.Millisecond),
		"2026-03-03T14:00:01+02:00": noon.Add(time.Second),
		"9999-12-31T23:59:59Z":      chat.NoEnd(),
		"9999-12-31T23:59:59-12:00": chat.NoEnd(),
	} {
		if got, err := chat.ParseUntil(text, noon); err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "0s", "7", "d", "-1h", "+1h", "1.5h", "1h30m", "1w", "1 h", "36501d", "4294967296s", "٣d",
		"tomorrow", "2026-03-03", "2026-03-03T12:00:00Z", "1999-01-01T00:00:00Z", "2026-03-03 13:00:00Z"} {
		_, err := chat.ParseUntil(text, noon)
		if field, _ := refusal(t, err); field != "until" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzUntil(f *testing.F) {
	for _, text := range []string{"", "90s", "7d", "2026-03-03T14:00:01+02:00", "0", "999999999999d", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		until, err := chat.ParseUntil(text, noon)
		if (err == nil) != until.After(noon) || until.After(chat.NoEnd()) {
			t.Errorf("%q: %v, %v", text, until, err)
		}
	})
}
