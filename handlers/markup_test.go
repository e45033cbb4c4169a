package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// articlesIn lists the messages below a node.
func articlesIn(node *html.Node) []article {
	var found []article
	for n := range node.Descendants() {
		if n.Type == html.ElementNode && n.Data == "article" {
			found = append(found, article{id: attribute(n, "id"), seq: attribute(n, "data-seq"), author: attribute(n, "data-author"),
				key: attribute(n, "data-key"), text: text(find(n, "div", "class", "text")), reactions: reactionsIn(n), card: cardIn(n), quote: quoteIn(n), replies: repliesIn(n),
				continues: has(n, "data-continues"), edited: has(n, "data-edited"), deleted: has(n, "data-deleted")})
		}
	}
	return found
}

// find gives the first element below a node with an attribute's value; an
// empty name asks for none.
func find(node *html.Node, element, name, value string) *html.Node {
	for n := range node.Descendants() {
		if n.Type == html.ElementNode && n.Data == element && (name == "" || attribute(n, name) == value) {
			return n
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is what an element says, without the blanks around it.
func text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// standings is how the people list below a node shows each person, by id.
func standings(node *html.Node) map[string]string {
	people := map[string]string{}
	for n := range node.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "class") == "person" {
			people[attribute(n, "data-user")] = attribute(n, "data-state")
			if has(n, "data-here") {
				people[attribute(n, "data-user")] = "here"
			}
		}
	}
	return people
}

// articlesOf lists the messages of a whole answer.
func articlesOf(t testing.TB, body string) []article {
	t.Helper()
	document, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return articlesIn(document)
}
