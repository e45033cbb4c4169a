package chat

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Reach says who may open a direct conversation with a person, and write in
// one that is open.
type Reach string

// Each takes whoever the next one takes.
const (
	ReachEveryone Reach = "everyone"
	ReachShared   Reach = "shared" // those in a room of theirs that is not direct, and friends
	ReachFriends  Reach = "friends"
)

// Profile is what people say of themselves.
type Profile struct {
	DisplayName   string
	Email         string
	About         string
	Reach         Reach
	Picture       []Square // a new picture at all its sizes; none: it stays as it is
	RemovePicture bool     // where there is no new one
}

// Square is a picture at one size, Edge points wide and high.
type Square struct {
	Edge  int
	Image []byte // a JPEG or PNG file
}

// Check finds everything wrong with the profile of somebody called
// displayName so far, which they may stay, at once.
func (p Profile) Check(displayName string) []error {
	errs := []error{CheckEmail(p.Email), CheckAbout(p.About), p.Reach.check()}
	if p.DisplayName != displayName {
		errs = append(errs, CheckDisplayName(p.DisplayName))
	}
	return errs
}

func (r Reach) check() error {
	switch r {
	case ReachEveryone, ReachShared, ReachFriends:
		return nil
	}
	return Invalid{Field: "reach", Reason: "Choose who may write to you: everyone, people of your rooms, or friends."}
}

// MaxAbout is how many characters people say of themselves at most.
const MaxAbout = 500

// CheckAbout takes what somebody says of themselves: several lines, nothing
// invisible; empty is fine.
func CheckAbout(about string) error {
	if n := utf8.RuneCountInString(about); n > MaxAbout {
		return Invalid{Field: "about", Reason: fmt.Sprintf("That is a little long: at most %d characters, and this has %s.", MaxAbout, thousands(n))}
	}
	for line := range strings.Lines(about) {
		if !plain(strings.TrimSuffix(line, "\n")) {
			return Invalid{Field: "about", Reason: "This cannot hold invisible or direction-changing characters."}
		}
	}
	return nil
}
