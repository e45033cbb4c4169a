package markdown

import (
	"regexp"
	"strings"
	"unicode"
)

// maxMarks is how many combining marks one letter may carry: living scripts
// need no more, and a stack of them covers the neighbours' text.
const maxMarks = 4

var manyLines = regexp.MustCompile(`\n{3,}`)

// visible leaves out what would hide, reorder or cover: letters that cannot be
// seen, marks that change the direction of what follows, stacks of combining
// marks. What joins emoji and letters stays.
func visible(source string) string {
	source = strings.ReplaceAll(strings.ReplaceAll(source, "\r\n", "\n"), "\r", "\n")
	var before rune
	marks := 0
	return strings.Map(func(letter rune) rune {
		if unicode.In(letter, unicode.Mn, unicode.Me) && !picks(letter) {
			marks++
			if marks > maxMarks {
				return -1
			}
			return letter
		}
		if hidden(letter) || picks(letter) && !pictorial(before) {
			return -1
		}
		if !joins(letter) && !picks(letter) && !tags(letter) {
			marks = 0
		}
		if tags(letter) && !pictorial(before) {
			return -1
		}
		before = letter
		return letter
	}, source)
}

// hidden: control characters, embeddings, overrides and isolates of direction
// (UAX 9), and other letters without a shape.
func hidden(letter rune) bool {
	switch {
	case letter == '\n' || letter == '\t' || joins(letter) || tags(letter):
		return false
	case letter >= 0x202A && letter <= 0x202E, letter >= 0x2066 && letter <= 0x2069:
		return true
	case letter == 0x200E || letter == 0x200F || letter == 0x061C: // marks of direction are harmless
		return false
	}
	return unicode.In(letter, unicode.Cc, unicode.Cf) && !unicode.Is(unicode.Prepended_Concatenation_Mark, letter) ||
		letter == 0x115F || letter == 0x1160 || letter == 0x3164 || letter == 0xFFA0
}

// joins tells the two letters that join and part others.
func joins(letter rune) bool { return letter == 0x200C || letter == 0x200D }

// picks tells variation selectors, which choose how a picture looks.
func picks(letter rune) bool { return unicode.Is(unicode.Variation_Selector, letter) }

// tags tells the letters of which flags of regions are made.
func tags(letter rune) bool { return letter >= 0xE0020 && letter <= 0xE007F }

// pictorial tells what a variation selector or a tag may follow: a picture, a
// sign, a key, or more tags.
func pictorial(letter rune) bool {
	return tags(letter) || unicode.In(letter, unicode.So, unicode.Sm, unicode.Sk, unicode.Po) || letter >= '0' && letter <= '9' || letter == 0x3030
}
