package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Names are the people that a text may call, by the user names that call them.
// Everybody is who is called by a word such as @room.
type Names map[string]int64

// Everybody stands in Names for no single person.
const Everybody int64 = 0

const (
	mentionClass = "mention"
	// profile is where a name leads; views.UserPath is the same.
	profile = "/users/"
)

// kindMention is goldmark's name for the node below.
var kindMention = ast.NewNodeKind("Mention")

// mention is an @ with a user name behind it. Whether it calls somebody the
// writer knows.
type mention struct {
	ast.BaseInline
	name    string
	segment text.Segment
}

func (*mention) Kind() ast.NodeKind              { return kindMention }
func (n *mention) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// calledName is an @ and what may be a user name, without what ends a sentence.
var calledName = regexp.MustCompile(`^@[A-Za-z0-9._-]*[A-Za-z0-9]`)

// partOfWord tells whether a letter makes a name part of a longer word.
func partOfWord(letter rune) bool { return unicode.IsLetter(letter) || unicode.IsDigit(letter) }

// mentions reads them where chat.Mentioned finds them, before an underscore in
// a name can mean emphasis.
type mentions struct{}

func (mentions) Trigger() []byte { return []byte{'@'} }

func (mentions) Parse(_ ast.Node, from text.Reader, _ parser.Context) ast.Node {
	if partOfWord(from.PrecendingCharacter()) {
		return nil
	}
	line, at := from.PeekLine()
	found := calledName.Find(line)
	behind, _ := utf8.DecodeRune(line[len(found):])
	if found == nil || partOfWord(behind) {
		return nil
	}
	name := strings.ToLower(string(found[1:]))
	from.Advance(1 + len(name))
	return &mention{name: name, segment: text.NewSegment(at.Start, at.Start+1+len(name))}
}

// mention writes a name as a link to whom it calls, and as it was typed where
// it calls nobody.
func (w *writer) mention(n *mention) {
	typed := n.segment.Value(w.source)
	user, known := w.names[n.name]
	switch {
	case !known:
		w.text(typed)
	case user == Everybody:
		w.element(`<span class="mention" data-user="all">`, "</span>", func() { w.text(typed) })
	case w.inLink:
		w.element(`<span class="mention" data-user="`+strconv.FormatInt(user, 10)+`">`, "</span>", func() { w.text(typed) })
	default:
		id := strconv.FormatInt(user, 10)
		w.element(`<a class="mention" href="`+profile+id+`" data-user="`+id+`">`, "</a>", func() { w.text(typed) })
	}
}

var drawnMention = regexp.MustCompile(`<(?:a|span) class="mention"(?: href="/users/\d+")? data-user="(\d+|all)">@([^<]*)<`)

// NamesIn gives back the names that were drawn as mentions in what Render made.
// So a text can be rendered anew, by a later version of this package, and calls
// whom it called: who had which name, and who was in the room, was asked when
// it was written.
func NamesIn(rendered string) Names {
	names := Names{}
	for _, found := range drawnMention.FindAllStringSubmatch(rendered, -1) {
		user, _ := strconv.ParseInt(found[1], 10, 64) // "all" is Everybody
		names[strings.ToLower(html.UnescapeString(found[2]))] = user
	}
	return names
}
