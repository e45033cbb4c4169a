package views

import (
	"strings"
	"unicode"
)

// passage is a part of a text that stayed, went or came.
type passage struct {
	kind passageKind
	text string
}

type passageKind int

const (
	sameWords passageKind = iota
	removedWords
	addedWords
)

// maxCompared bounds the table of difference to some 2 MB and a few
// milliseconds: a thousand words against a thousand. What is longer is shown as
// gone and come as a whole.
const maxCompared = 1 << 20

// difference tells how a text became another, word by word: the longest common
// subsequence of their words stays. What both begin and end with is not looked
// at, so a small change of a long text is found.
func difference(old, changed string) []passage {
	a, b := wordsOf(old), wordsOf(changed)
	front := commonFront(a, b)
	a, b, head := a[front:], b[front:], a[:front]
	back := commonBack(a, b)
	a, b, tail := a[:len(a)-back], b[:len(b)-back], a[len(a)-back:]
	passages := append([]passage(nil), joined(sameWords, head)...)
	passages = append(passages, middle(a, b)...)
	return append(passages, joined(sameWords, tail)...)
}

// wordsOf cuts a text into words and single signs, each with the blanks in
// front of it; together they are the text.
func wordsOf(text string) []string {
	var parts []string
	for len(text) > 0 {
		end := wordEnd(text)
		parts, text = append(parts, text[:end]), text[end:]
	}
	return parts
}

func wordEnd(text string) int {
	var word, sign bool
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			if word || sign {
				return i
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if sign {
				return i
			}
			word = true
		case word || sign:
			return i
		default:
			sign = true
		}
	}
	return len(text)
}

func commonFront(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonBack(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// middle is difference of words without a common front and back.
func middle(a, b []string) []passage {
	if len(a)*len(b) > maxCompared {
		return append(joined(removedWords, a), joined(addedWords, b)...)
	}
	common := commonLengths(a, b)
	var gone, come []string
	var passages []passage
	flush := func() {
		passages = append(append(passages, joined(removedWords, gone)...), joined(addedWords, come)...)
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			flush()
			passages = append(passages, passage{sameWords, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			gone, i = append(gone, a[i]), i+1
		default:
			come, j = append(come, b[j]), j+1
		}
	}
	flush()
	return passages
}

// commonLengths is the table of the longest common subsequences: at i, j that of
// a from i on and b from j on.
func commonLengths(a, b []string) [][]uint16 {
	table := make([][]uint16, len(a)+1)
	for i := range table {
		table[i] = make([]uint16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// joined is one passage of some words, none of none.
func joined(kind passageKind, words []string) []passage {
	if len(words) == 0 {
		return nil
	}
	return []passage{{kind, strings.Join(words, "")}}
}
