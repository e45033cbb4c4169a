package chat

import (
	"cmp"
	"unicode/utf8"
)

// Snippet is the beginning of a message on one line, for a list.
type Snippet struct {
	Author UserID // 0: there is no message
	Text   string
}

// snippetLength is more than fits into the widest row.
const snippetLength = 80

// withoutWords stands for a message that is files alone.
const withoutWords = "Sent a file"

// NewSnippet takes the beginning of a text, of an action what it says.
func NewSnippet(author UserID, body string) Snippet {
	text := Line(cmp.Or(Action(body), body))
	if utf8.RuneCountInString(text) > snippetLength {
		text = string([]rune(text)[:snippetLength]) + "…"
	}
	if text == "" {
		text = withoutWords
	}
	return Snippet{Author: author, Text: text}
}
