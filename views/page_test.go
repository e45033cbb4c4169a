package views

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// hostile is what somebody writes who wants to be an element or an attribute.
const hostile = `"'></p></textarea></title><x-evil x-on=1>{{.}}&lt;x-evil&gt;<hx-partial id=sock>`

func TestMarkupThatPeopleWriteStaysText(t *testing.T) {
	evil := sampler{text: hostile}
	documents := map[string]*html.Node{}
	for name, page := range evil.pages() {
		documents[name] = parsed(t, page)
	}
	for name, frame := range evil.frames() {
		documents[name] = parsedFragment(t, frame)
	}

	for name, document := range documents {
		for _, n := range elements(document) {
			if n.Data == "x-evil" || has(n, "x-on") || has(n, "x-evil") || n.Data == "hx-partial" && n.Parent.Data != "body" {
				t.Errorf("%s: what somebody wrote became markup: <%s>", name, n.Data)
			}
		}
	}
}

func TestNamesAndTextsReachThePageWhole(t *testing.T) {
	for name, page := range (sampler{text: hostile}).pages() {
		if !strings.Contains(textOf(parsed(t, page)), hostile) {
			t.Errorf("%s: the text of a person is missing or changed", name)
		}
	}
}

func TestIDsAreUniqueOnEveryPage(t *testing.T) {
	for name, page := range plain.pages() {
		for id, count := range ids(parsed(t, page)) {
			if count > 1 {
				t.Errorf("%s: id %q stands there %d times", name, id, count)
			}
		}
	}
}

// references are attributes that name elements by id.
var references = []string{"for", "popovertarget", "aria-labelledby", "aria-describedby"}

func TestEveryReferenceHasItsElement(t *testing.T) {
	for name, page := range plain.pages() {
		document := parsed(t, page)
		known := ids(document)
		for _, n := range elements(document) {
			for _, key := range references {
				for id := range strings.FieldsSeq(attribute(n, key)) {
					if known[id] == 0 {
						t.Errorf("%s: %s=%q of <%s> leads nowhere", name, key, id, n.Data)
					}
				}
			}
			if id, local := strings.CutPrefix(attribute(n, "href"), "#"); local && known[id] == 0 {
				t.Errorf("%s: the link to #%s leads nowhere", name, id)
			}
		}
	}
}

func TestNothingIsInlineAndNothingIsEvaluated(t *testing.T) {
	for name, page := range plain.pages() {
		for _, n := range elements(parsed(t, page)) {
			if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
				t.Errorf("%s: an inline <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || strings.Contains(a.Val, "js:") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: %s=%q of <%s>", name, a.Key, a.Val, n.Data)
				}
			}
		}
	}
}

func TestEveryControlHasAName(t *testing.T) {
	for name, page := range plain.pages() {
		document := parsed(t, page)
		labelled := map[string]bool{}
		for _, n := range elements(document) {
			labelled[attribute(n, "for")] = true
		}
		for _, n := range elements(document) {
			named := attribute(n, "aria-label") != "" || labelled[attribute(n, "id")] && attribute(n, "id") != "" || n.Parent.Data == "label"
			switch n.Data {
			case "input", "textarea":
				if attribute(n, "type") != "hidden" && !named {
					t.Errorf("%s: <%s name=%q> has no label", name, n.Data, attribute(n, "name"))
				}
			case "button", "a":
				if !named && strings.TrimSpace(textOf(n)) == "" {
					t.Errorf("%s: a <%s> says nothing", name, n.Data)
				}
			}
		}
	}
}

func TestARefusedFieldSaysSoBesideIt(t *testing.T) {
	for _, name := range []string{"first run", "sign-up", "sign-in", "rooms", "edit", "react", "profile settings", "confirm", "confirm late", "factor waits", "factor on", "sign-in code", "place settings"} {
		document := parsed(t, plain.pages()[name])
		faults := ids(document)
		refused := 0
		for _, n := range elements(document) {
			if attribute(n, "aria-invalid") == "true" {
				refused++
				if faults[attribute(n, "aria-describedby")] != 1 {
					t.Errorf("%s: the refused field %q has no sentence", name, attribute(n, "name"))
				}
			}
		}
		if refused == 0 {
			t.Errorf("%s: no field is marked as refused", name)
		}
	}
}

func TestAPasswordNeverComesBack(t *testing.T) {
	for _, name := range []string{"first run", "sign-up", "sign-in", "confirm", "confirm late", "factor on"} {
		for _, n := range elements(parsed(t, plain.pages()[name])) {
			if attribute(n, "type") == "password" && has(n, "value") {
				t.Errorf("%s: the password field has a value", name)
			}
		}
	}
}

func TestEveryFormPostsWithoutScript(t *testing.T) {
	for name, page := range plain.pages() {
		for _, n := range elements(parsed(t, page)) {
			if n.Data == "form" && attribute(n, "action") == "" && attribute(n, "hx-trigger") == "" {
				t.Errorf("%s: a form has nowhere to go", name)
			}
		}
	}
}
