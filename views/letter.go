package views

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"parley/db/chat"
)

// Letter is a mail that tells somebody what waits in their bell.
type Letter struct {
	Site        Site // with the Audience of who gets it
	Base        string
	News        chat.Letter
	Unsubscribe string // the whole address
}

// Subject is what a mailbox lists. Nothing that people wrote is in it.
func (l Letter) Subject() string {
	if l.News.Count == 1 {
		return "1 notification at " + l.Site.Name
	}
	return strconv.Itoa(l.News.Count) + " notifications at " + l.Site.Name
}

// HTML is the letter for programs that show pages. It has no picture, so that
// nobody learns when it is read.
func (l Letter) HTML() string { return string(Render(letterPage(l)).Bytes()) }

// Text is the letter for all others.
func (l Letter) Text() string {
	var b strings.Builder
	b.WriteString("Hello " + tame(l.News.To.DisplayName) + ",\n\nthis came while you were away:\n")
	for _, n := range l.News.Rows {
		b.WriteString("\n- " + plainly(sentence(n)))
		if n.Words != "" {
			b.WriteString(": " + tame(opening(n)))
		}
		b.WriteString("\n  " + l.Base + TargetOf(n) + "\n")
	}
	if more := l.more(); more != "" {
		b.WriteString("\n" + more + "\n")
	}
	b.WriteString("\nAll of it: " + l.Base + NotificationsPath + "\n\n-- \nNo more mail like this: " + l.Unsubscribe + "\n")
	return b.String()
}

// more says how many rows there is no room for; empty: none.
func (l Letter) more() string {
	if left := l.News.Count - len(l.News.Rows); left > 0 {
		return "And " + strconv.Itoa(left) + " more."
	}
	return ""
}

// address is a place of ours as a mail must name it.
func (l Letter) address(path string) templ.SafeURL { return templ.URL(l.Base + path) }

// plainly is what a component says, on one line.
func plainly(c templ.Component) string {
	var said strings.Builder
	for tokens := html.NewTokenizer(bytes.NewReader(Render(c).Bytes())); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return tame(chat.Line(said.String()))
		case html.TextToken:
			said.WriteString(tokens.Token().Data)
		}
	}
}

// tame leaves out what would break a line of a mail or turn its direction: a
// mailbox may know no bdi.
func tame(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}
