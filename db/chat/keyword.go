package chat

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// How many keywords somebody may have, and how long one is, in letters and
// digits.
const (
	MaxKeywords     = 20
	MinKeyword      = 2
	MaxKeyword      = 40
	maxKeywordBytes = 1000 // with the marks above and below letters
)

// ParseKeywords reads a list, one a line or between commas; the same twice is
// one. Invalid where one is too short or too long, or where they are too many.
func ParseKeywords(text string) ([]string, error) {
	var keywords, known []string
	for _, typed := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		keyword := Line(typed)
		if keyword == "" {
			continue
		}
		if err := checkKeyword(keyword); err != nil {
			return nil, err
		}
		if key := strings.Join(wordsOf(keyword), " "); !slices.Contains(known, key) {
			keywords, known = append(keywords, keyword), append(known, key)
		}
	}
	if len(keywords) > MaxKeywords {
		return nil, Invalid{Field: "keywords", Reason: fmt.Sprintf("These are %d keywords; at most %d can be kept. Take some out.", len(keywords), MaxKeywords)}
	}
	return keywords, nil
}

func checkKeyword(keyword string) error {
	letters := 0
	for _, r := range keyword {
		if wordly(r) {
			letters++
		}
	}
	if letters >= MinKeyword && utf8.RuneCountInString(keyword) <= MaxKeyword && len(keyword) <= maxKeywordBytes && utf8.ValidString(keyword) {
		return nil
	}
	shown := []rune(keyword)
	if len(shown) > MaxKeyword {
		shown = append(shown[:MaxKeyword], '…')
	}
	return Invalid{Field: "keywords", Reason: fmt.Sprintf("A keyword has %d to %d letters, unlike “%s”.", MinKeyword, MaxKeyword, string(shown))}
}

// Words are those of a text, in order and folded, so that equal words are the
// same to the byte: without its code, and a list for each paragraph.
type Words [][]string

// WordsOf reads a text.
func WordsOf(body string) Words {
	var words Words
	for _, paragraph := range proseOf(body) {
		words = append(words, wordsOf(withoutSpans(paragraph)))
	}
	return words
}

// Different are all words, none twice.
func (w Words) Different() []string {
	all := slices.Concat(w...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Have tells whether a keyword stands in the text as whole words.
func (w Words) Have(keyword string) bool {
	sought := wordsOf(keyword)
	for _, words := range w {
		for at := 0; at+len(sought) <= len(words); at++ {
			if slices.Equal(words[at:at+len(sought)], sought) {
				return true
			}
		}
	}
	return false
}

// FirstWord is how a hit of a keyword begins.
func FirstWord(keyword string) string { return wordsOf(keyword)[0] }

// wordsOf cuts a text into words: runs of letters, digits and the marks on them
// (UAX 29 says more). Where a script has no blanks each letter is one, so that
// a keyword is found in the middle of a line.
func wordsOf(text string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	whole := false // what is written so far takes marks only
	for _, r := range cases.Fold().String(norm.NFKC.String(text)) {
		switch {
		case unicode.IsMark(r):
		case !wordly(r):
			end()
			continue
		case whole || unspaced(r):
			end()
		}
		if !unicode.IsMark(r) {
			whole = unspaced(r)
		}
		word.WriteRune(r)
	}
	end()
	return words
}

// unspaced tells whether a letter is of a script that puts no blanks between
// words.
func unspaced(r rune) bool {
	return r >= '\u0e00' && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
