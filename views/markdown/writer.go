package markdown

import (
	"bytes"
	"html"
	"strings"
	"time"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// lineBreak ends a line. The stylesheet keeps the typed line end and hides the
// element, which is for readers without one; so the text of the HTML is the
// typed text, whoever takes it.
const lineBreak = "<br>\n"

// writer writes what goldmark read. Everything that a person wrote goes
// through its method text or through href.
type writer struct {
	source []byte
	names  Names
	out    bytes.Buffer
	depth  int       // elements that are open
	inLink bool      // an address is no link then
	said   bool      // there is something to see
	failed bool      // too deep or too long
	until  time.Time // there are no more colours after that; zero: none were asked for
}

func (w *writer) document(n ast.Node) {
	if loud(w.source, n) {
		w.element(`<p class="jumbo">`, "</p>", func() { w.children(n.FirstChild()) })
		return
	}
	w.blocks(n, `dir="auto"`)
}

// blocks writes the blocks of a node with what was typed between them. An
// outer block finds its direction by itself, an inner one follows it; the
// stylesheet does the same for each of its paragraphs.
func (w *writer) blocks(parent ast.Node, attributes string) {
	for n := parent.FirstChild(); n != nil && !w.over(); n = n.NextSibling() {
		w.block(n, attributes)
		if next := n.NextSibling(); next != nil && next.HasBlankPreviousLines() {
			w.out.WriteString("\n\n")
		} else if next != nil {
			w.out.WriteByte('\n')
		}
	}
}

func (w *writer) block(n ast.Node, attributes string) {
	switch n := n.(type) {
	case *ast.Paragraph:
		w.element(open("p", attributes), "</p>", func() { w.children(n) })
	case *ast.TextBlock:
		w.children(n)
	case *ast.Blockquote:
		w.element(open("blockquote", attributes), "</blockquote>", func() { w.blocks(n, "") })
	case *ast.List:
		w.list(n, attributes)
	case *ast.FencedCodeBlock:
		w.element("<pre>", "</pre>", func() { w.element("<code>", "</code>", func() { w.code(n) }) })
	}
}

func open(element, attributes string) string {
	if attributes == "" {
		return "<" + element + ">"
	}
	return "<" + element + " " + attributes + ">"
}

func (w *writer) list(n *ast.List, attributes string) {
	name := "ul"
	if n.IsOrdered() {
		name = "ol"
	}
	w.element(open(name, attributes), "</"+name+">", func() {
		for item := n.FirstChild(); item != nil && !w.over(); item = item.NextSibling() {
			w.element("<li>", "</li>", func() { w.blocks(item, "") })
			if item.NextSibling() != nil {
				w.out.WriteByte('\n')
			}
		}
	})
}

func (w *writer) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil && !w.over(); n = n.NextSibling() {
		w.inline(n)
	}
}

func (w *writer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(util.UnescapePunctuations(n.Segment.Value(w.source)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			w.out.WriteString(lineBreak)
		}
	case *ast.Emphasis:
		w.emphasis(n)
	case *extension.Strikethrough:
		w.element("<del>", "</del>", func() { w.children(n) })
	case *ast.CodeSpan:
		w.element("<code>", "</code>", func() { w.codeSpan(n) })
	case *ast.Link:
		w.link(n, n.Destination, "")
	case *ast.Image:
		w.link(n, n.Destination, "!")
	case *ast.AutoLink:
		w.address(n)
	case *mention:
		w.mention(n)
	case *emoji.Emoji:
		w.text([]byte(string(n.Value.Unicode)))
	}
}

func (w *writer) emphasis(n *ast.Emphasis) {
	if n.Level == 2 {
		w.element("<strong>", "</strong>", func() { w.children(n) })
		return
	}
	w.element("<em>", "</em>", func() { w.children(n) })
}

// codeSpan: a line end in it is a blank (CommonMark 6.1).
func (w *writer) codeSpan(n *ast.CodeSpan) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if part, ok := child.(*ast.Text); ok {
			w.text(bytes.ReplaceAll(part.Segment.Value(w.source), []byte("\n"), []byte(" ")))
		}
	}
}

// link is a link that is written with its words. Where it must not be one, or
// its words are another address, it stays as it was typed.
func (w *writer) link(n ast.Node, destination []byte, mark string) {
	address := string(util.UnescapePunctuations(destination))
	href := hrefOf(address)
	if href != "" && !w.inLink && n.HasChildren() && !w.misleads(n, href) {
		w.anchor(href, func() { w.children(n) })
		return
	}
	w.text([]byte(mark + "["))
	w.children(n)
	w.text([]byte("]("))
	w.linked(address)
	w.text([]byte(")"))
}

// misleads tells whether the words of a link hold an address that it does not
// lead to.
func (w *writer) misleads(n ast.Node, href string) bool {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if address, ok := child.(*ast.AutoLink); ok && hrefOf(string(address.URL(w.source))) != href || w.misleads(child, href) {
			return true
		}
	}
	return false
}

// address is a bare address, or one in angle brackets; those show where it is
// no link.
func (w *writer) address(n *ast.AutoLink) {
	address := string(n.Label(w.source))
	bracketed := n.Pos() >= 0 && w.source[n.Pos()] == '<'
	if n.AutoLinkType == ast.AutoLinkEmail {
		w.mail(address)
	} else if bracketed && hrefOf(address) == "" {
		w.text([]byte("<" + address + ">"))
	} else {
		w.linked(address)
	}
}

func (w *writer) mail(address string) {
	if href := hrefOf("mailto:" + address); href != "" && !w.inLink {
		w.anchor(href, func() { w.text([]byte(address)) })
		return
	}
	w.text([]byte(address))
}

// linked is an address as a link where it may be one. It shows the host that
// a browser would ask.
func (w *writer) linked(address string) {
	href := hrefOf(address)
	if href == "" || w.inLink {
		w.text([]byte(address))
		return
	}
	w.anchor(href, func() { w.text([]byte(honest(address))) })
}

func (w *writer) anchor(href string, words func()) {
	w.element(`<a href="`+html.EscapeString(href)+`" rel="`+linkRel+`" target="_blank">`, "</a>", func() {
		w.inLink = true
		words()
		w.inLink = false
	})
}

// element writes one element with what is in it.
func (w *writer) element(start, end string, inner func()) {
	w.depth++
	w.failed = w.failed || w.depth > maxDepth
	if !w.over() {
		w.out.WriteString(start)
		inner()
		w.out.WriteString(end)
	}
	w.depth--
}

// text writes what a person wrote.
func (w *writer) text(typed []byte) {
	w.said = w.said || len(bytes.TrimSpace(typed)) > 0
	w.out.WriteString(html.EscapeString(strings.ToValidUTF8(string(typed), "\uFFFD")))
}

// over tells whether it is time to give up.
func (w *writer) over() bool {
	w.failed = w.failed || w.out.Len() > maxHTML
	return w.failed
}
