package chat

import (
	"strings"
	"unicode/utf8"
)

// HalfWord is what somebody is writing at the end of a text and may be offered
// the rest of: behind an @ the beginning of a name, behind a colon the name of
// an emoji. The zero value is none.
type HalfWord struct {
	Sign  byte   // '@' or ':'
	Typed string // behind it, as typed; may be empty behind an @
}

const (
	// maxHalfWord bounds it, in bytes: no name is longer.
	maxHalfWord = 120
	// leastCode is how many letters a colon needs behind it: with fewer it may
	// be the one of a sentence, or of a smile.
	leastCode = 2
)

// HalfWordOf finds it. Where the caret stands only the browser knows, so it is
// always the end of the text that counts.
func HalfWordOf(text string) HalfWord {
	at := strings.LastIndexAny(text, "@: \n\t")
	if at < 0 || text[at] != '@' && text[at] != ':' || len(text)-at > maxHalfWord {
		return HalfWord{}
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	half := HalfWord{text[at], text[at+1:]}
	if at > 0 && (wordly(before) || before == '\\') || half.Sign == ':' && len(half.Typed) < leastCode || !half.ofLetters() {
		return HalfWord{}
	}
	return half
}

// ofLetters tells whether what is typed may begin a name. People also type the
// names that are shown, in all letters there are.
func (h HalfWord) ofLetters() bool {
	for _, letter := range h.Typed {
		if !wordly(letter) && !strings.ContainsRune("._-+", letter) {
			return false
		}
	}
	return true
}

// Finish puts a word and a blank in the place of the half word that a text ends
// with, whatever was typed of it meanwhile. A text that ends otherwise by now
// stays as it is.
func Finish(text, word string) string {
	half := HalfWordOf(text)
	if half.Sign == 0 {
		return text
	}
	return text[:len(text)-len(half.Typed)-1] + word + " "
}
