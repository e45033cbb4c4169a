package views

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// forms are the forms of the outbox.
func forms(root *html.Node) []*html.Node {
	var found []*html.Node
	for _, n := range elements(root) {
		if n.Data == "form" && attribute(n, "class") == "composer" {
			found = append(found, n)
		}
	}
	return found
}

// fieldNames are the names of what a form sends, in order.
func fieldNames(form *html.Node) string {
	var names []string
	for _, n := range elements(form) {
		if n.Data == "input" || n.Data == "textarea" {
			names = append(names, attribute(n, "name"))
		}
	}
	return strings.Join(names, " ")
}

func TestTheFollowingFormIsForEverybody(t *testing.T) {
	form := forms(parsedFragment(t, Composer().Bytes()))[0]

	if has(form, "action") {
		t.Error("it posts to a room")
	}
	if got := fieldNames(form); got != "action files reply_to body" {
		t.Errorf("it sends %q, want \"action files reply_to body\"", got)
	}
	if !bytes.Contains(Composer().Bytes(), []byte(ComposerFragmentPath())) {
		t.Error("it does not ask for the form that follows it")
	}
}

func TestTheFirstFormPostsWithoutScript(t *testing.T) {
	room := plain.room()
	room.Key, room.Errors, room.Body = "made by the server", nil, ""

	found := forms(parsed(t, Room(room)))

	if len(found) != 1 {
		t.Fatalf("got %d forms, want 1", len(found))
	}
	if got := attribute(found[0], "action"); got != MessagesPath(7) {
		t.Errorf("it posts to %q, want %q", got, MessagesPath(7))
	}
	if got := fieldNames(found[0]); got != "action key files reply_to body" {
		t.Errorf("it sends %q, want \"action key files reply_to body\"", got)
	}
}

func TestARefusedPostKeepsItsWords(t *testing.T) {
	for _, test := range []struct{ body, field string }{
		{"one line", "input"},
		{"two\nlines", "textarea"},
	} {
		room := plain.room()
		room.Body = test.body

		root := parsed(t, Room(room))

		for _, n := range elements(forms(root)[0]) {
			if attribute(n, "name") != "body" {
				continue
			}
			if n.Data != test.field || attribute(n, "value")+textOf(n) != test.body {
				t.Errorf("got <%s> with %q, want <%s> with %q", n.Data, attribute(n, "value")+textOf(n), test.field, test.body)
			}
			if attribute(n, "aria-invalid") != "true" {
				t.Error("the field is not marked")
			}
		}
		for _, n := range elements(root) {
			if attribute(n, "id") == composerErrorID && !strings.Contains(textOf(n), plain.text) {
				t.Error("there is no sentence why")
			}
		}
	}
}

func TestSeveralLinesAreNotJoinedIntoOneField(t *testing.T) {
	got := string(Refused(1, Refusal{Code: "TOO_LONG", Sentence: "Too long.", Text: "two\nlines"}).Bytes())

	if strings.Contains(got, "input[name=body]") {
		t.Error("the text of two lines would go into a field of one")
	}
	if !strings.Contains(got, "textarea[name=body]") || strings.Count(got, "two\nlines") != 3 {
		t.Errorf("the text is not kept whole: %s", got)
	}
}

func TestAnAckClearsTheComplaint(t *testing.T) {
	got := parsedFragment(t, Acked(5, Refusal{}).Bytes())

	for _, n := range elements(got) {
		switch attribute(n, "id") {
		case composerErrorID:
			if n.Data == "div" && (has(n, "data-code") || n.FirstChild != nil) {
				t.Error("the complaint stays")
			}
		case ackedID:
			if n.Data == "input" && attribute(n, "value") != "5" {
				t.Errorf("the counter says %s, want 5", attribute(n, "value"))
			}
		}
	}
}
