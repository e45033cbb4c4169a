package markdown

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/ast"
)

const (
	maxColoured = 32 << 10 // bytes of HTML that one block may become
	// colouring is for all blocks of a text. A pattern is not stopped within a
	// letter, so the languages below were tried with texts made to be slow.
	colouring = 25 * time.Millisecond
)

// languages are those that code can be coloured in, by the names that people
// write behind a fence. Others have patterns that take too long on a text made
// for it, or are seldom written in a chat.
var languages = strings.Fields(`bash sh shell zsh c cpp c++ csharp cs c# css diff patch docker dockerfile go golang html
	ini java javascript js json kotlin lua make makefile nginx php python py ruby rb rust rs sql swift toml typescript ts xml yaml yml`)

// colours are the classes of what is coloured, with chroma's names for them.
// The first that a kind of word belongs to is its class.
var colours = []struct {
	kind  chroma.TokenType
	class string
}{
	{chroma.CommentPreproc, "cp"},
	{chroma.Comment, "c"},
	{chroma.KeywordType, "kt"},
	{chroma.Keyword, "k"},
	{chroma.LiteralString, "s"},
	{chroma.LiteralNumber, "m"},
	{chroma.NameFunction, "nf"},
	{chroma.NameClass, "nc"},
	{chroma.NameTag, "nt"},
	{chroma.NameAttribute, "na"},
	{chroma.NameBuiltin, "nb"},
	{chroma.GenericInserted, "gi"},
	{chroma.GenericDeleted, "gd"},
}

func colourClasses() []string {
	var classes []string
	for _, colour := range colours {
		classes = append(classes, colour.class)
	}
	return classes
}

// code writes a block of code, coloured where its language is named and known
// and there is time for it.
func (w *writer) code(n *ast.FencedCodeBlock) {
	var typed bytes.Buffer
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		typed.Write(line.Value(w.source))
	}
	code := bytes.TrimRight(typed.Bytes(), "\n")
	if coloured := w.coloured(strings.ToLower(string(n.Language(w.source))), string(code)); coloured != nil {
		w.said = w.said || len(bytes.TrimSpace(code)) > 0
		w.out.Write(coloured)
		return
	}
	w.text(code)
}

// coloured is nil where the code stays without colours.
func (w *writer) coloured(language, code string) []byte {
	if !slices.Contains(languages, language) {
		return nil
	}
	lexer := lexers.Get(language)
	w.prepare(lexer)
	words, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil
	}
	painted := painter{rest: code}
	for word := words(); word != chroma.EOF; word = words() {
		painted.add(word)
		if painted.out.Len() > maxColoured || time.Now().After(w.until) {
			return nil
		}
	}
	return painted.done()
}

// prepare lets a lexer make its patterns, which happens once in the life of
// the program and counts against nobody's text.
func (w *writer) prepare(lexer chroma.Lexer) {
	if w.until.IsZero() {
		w.until = time.Now().Add(colouring)
	}
	began := time.Now()
	_, _ = lexer.Tokenise(nil, "") // whatever it says, it says again
	w.until = w.until.Add(time.Since(began))
}

// painter joins neighbours of one class, and sees to it that a lexer neither
// adds nor takes a letter.
type painter struct {
	out   bytes.Buffer
	rest  string // the code that is not coloured yet
	class string // of the span that is open
}

func (p *painter) add(word chroma.Token) {
	text := word.Value[:min(len(word.Value), len(p.rest))] // a lexer may add a line end
	if text == "" || !strings.HasPrefix(p.rest, text) {
		return
	}
	p.rest = p.rest[len(text):]
	if class := classOf(word.Type); class != p.class {
		p.turn(class)
	}
	p.out.WriteString(html.EscapeString(text))
}

// turn ends the span that is open and begins another.
func (p *painter) turn(class string) {
	if p.class != "" {
		p.out.WriteString("</span>")
	}
	if class != "" {
		p.out.WriteString(`<span class="` + class + `">`)
	}
	p.class = class
}

// done is nil where a part of the code is missing.
func (p *painter) done() []byte {
	if p.rest != "" {
		return nil
	}
	p.turn("")
	return p.out.Bytes()
}

func classOf(kind chroma.TokenType) string {
	for _, colour := range colours {
		if kind == colour.kind || kind.SubCategory() == colour.kind || kind.Category() == colour.kind {
			return colour.class
		}
	}
	return ""
}
