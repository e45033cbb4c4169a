package chat

import (
	"strings"
	"time"
)

// Draft is what a person began to write in a room and has not sent.
type Draft struct {
	Room Room
	Body string
	At   time.Time
}

// SentWithin is how long after a message a draft that it begins with is taken
// for what was typed of it: the page saves a second after the last letter, and
// a slow network may be slower than the socket by some more.
const SentWithin = 30 * time.Second

// DraftBody is as much of a text as is kept as a draft: what a message holds,
// with line ends as they are stored, and nothing of a blank text.
func DraftBody(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	if strings.TrimSpace(text) == "" {
		return ""
	}
	letters := 0
	for at, letter := range text {
		if letters++; letters > MaxBody || at+len(string(letter)) > MaxBodyBytes {
			return text[:at]
		}
	}
	return text
}
