package auth

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/db/chat"
)

//go:embed commonpasswords.txt
var commonList string

// common are passwords of at least chat.MinPassword characters that every
// guessing list begins with, in lower case.
var common = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(commonList) {
		set[word] = true
	}
	return set
}()

// rows are what fingers run along: keyboard rows and columns, the alphabet and
// the digits. Runs are found in both directions.
var rows = []string{
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz", "azerty", "yxcvbnm", "12345678901234567890",
	"abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
}

const (
	minRun      = 4 // shorter runs along a row happen in words
	minOwn      = 6 // characters that must be left beside the runs
	minDistinct = 5 // fewer make one letter or one short piece again and again
)

// CheckPassword decides whether a password may be chosen. username may be
// empty. There are no rules of composition (NIST SP 800-63B, 3.1.1.2): only
// length, and not being among the first that anybody would guess.
func CheckPassword(username, password string) error {
	no := func(reason string) error { return chat.Invalid{Field: "password", Reason: reason} }
	folded := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return no("That password holds bytes that are not letters.")
	case n < chat.MinPassword:
		return no(fmt.Sprintf("A password has at least %d characters. A few words in a row are easy to remember.", chat.MinPassword))
	case n > chat.MaxPassword:
		return no(fmt.Sprintf("A password has at most %d characters.", chat.MaxPassword))
	case username != "" && strings.Contains(folded, strings.ToLower(username)):
		return no("A password cannot hold the user name, because that is tried first.")
	case distinct(folded) < minDistinct, ownLength(folded) < minOwn, isCommon(folded):
		return no("That password is among the first that anybody would guess. A few words of your own are safer.")
	}
	return nil
}

// isCommon also finds a common password with figures or signs hung on.
func isCommon(folded string) bool {
	stem := strings.TrimRightFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	return common[folded] || common[stem] || common[strings.ReplaceAll(folded, " ", "")]
}

func distinct(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// ownLength counts the characters outside runs along a row.
func ownLength(text string) int {
	letters := []rune(text)
	own := 0
	for len(letters) > 0 {
		run := runAt(letters)
		if run < minRun {
			own += 1
			run = 1
		}
		letters = letters[run:]
	}
	return own
}

// runAt is how far the text's beginning follows a row.
func runAt(letters []rune) int {
	longest := 0
	for n := minRun; n <= len(letters); n++ {
		if !onRow(string(letters[:n])) {
			break
		}
		longest = n
	}
	return longest
}

func onRow(piece string) bool {
	back := reversed(piece)
	for _, row := range rows {
		if strings.Contains(row, piece) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

func reversed(text string) string {
	letters := []rune(text)
	for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
		letters[i], letters[j] = letters[j], letters[i]
	}
	return string(letters)
}
