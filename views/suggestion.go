package views

import (
	"slices"
	"strings"

	"parley/db/chat"
)

// SuggestionsShown is how many a list has at most: as many as an eye takes in
// without reading.
const SuggestionsShown = 8

// Suggestions are what somebody may be about to write, the likeliest first:
// people, words that call everybody, emoji.
type Suggestions struct {
	Room   chat.RoomID
	People []chat.User
	Words  []string // without their @
	Emoji  string   // how the name of one begins; empty: none is meant
}

// emoji are those of the picker, one word of whose name begins as typed.
func (s Suggestions) emoji() []emoji {
	if s.Emoji == "" {
		return nil
	}
	typed := strings.ToLower(strings.ReplaceAll(s.Emoji, "_", " "))
	var found []emoji
	for _, e := range slices.Concat(quickEmoji, commonEmoji) {
		if strings.Contains(" "+e.name, " "+typed) && len(found) < SuggestionsShown {
			found = append(found, e)
		}
	}
	return found
}

func (s Suggestions) count() int { return len(s.People) + len(s.Words) + len(s.emoji()) }

// summary is what is said of them where they cannot be seen; they stand right
// before the field.
func (s Suggestions) summary() string {
	switch n := s.count(); n {
	case 0:
		return ""
	case 1:
		return "1 suggestion. Shift and Tab leads to it."
	default:
		return upTo(SuggestionsShown, n) + " suggestions. Shift and Tab leads to them."
	}
}

// SuggestionsFound shows them above the field, or none any more.
func SuggestionsFound(s Suggestions) Fragment { return Render(suggestionsFound(s)) }

// Picked puts a text with the picked word into the field, behind which the
// caret then stands.
func Picked(text string) Fragment { return Render(picked(text)) }

// wordMeaning says whom a word calls.
func wordMeaning(word string) string {
	if word == chat.WordHere {
		return "everybody who is online"
	}
	return "everybody in the room"
}
