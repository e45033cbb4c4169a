package chat

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// Limits of what is kept.
const (
	MaxPins  = 100   // pinned messages of a room
	MaxSaved = 5_000 // saved messages of a person
	MaxNote  = 500   // code points of the note beside one
)

// SavedID names something that a person saved.
type SavedID int64

func (id SavedID) String() string { return fmt.Sprint(int64(id)) }

// Saved is a message that a person keeps for themselves. Place is theirs in its
// room.
type Saved struct {
	ID      SavedID // grows with the time of saving
	Note    string
	At      time.Time
	Message Message
	Place   Membership
}

// CheckNote decides whether text, tidied by Line, may stand beside a saved
// message.
func CheckNote(note string) error {
	if length := utf8.RuneCountInString(note); length > MaxNote {
		return Invalid{Field: "note", Code: "TOO_LONG", Reason: fmt.Sprintf("That is too long: %s characters, and a note has at most %d.", thousands(length), MaxNote)}
	}
	if !utf8.ValidString(note) {
		return Invalid{Field: "note", Code: "BAD_FRAME", Reason: "That holds something that is no text. Write it anew."}
	}
	return nil
}
