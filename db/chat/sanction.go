package chat

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// SanctionID numbers what was done to people.
type SanctionID int64

// SanctionKind is what is done to somebody on the whole site.
type SanctionKind string

const (
	Warn    SanctionKind = "warn"    // they are told, and that is all
	Mute    SanctionKind = "mute"    // they only read, everywhere
	Suspend SanctionKind = "suspend" // they may not come in for a time
	Ban     SanctionKind = "ban"     // nor until somebody lifts it, or until its end
)

// Valid tells whether k is one of the kinds.
func (k SanctionKind) Valid() bool {
	return k == Warn || k == Mute || k == Suspend || k == Ban
}

// Bars tells whether it keeps people out.
func (k SanctionKind) Bars() bool { return k == Suspend || k == Ban }

// Sanction is what was done to somebody. Words are what they read of it, and
// Reason what moderators do. They may answer once.
type Sanction struct {
	ID       SanctionID
	Kind     SanctionKind
	Actor    Named
	Report   ReportID // 0: it came from no report
	Reason   string
	Words    string
	Since    time.Time
	Until    time.Time // NoEnd: until it is lifted; of a warning: Since
	Lifted   time.Time // zero: it was not
	Answer   string
	Answered time.Time
}

// StandsAt tells whether it still holds at a time.
func (s Sanction) StandsAt(at time.Time) bool { return s.Lifted.IsZero() && at.Before(s.Until) }

// NewSanction is what a sanction is made from.
type NewSanction struct {
	Kind   SanctionKind
	Reason string
	Words  string
	Until  time.Time // the zero time for a warning
}

// Limits of what is written about people, in characters.
const (
	MaxReason = 200
	MaxWords  = 1000
)

// CheckReason takes why something is done; it may not be left out.
func CheckReason(reason string) error {
	if !visible(reason) {
		return Invalid{Field: "reason", Reason: "Give a reason. It stands in the log."}
	}
	return checkWords("reason", reason, MaxReason)
}

// CheckWords takes what is said about somebody, or to them; empty is fine.
func CheckWords(words string) error { return checkWords("words", words, MaxWords) }

func checkWords(field, text string, most int) error {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Invalid{Field: field, Reason: "That holds bytes that are not letters."}
	case n > most:
		return Invalid{Field: field, Reason: fmt.Sprintf("That is too long: %s characters, and there is room for %s.", thousands(n), thousands(most))}
	}
	return nil
}

// Note is what moderators tell each other about somebody.
type Note struct {
	Author Named
	At     time.Time
	Words  string
}
