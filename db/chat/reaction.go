package chat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reaction is one answer to a message and who gave it. A message has them in
// the order in which they were first given.
type Reaction struct {
	Text   string
	Count  int
	People []Named // the first MaxReactors of them, earliest first
}

// Limits of reactions.
const (
	MaxReaction       = 16  // characters as a person sees them
	MaxReactions      = 20  // different ones of a message
	MaxReactionsOfOne = 8   // of one person on one message
	MaxReactors       = 100 // people that are listed by id; of more, only their number is known
)

// CheckReaction decides whether text, tidied by Line, may be a reaction: an
// emoji, or anything visible of 1 to MaxReaction characters. An emoji counts as
// one however long its sequence is, and so does a letter with its marks. What
// would hide, reorder, or run out of its line is refused.
func CheckReaction(text string) error {
	no := func(code, reason string) error { return Invalid{Field: "emoji", Code: code, Reason: reason} }
	seen, fine := characters(text)
	switch {
	case text == "":
		return no("EMPTY", fmt.Sprintf("Choose an emoji, or write up to %d letters.", MaxReaction))
	case !fine || !visible(text) && !strings.ContainsFunc(text, pictured):
		return no("BAD_FRAME", "That holds something that cannot be seen or drawn in a line. Choose an emoji, or write plain letters.")
	case seen > MaxReaction:
		return no("TOO_LONG", fmt.Sprintf("That is too long: %s characters, and a reaction has at most %d.", thousands(seen), MaxReaction))
	}
	return nil
}

// maxMarks is how many combining marks a letter of a reaction may carry; no
// writing in use stacks more.
const maxMarks = 4

// maxCharacter bounds one character in code points. The longest emoji that
// vendors draw, two people of two skins who kiss, takes ten.
const maxCharacter = 10

// characters counts what a person sees as one: a letter with its marks, or an
// emoji sequence (Unicode Technical Standard 51, 1.4): with a skin, a style, a
// joiner, a pair of regional letters, tags behind a flag. It is not fine where
// a part of such a sequence stands alone, or where something else is invisible.
func characters(text string) (seen int, fine bool) {
	if !utf8.ValidString(text) {
		return 0, false
	}
	var c character
	for _, r := range text {
		switch part := c.part(r); {
		case part == refused:
			return seen, false
		case part == begins:
			seen++
			c = character{last: r, length: 1, half: regional(r)}
		default:
			c.last, c.length, c.half = r, c.length+1, false
		}
		if c.length > maxCharacter {
			return seen, false
		}
	}
	return seen, c.whole()
}

// character is the one that is being read.
type character struct {
	last   rune
	length int  // code points so far
	marks  int  // combining marks in a row
	half   bool // it is a regional letter that waits for its other
}

// place is what a code point is to the character in front of it.
type place int

const (
	begins place = iota
	continues
	refused
)

// part tells what the next code point is; marks are counted on the way.
func (c *character) part(r rune) place {
	switch {
	case r == zeroWidthJoiner:
		return when(pictured(c.last) || c.last == emojiStyle || skin(c.last))
	case r == emojiStyle:
		return when(pictured(c.last) || styled(c.last))
	case tag(r):
		return when(c.last == blackFlag || tag(c.last) && c.last != cancelTag)
	case !c.whole() && !(c.last == zeroWidthJoiner && pictured(r)):
		return refused
	case c.last == zeroWidthJoiner, skin(r) && pictured(c.last), c.half && regional(r):
		return continues
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc):
		c.marks++
		return when(c.marks <= maxMarks && c.last != 0 && !unicode.IsSpace(c.last) && !unicode.Is(unicode.Variation_Selector, r) && !invisible(r))
	case !pictured(r) && (invisible(r) || !unicode.IsGraphic(r)):
		return refused
	}
	return begins
}

// whole tells whether the character may end here.
func (c *character) whole() bool {
	return c.last != zeroWidthJoiner && (!tag(c.last) || c.last == cancelTag)
}

func when(belongs bool) place {
	if belongs {
		return continues
	}
	return refused
}

const (
	blackFlag = '\U0001f3f4' // England, Scotland and Wales are this with tags
	cancelTag = '\U000e007f'
)

func tag(r rune) bool      { return r >= 0xe0020 && r <= cancelTag }
func skin(r rune) bool     { return r >= 0x1f3fb && r <= 0x1f3ff }
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// pictured tells an emoji by where it is coded: also one that is younger than
// the tables of the standard library.
func pictured(r rune) bool {
	return symbol(r) && !invisible(r) || r >= 0x1f000 && r <= 0x1faff && !skin(r)
}

// styled are the emoji that are no symbols, and what keycaps are made of.
func styled(r rune) bool {
	switch r {
	case '#', '*', '‼', '⁉', 'ℹ', '〰':
		return true
	}
	return r >= '0' && r <= '9'
}
