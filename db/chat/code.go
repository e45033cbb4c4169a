package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What of a text is code, as CommonMark says it (4.5 fenced code blocks, 6.1
// code spans), as far as it matters for what a text calls.

// proseOf cuts a text into its paragraphs and leaves fenced code out. A code
// span never reaches from one paragraph into another.
func proseOf(body string) []string {
	var paragraphs []string
	var paragraph strings.Builder
	next := func() {
		if paragraph.Len() > 0 {
			paragraphs = append(paragraphs, paragraph.String())
			paragraph.Reset()
		}
	}
	fence := ""
	for line := range strings.Lines(body) {
		switch mark := fenceOf(line); {
		case fence != "":
			if closes(line, mark, fence) {
				fence = ""
			}
		case mark != "":
			next()
			fence = mark
		case strings.TrimSpace(line) == "":
			next()
		default:
			paragraph.WriteString(line)
		}
	}
	next()
	return paragraphs
}

// fenceOf is the run of three or more backticks or tildes that a line begins
// with, at most three blanks in front. What follows backticks has none itself:
// otherwise the line holds a code span.
func fenceOf(line string) string {
	text := strings.TrimLeft(line, " ")
	if len(line)-len(text) > 3 || text == "" || text[0] != '`' && text[0] != '~' {
		return ""
	}
	run := runOf(text)
	if len(run) < 3 || run[0] == '`' && strings.Contains(text[len(run):], "`") {
		return ""
	}
	return run
}

// closes tells whether a line ends the fenced code that fence began: a fence
// of the same kind, as long or longer, and nothing behind it.
func closes(line, mark, fence string) bool {
	return strings.HasPrefix(mark, fence) && strings.Trim(line, " \t\r\n") == mark
}

// withoutSpans puts a blank in the place of each code span.
func withoutSpans(text string) string {
	if !strings.Contains(text, "`") {
		return text
	}
	var kept strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "`\\")
		if at < 0 {
			break
		}
		if text[at] == '\\' { // it takes the meaning from what follows
			skip := min(at+2, len(text))
			kept.WriteString(text[:skip])
			text = text[skip:]
			continue
		}
		run := runOf(text[at:])
		rest := text[at+len(run):]
		kept.WriteString(text[:at])
		if end := runIn(rest, run); end >= 0 {
			kept.WriteByte(' ')
			text = rest[end+len(run):]
			continue
		}
		kept.WriteString(run)
		text = rest
	}
	kept.WriteString(text)
	return kept.String()
}

// runIn finds the next run of backticks that is exactly as long; below 0 where
// there is none. Each length can miss only once in a text, so the whole stays
// fast.
func runIn(text, run string) int {
	for at := 0; at < len(text); {
		next := strings.IndexByte(text[at:], '`')
		if next < 0 {
			return -1
		}
		at += next
		found := runOf(text[at:])
		if found == run {
			return at
		}
		at += len(found)
	}
	return -1
}

// runOf is how often a text's first byte stands at its beginning.
func runOf(text string) string {
	end := 1
	for end < len(text) && text[end] == text[0] {
		end++
	}
	return text[:end]
}

func decode(text string) (rune, int) { return utf8.DecodeRuneInString(text) }

func lastLetter(text string) (rune, int) { return utf8.DecodeLastRuneInString(text) }

// wordly tells whether a letter is part of a word: an @ behind one calls nobody.
func wordly(letter rune) bool { return unicode.IsLetter(letter) || unicode.IsDigit(letter) }
