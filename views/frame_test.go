package views

import (
	"maps"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

// partials are the top-level elements of a frame; anything else fails, but for
// the title, which htmx takes from there.
func partials(t *testing.T, name string, frame []byte) []*html.Node {
	t.Helper()
	var found []*html.Node
	for n := range parsedFragment(t, frame).ChildNodes() {
		switch {
		case n.Type == html.ElementNode && n.Data == "hx-partial":
			found = append(found, n)
		case n.Type == html.ElementNode && n.Data == "title":
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) == "":
		default:
			t.Errorf("%s: %q stands at the top of the frame", name, n.Data)
		}
	}
	return found
}

func TestAFrameHoldsNothingButPartials(t *testing.T) {
	for name, frame := range plain.frames() {
		if len(partials(t, name, frame)) == 0 {
			t.Errorf("%s: the frame holds no partial", name)
		}
	}
}

func TestEveryTargetOfAFrameIsOnAPage(t *testing.T) {
	known := map[string]int{
		TypingID(42): 1, // comes and goes by frames alone
		TypingID(0):  1, // so does a visitor's
		activityID:   1, // has a page of its own
		// The form that changes a message comes by a frame.
		EditorID(9): 1, editorFaultID(9): 1, editorWasID(9): 1,
		moreToastsID: 1, // toasts come by frames, and go by themselves
		ToastID(5):   1, ToastID(6): 1, ToastID(7): 1,
	}
	room := parsed(t, Room(plain.withThread()))
	for _, page := range []*html.Node{room, parsed(t, Profile(plain.profile(chat.Tie{}))), parsed(t, plain.pages()["people"]), parsed(t, plain.pages()["notifications"]), parsed(t, Room(plain.staging())),
		parsed(t, plain.pages()["reports"]), parsed(t, plain.pages()["visit"]), parsed(t, plain.pages()["desk"]), parsed(t, plain.pages()["desk visit"]), parsed(t, Rules(plain.raided())), parsed(t, Report(plain.reportPage(chat.ReportClaimed))), parsed(t, Report(plain.reportPage(chat.ReportClosed)))} {
		maps.Copy(known, ids(page))
	}

	for name, frame := range plain.frames() {
		for _, partial := range partials(t, name, frame) {
			id, selector := attribute(partial, "id"), attribute(partial, "hx-target")
			if strings.HasPrefix(selector, ".") {
				if !stands(room, strings.Fields(selector)[0]) {
					t.Errorf("%s: nothing on the page is %s", name, selector)
				}
				continue
			}
			if selector != "" {
				id, _, _ = strings.Cut(strings.TrimPrefix(strings.Fields(selector)[0], "#"), ":")
			}
			if known[id] == 0 {
				t.Errorf("%s: the target %q is not on the page", name, id+selector)
			}
		}
	}
}

// stands looks for an element by a class and one attribute, .a[b="c"]: where a
// frame means everything of somebody and not one element.
func stands(page *html.Node, selector string) bool {
	class, rest, _ := strings.Cut(strings.TrimPrefix(selector, "."), "[")
	name, value, _ := strings.Cut(strings.TrimSuffix(rest, "]"), "=")
	for _, n := range elements(page) {
		if attribute(n, "class") == class && attribute(n, name) == strings.Trim(value, `"`) {
			return true
		}
	}
	return false
}

func TestNoFrameAimsAtWhatItMakes(t *testing.T) {
	for name, frame := range plain.frames() {
		made := map[string]bool{}
		for _, partial := range partials(t, name, frame) {
			id := attribute(partial, "id")
			if made[id] && attribute(partial, "hx-swap") != "delete" {
				t.Errorf("%s: htmx would look for %q before the frame makes it", name, id)
			}
			for inner := range ids(partial) {
				made[inner] = true
			}
		}
	}
}

func TestAReplacedElementKeepsItsID(t *testing.T) {
	for name, frame := range plain.frames() {
		for _, partial := range partials(t, name, frame) {
			id, verb := attribute(partial, "id"), attribute(partial, "hx-swap")
			if id != "" && strings.HasPrefix(verb, "outer") && ids(partial)[id] != 1 {
				t.Errorf("%s: %s leaves no #%s behind", name, verb, id)
			}
		}
	}
}

func TestTheEndIsTheLastElementOfTheLog(t *testing.T) {
	for name, root := range map[string]*html.Node{
		"page":     parsed(t, Room(plain.room())),
		"replaced": parsedFragment(t, plain.frames()["log-replaced"]),
		"created":  parsedFragment(t, plain.frames()["message-created"]),
	} {
		for _, n := range elements(root) {
			if attribute(n, "id") == endID {
				for after := n.NextSibling; after != nil; after = after.NextSibling {
					if after.Type == html.ElementNode {
						t.Errorf("%s: <%s> stands behind the end", name, after.Data)
					}
				}
			}
		}
	}
}

func TestFramesOfNewMessagesCanBeJoined(t *testing.T) {
	first := MessageFragment(readers, plain.message(10)).Bytes()
	second := MessageFragment(readers, plain.message(11)).Bytes()

	joined := append(append(append(LogOpen(), first...), second...), LogClose(11)...)

	found := partials(t, "joined", joined)
	if len(found) != 1 {
		t.Fatalf("got %d partials, want 1", len(found))
	}
	known := ids(found[0])
	if known[MessageID(10)] != 1 || known[MessageID(11)] != 1 || known[endID] != 1 {
		t.Errorf("got %v, want both messages and one end", known)
	}
}
