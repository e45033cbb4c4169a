package chat

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// A pattern is a regular expression as Go reads it, which is RE2's way
// (https://github.com/google/re2/wiki/Syntax): what it costs grows with the
// text and with the steps of the pattern, and with nothing else. So both are
// bounded, and with the longest message the slowest pattern takes some tens of
// milliseconds.
const (
	maxPattern      = 500 // characters
	maxPatternSteps = 250
)

// CheckPattern refuses a pattern that cannot be read, that would be slow, and
// that fits every text. Its sentence says where.
func CheckPattern(pattern string) error {
	if n := utf8.RuneCountInString(pattern); n > maxPattern {
		return badPattern("It is %s characters long, and %d are read. Make two rules of it.", thousands(n), maxPattern)
	}
	if at, r, bad := unreadable(pattern); bad {
		return badPattern("There is a character at place %d that is no letter: %q.", at, r)
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return patternFault(pattern, err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return badPattern("It cannot be read.")
	}
	if steps := len(program.Inst); steps > maxPatternSteps {
		return slowPattern(pattern, steps)
	}
	if fitsNothing(parsed) {
		return badPattern("It also fits a text of no letters, and so every message. Leave out what may be missing, such as * or ? behind all of it.")
	}
	return nil
}

func badPattern(format string, a ...any) error {
	return Invalid{Field: "text", Reason: fmt.Sprintf(format, a...)}
}

// unreadable finds the first character, counted from 1, that a form should not
// hold.
func unreadable(pattern string) (int, rune, bool) {
	at := 0
	for _, r := range pattern {
		at++
		if r == utf8.RuneError || r == 0 {
			return at, r, true
		}
	}
	return 0, 0, false
}

// faults say what is wrong with the piece of a pattern.
var faults = map[syntax.ErrorCode]string{
	syntax.ErrInvalidCharClass:      "is no set of characters",
	syntax.ErrInvalidCharRange:      "goes from a later character to an earlier one, or names no set",
	syntax.ErrInvalidEscape:         "means nothing here; for the sign itself write another backslash in front",
	syntax.ErrInvalidNamedCapture:   "is no name for a bracket; letters and digits make one",
	syntax.ErrInvalidPerlOp:         "is not understood; (?i) and (?:…) are, looking ahead and behind is not",
	syntax.ErrInvalidRepeatOp:       "repeats what is repeated already",
	syntax.ErrInvalidRepeatSize:     "repeats too often, which is beyond 1,000 times in all, or its larger number stands first",
	syntax.ErrMissingBracket:        "opens a set of characters that is never closed with ]",
	syntax.ErrMissingRepeatArgument: "repeats nothing; for the sign itself write a backslash in front",
}

// patternFault says what is wrong with a pattern that could not be parsed, and
// where.
func patternFault(pattern string, err error) error {
	fault, is := err.(*syntax.Error)
	if !is {
		return badPattern("It cannot be read.")
	}
	switch fault.Code {
	case syntax.ErrMissingParen:
		return badPattern("The bracket opened at letter %d is never closed.", unclosed(pattern))
	case syntax.ErrUnexpectedParen:
		return badPattern("The bracket at letter %d closes nothing; for the sign itself write a backslash in front.", unopened(pattern))
	case syntax.ErrTrailingBackslash:
		return badPattern("The backslash at letter %d, the last one, has nothing behind it.", utf8.RuneCountInString(pattern))
	case syntax.ErrLarge, syntax.ErrNestingDepth:
		return slowPattern(pattern, 0)
	}
	says, known := faults[fault.Code]
	if !known {
		says = "is not understood"
	}
	return badPattern("At letter %d, “%s” %s.", faultPlace(pattern, fault), cutAt(fault.Expr, 40), says)
}

// faultPlace is the letter, from 1, at which the piece stands that a fault is
// about. The parser reads from left to right, so it stands at the end of the
// shortest beginning of the pattern that has the same fault.
func faultPlace(pattern string, fault *syntax.Error) int {
	for end := range pattern + "\x00" {
		_, err := syntax.Parse(pattern[:end], syntax.Perl)
		found, is := err.(*syntax.Error)
		if is && *found == *fault && strings.HasSuffix(pattern[:end], fault.Expr) {
			return letterAt(pattern, end-len(fault.Expr))
		}
	}
	return letterAt(pattern, max(0, strings.Index(pattern, fault.Expr)))
}

// letterAt is the number, from 1, of the letter that begins at a byte.
func letterAt(text string, at int) int { return utf8.RuneCountInString(text[:at]) + 1 }

// unclosed is the letter at which the bracket opens that nothing closes.
func unclosed(pattern string) int {
	open, _ := brackets(pattern)
	if len(open) == 0 {
		return 1
	}
	return open[len(open)-1]
}

// unopened is the letter of the first bracket that closes nothing.
func unopened(pattern string) int {
	_, stray := brackets(pattern)
	return max(1, stray)
}

// brackets are the letters at which brackets open that are never closed, and
// the first that closes none; 0: there is none. What is escaped, quoted or in a
// set counts as itself.
func brackets(pattern string) (open []int, stray int) {
	letters := []rune(pattern)
	for i := 0; i < len(letters); i++ {
		switch letters[i] {
		case '\\':
			i = escaped(letters, i)
		case '[':
			i = setEnd(letters, i)
		case '(':
			open = append(open, i+1)
		case ')':
			if len(open) == 0 {
				return nil, i + 1
			}
			open = open[:len(open)-1]
		}
	}
	return open, 0
}

// escaped is the last letter of what a backslash begins: \Q quotes until \E.
func escaped(letters []rune, at int) int {
	if at+1 >= len(letters) || letters[at+1] != 'Q' {
		return at + 1
	}
	end := strings.Index(string(letters[at:]), `\E`)
	if end < 0 {
		return len(letters)
	}
	return at + utf8.RuneCountInString(string(letters[at:])[:end]) + 1
}

// setEnd is the bracket that closes a set; one that comes first is part of it.
func setEnd(letters []rune, at int) int {
	i := at + 1
	if i < len(letters) && letters[i] == '^' {
		i++
	}
	for first := true; i < len(letters); i++ {
		switch {
		case letters[i] == '\\':
			i++
		case letters[i] == ']' && !first:
			return i
		}
		first = false
	}
	return i
}

// slowPattern names the repeat that makes a pattern the largest.
func slowPattern(pattern string, steps int) error {
	size := "far too many steps"
	if steps > 0 {
		size = thousands(steps) + " steps"
	}
	if at, piece := largestRepeat(pattern); piece != "" {
		return badPattern("It is too slow: it takes %s, and %d are read. At letter %d, “%s” repeats the most.", size, maxPatternSteps, at, piece)
	}
	return badPattern("It is too slow: it takes %s from letter 1 on, and %d are read. Make several rules of it, or a list of words.", size, maxPatternSteps)
}

// largestRepeat finds the counted repeat with the largest number.
func largestRepeat(pattern string) (at int, piece string) {
	most := 1
	for begin := 0; begin < len(pattern); begin++ {
		if pattern[begin] != '{' {
			continue
		}
		end := strings.IndexByte(pattern[begin:], '}')
		if end < 0 {
			break
		}
		counted := pattern[begin : begin+end+1]
		if n := largestNumber(counted); n > most {
			most, at, piece = n, letterAt(pattern, begin), counted
		}
	}
	return at, piece
}

// largestNumber is that of {n}, {n,} or {n,m}; 0 for anything else.
func largestNumber(counted string) int {
	var from, to int
	if n, _ := fmt.Sscanf(counted, "{%d,%d}", &from, &to); n == 2 {
		return to
	}
	if n, _ := fmt.Sscanf(counted, "{%d", &from); n == 1 {
		return from
	}
	return 0
}

// fitsNothing tells whether a pattern fits the empty text.
func fitsNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpStar, syntax.OpQuest, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpNoWordBoundary:
		return true
	case syntax.OpRepeat:
		return re.Min == 0 || fitsNothing(re.Sub[0])
	case syntax.OpPlus, syntax.OpCapture:
		return fitsNothing(re.Sub[0])
	case syntax.OpConcat:
		for _, part := range re.Sub {
			if !fitsNothing(part) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, part := range re.Sub {
			if fitsNothing(part) {
				return true
			}
		}
	}
	return false
}
