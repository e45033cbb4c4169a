package chat

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits of what people write, in characters unless said otherwise.
const (
	MaxBody        = 4000
	MaxBodyBytes   = 16 << 10
	MaxRoomName    = 60
	MaxTopic       = 250
	MaxDisplayName = 40
	MaxEmail       = 254 // RFC 5321, 4.5.3.1.3
	MaxKey         = 100
	MinPassword    = 12
	MaxPassword    = 128
)

// CheckBody decides whether text may be a message: something visible, valid
// UTF-8 without NUL, at most MaxBody characters and MaxBodyBytes bytes.
func CheckBody(text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return Invalid{Field: "body", Code: "BAD_FRAME", Reason: "That text holds bytes that are not letters, so it was not sent."}
	}
	if !visible(text) {
		return Invalid{Field: "body", Code: "EMPTY", Reason: "Write something first."}
	}
	if n := utf8.RuneCountInString(text); n > MaxBody || len(text) > MaxBodyBytes {
		return Invalid{Field: "body", Code: "TOO_LONG", Reason: fmt.Sprintf(
			"That is too long: %s characters, and a message holds at most %s. Send it in parts.", thousands(n), thousands(MaxBody))}
	}
	return nil
}

var username = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,28}[a-z0-9]$`)

// reserved names would let somebody pass as the house itself, or collide with
// words that mentions and addresses use.
var reserved = words(`admin administrator root system moderator mod staff support help security
	owner parley server everyone here room all channel me nobody guest anonymous postmaster webmaster null undefined api www`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// CheckUsername takes a name as it will be stored (Username folds it first).
func CheckUsername(name string) error {
	switch {
	case !username.MatchString(name):
		return Invalid{Field: "username", Reason: "A user name is 3 to 30 letters a to z, digits, dots, hyphens or underscores, and begins and ends with a letter or digit."}
	case imitatesHouse(name):
		return Invalid{Field: "username", Reason: "That name is kept for the house. Please choose another."}
	}
	return nil
}

// Username folds a typed user name into the form that is stored and looked up.
func Username(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// CheckDisplayName refuses what could hide, reorder or imitate: control,
// invisible and direction-changing characters, letters of look-alike alphabets
// mixed, stacks of marks, and the house's own names.
func CheckDisplayName(name string) error {
	no := func(reason string) error { return Invalid{Field: "display_name", Reason: reason} }
	switch n := utf8.RuneCountInString(name); {
	case !visible(name) || n > MaxDisplayName:
		return no(fmt.Sprintf("A name has 1 to %d characters.", MaxDisplayName))
	case !plain(name):
		return no("A name cannot hold invisible or direction-changing characters.")
	case mixesAlphabets(name):
		return no("A name cannot mix Latin, Greek and Cyrillic letters, because they look alike.")
	case imitatesHouse(name):
		return no("That name is kept for the house. Please choose another.")
	}
	return nil
}

// CheckRoomName takes a room's name: 1 to MaxRoomName characters on one line,
// nothing invisible.
func CheckRoomName(name string) error {
	no := func(reason string) error { return Invalid{Field: "name", Reason: reason} }
	switch n := utf8.RuneCountInString(name); {
	case !visible(name):
		return no("Give the room a name.")
	case n > MaxRoomName:
		return no(fmt.Sprintf("A room's name has at most %d characters; this one has %s.", MaxRoomName, thousands(n)))
	case !plain(name):
		return no("A room's name cannot hold invisible or direction-changing characters.")
	}
	return nil
}

// CheckTopic takes a room's topic; empty is fine.
func CheckTopic(topic string) error {
	if n := utf8.RuneCountInString(topic); n > MaxTopic {
		return Invalid{Field: "topic", Reason: fmt.Sprintf("A topic has at most %d characters; this one has %s.", MaxTopic, thousands(n))}
	}
	if topic != "" && !plain(topic) {
		return Invalid{Field: "topic", Reason: "A topic cannot hold invisible or direction-changing characters."}
	}
	return nil
}

var email = regexp.MustCompile(`^[^@\s<>"(),:;\\]+@[^@\s<>"(),:;\\]+\.[^@\s<>"(),:;\\]+$`)

// CheckEmail takes an address; empty is fine. Only mail itself can tell
// whether an address exists, so this refuses no more than what is no address.
func CheckEmail(address string) error {
	if address == "" {
		return nil
	}
	if len(address) > MaxEmail || !email.MatchString(address) || !plain(address) {
		return Invalid{Field: "email", Reason: "That does not look like an e-mail address."}
	}
	return nil
}

// Line folds what was typed into a one-line field: outer blanks go, inner runs
// of blanks become one.
func Line(typed string) string { return strings.Join(strings.Fields(typed), " ") }

// thousands writes 100000 as 100,000.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
