package chat

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// needed is a piece of text without which a pattern fits nothing, in lower case
// where folded, the longest that is easily found; empty: there is none. Looking
// for it first takes a hundredth of what the pattern takes.
func needed(re *syntax.Regexp) (piece string, folded bool) {
	switch re.Op {
	case syntax.OpLiteral:
		folded = re.Flags&syntax.FoldCase != 0
		piece = string(re.Rune)
		if folded {
			piece = asciiLower(piece)
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needed(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, part := range re.Sub {
			if p, f := needed(part); len(p) > len(piece) {
				piece, folded = p, f
			}
		}
	}
	return piece, folded
}

// compiledPattern is a pattern of a rule with what it needs.
type compiledPattern struct {
	*regexp.Regexp
	piece  string
	folded bool
}

// compilePattern takes one that CheckPattern takes.
func compilePattern(pattern string) compiledPattern {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	piece, folded := needed(parsed)
	return compiledPattern{regexp.MustCompile(pattern), piece, folded}
}

// mayFit is false where the pattern fits nothing in a text for certain. Letters
// beyond ASCII may be the same as one within in another case, such as the sign
// for kelvin, so that with them nothing is certain about case.
func (p compiledPattern) mayFit(t *saidText) bool {
	if p.folded {
		return !t.ascii || strings.Contains(t.lower, p.piece)
	}
	return strings.Contains(t.Body, p.piece)
}
