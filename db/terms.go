package db

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Term is a word as search knows it: in small letters, without accents, wide
// and narrow forms as one. A letter of a script that does not part words, and
// a symbol such as an emoji, is a term of its own.
type Term struct {
	Letters []rune
	Apart   bool // one letter of a text without blanks, or a symbol

	from, to []int // where in the text each letter comes from
}

// Terms cuts a text into its terms. What is neither letter, digit nor symbol
// parts them and is not in them, so a term holds nothing that a query language
// could take for its own.
func Terms(text string) []Term {
	c := cutter{letters: make([]rune, 0, len(text)), from: make([]int, 0, len(text)), to: make([]int, 0, len(text))}
	for at, r := range text {
		end := at + utf8.RuneLen(r)
		switch {
		case r < utf8.RuneSelf:
			c.take(asciiFolded(r), at, end)
		case r == utf8.RuneError:
			c.end()
		case accent(r):
			c.widen(end)
		default:
			for _, letter := range reading(r) {
				c.take(letter, at, end)
			}
		}
	}
	c.end()
	return c.terms
}

func asciiFolded(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// reading is what a letter reads as, without accents. Letters that look the
// same but for their width are one (https://www.unicode.org/reports/tr15/).
func reading(r rune) []rune {
	var buffer [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(buffer[:utf8.EncodeRune(buffer[:], r)]).Decomposition()
	if parts == nil {
		return []rune{unicode.ToLower(r)}
	}
	var letters []rune
	for _, part := range string(parts) {
		if !accent(part) {
			letters = append(letters, unicode.ToLower(part))
		}
	}
	return letters
}

// accent: a mark on letters of alphabets, which people leave out when they
// search. Marks of other scripts are letters to their readers.
func accent(r rune) bool { return 0x300 <= r && r <= 0x36f }

// unparted are scripts that write words without blanks between them, or with
// endings that a searcher leaves out.
var unparted = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.So}

func apart(r rune) bool {
	return r > 0xff && (unicode.In(r, unparted...) || r == 0x3099 || r == 0x309a || r == 0x30fc) // voicing marks, and the one for a long vowel
}

func lettered(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M) && !unicode.Is(unicode.Variation_Selector, r)
}

// cutter gathers terms. All share its slices.
type cutter struct {
	letters  []rune
	from, to []int
	begun    int // where the term that is being read begins
	terms    []Term
}

func (c *cutter) take(r rune, from, to int) {
	switch {
	case apart(r):
		c.end()
		c.keep(r, from, to)
		c.close(true)
	case lettered(r):
		c.keep(r, from, to)
	default:
		c.end()
	}
}

func (c *cutter) keep(r rune, from, to int) {
	c.letters, c.from, c.to = append(c.letters, r), append(c.from, from), append(c.to, to)
}

// widen lets the last letter reach over an accent behind it.
func (c *cutter) widen(to int) {
	if last := len(c.to) - 1; last >= 0 {
		c.to[last] = to
	}
}

func (c *cutter) end() {
	if len(c.letters) > c.begun {
		c.close(false)
	}
}

func (c *cutter) close(apart bool) {
	begun, ended := c.begun, len(c.letters)
	c.terms = append(c.terms, Term{c.letters[begun:ended:ended], apart, c.from[begun:ended:ended], c.to[begun:ended:ended]})
	c.begun = ended
}

// PartLength is how many letters of a word are looked for inside of longer
// ones; a shorter word is a word of its own.
const PartLength = 3

// Parted tells how a search term is to be found. A single word of PartLength
// letters or more is found inside of words, unless it is a phrase; all else is
// whole terms that follow each other.
func Parted(terms []Term, phrase bool) bool {
	return !phrase && len(terms) == 1 && !terms[0].Apart && len(terms[0].Letters) >= PartLength
}
