package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	zeroWidthJoiner = '\u200d'
	emojiStyle      = '\ufe0f' // draws the symbol in front in colour
)

// plain: valid, no control, format, private or unassigned characters, at most
// two combining marks in a row (real languages stack no more in a name). What
// draws nothing by itself may only stand inside an emoji.
func plain(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	marks, before := 0, rune(0)
	for _, r := range text {
		switch {
		case r == zeroWidthJoiner || unicode.Is(unicode.Variation_Selector, r):
			if !continuesEmoji(before, r) {
				return false
			}
		case before == zeroWidthJoiner && !symbol(r), invisible(r), !unicode.IsGraphic(r):
			return false
		case !unicode.In(r, unicode.Mn, unicode.Me):
			marks = 0
		default:
			if marks++; marks > 2 {
				return false
			}
		}
		before = r
	}
	return before != zeroWidthJoiner
}

// continuesEmoji tells whether a joiner or a selector stands where an emoji
// sequence has it (Unicode Technical Standard 51, 1.4.9): a selector after a
// symbol, a joiner after the whole of one.
func continuesEmoji(before, r rune) bool {
	if r == zeroWidthJoiner {
		return symbol(before) || before == emojiStyle || before >= 0x1f3fb && before <= 0x1f3ff // skin
	}
	return r == emojiStyle && symbol(before)
}

func symbol(r rune) bool { return unicode.In(r, unicode.So, unicode.Sm) }

// invisible letters are no format characters and yet draw nothing.
func invisible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', '\u17b4', '\u17b5':
		return true
	}
	return r >= 0xe0000 && r <= 0xe0fff
}

// visible: at least one character that draws something.
func visible(text string) bool {
	for _, r := range text {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !invisible(r) && !unicode.In(r, unicode.Mn, unicode.Me) {
			return true
		}
	}
	return false
}

func mixesAlphabets(name string) bool {
	seen := 0
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic} {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(script, r) }) {
			seen++
		}
	}
	return seen > 1
}

// imitatesHouse tells whether a name reads as one of the reserved ones.
func imitatesHouse(name string) bool {
	name = strings.ToLower(strings.Map(ordinary, strings.TrimSpace(name)))
	return reserved[name] || reserved[strings.NewReplacer("rn", "m", "0", "o", "1", "i").Replace(name)]
}

// ordinary is the letter that a wide (U+FF01 to U+FF5E) or mathematical (U+1D400
// to U+1D6A3, alphabets of 26 capitals and 26 small letters) one looks like.
func ordinary(r rune) rune {
	const wide, mathematical, letters = 0xff01 - '!', 0x1d400, 26
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - wide
	case r >= mathematical && r <= 0x1d6a3:
		if place := (r - mathematical) % (2 * letters); place >= letters {
			return 'a' + place - letters
		} else {
			return 'A' + place
		}
	}
	return r
}
