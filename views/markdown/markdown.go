// Package markdown turns what people type into the HTML that others see:
// emphasis, code with colours, quotes, lists, links and emoji shortcodes. What
// a chat has no use for stays as it was typed: headings (#general is a room),
// tables, images, rules, raw HTML.
//
// Its main idea is two walls. goldmark reads the text, with few of its parsers;
// the writer here makes HTML from that and escapes everything a person wrote;
// then bluemonday lets through what the policy lists and nothing else. A text
// that is too deep or too long is shown plain, every letter of it. What takes
// time is bounded by size, so that the same text always looks the same; only
// colours have a clock.
// The package knows no message, no store and no request: whom a name calls is
// given to it.
package markdown

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Version is stored beside what Render made. It rises when the same text is to
// be shown in another way; stored texts are then rendered anew as they are read.
const Version = 2

const (
	maxSource = 16 << 10 // bytes; as much as a message holds
	maxHTML   = 64 << 10 // bytes
	maxDepth  = 8        // elements in each other
	maxSigns  = 4000     // a message has no more letters, and goldmark takes the square of them: 30 ms
)

// reader is goldmark without the parsers that a chat has no use for. Once it
// is made it only reads, so that any number of goroutines may use it.
var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(countedLists{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(indentedParagraphs{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(addresses{}, 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 600),
		util.Prioritized(newShortcodes(), 700),
		util.Prioritized(mentions{}, 800),
	),
)

// Render gives the HTML of a text, safe to put into any page; names are whom it
// may call, nil for nobody. It is safe for concurrent use.
func Render(source string, names Names) string {
	shown := visible(source)
	if len(shown) > maxSource || signs(shown) > maxSigns || staircase.MatchString(shown) {
		return plain(shown)
	}
	w := writer{source: []byte(shown), names: names}
	w.document(reader.Parse(text.NewReader(w.source)))
	if w.failed || !w.said {
		return plain(shown)
	}
	safe := policy.SanitizeBytes(w.out.Bytes())
	if len(safe) > maxHTML {
		return plain(shown)
	}
	return string(safe)
}

// staircase is a line of many lists or quotes in each other. It is too deep to
// be shown, and goldmark takes the square of it.
var staircase = regexp.MustCompile(`(?m)^(?:[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]|>)){40}`)

// signs counts what may mean something to goldmark.
func signs(shown string) int {
	count := 0
	for i := range len(shown) {
		if strings.IndexByte("*_~`[]()<>-+!:", shown[i]) >= 0 {
			count++
		}
	}
	return count
}

// plain is a text without any form: escaped, its lines kept, and cut where
// even that is too long.
func plain(shown string) string {
	lines := strings.Split(manyLines.ReplaceAllString(shown, "\n\n"), "\n")
	var out strings.Builder
	out.WriteString(`<p dir="auto">`)
	for i, line := range lines {
		if i > 0 {
			out.WriteString(lineBreak)
		}
		for _, letter := range line {
			out.WriteString(html.EscapeString(string(letter)))
			if out.Len() > maxHTML-100 { // room for the end
				return out.String() + "…</p>"
			}
		}
	}
	return out.String() + "</p>"
}

// countedLists takes a list only where it shows the numbers that were typed:
// HTML counts from one, and "7. October" is a date. A mark with nothing behind
// it is a mark.
type countedLists struct{ parser.BlockParser }

func (l countedLists) Open(parent ast.Node, from text.Reader, pc parser.Context) (ast.Node, parser.State) {
	found, state := l.BlockParser.Open(parent, from, pc) // first, for it keeps account in pc
	list, ok := found.(*ast.List)
	line, _ := from.PeekLine()
	if !ok || list.IsOrdered() && list.Start != 1 || len(bytes.Fields(line)) < 2 {
		return nil, parser.NoChildren
	}
	return list, state
}

// indentedParagraphs begin with any number of blanks: there is no indented
// code that these could mean.
type indentedParagraphs struct{ parser.BlockParser }

func (indentedParagraphs) CanAcceptIndentedLine() bool { return true }
