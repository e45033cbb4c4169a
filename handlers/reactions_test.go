package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
	"parley/handlers"
)

// reactionsIn is the line of reactions below a node: each with its number and
// the ids of its people.
func reactionsIn(node *html.Node) string {
	var line []string
	for n := range node.Descendants() {
		if n.Type == html.ElementNode && n.Data == "button" && has(n, "data-by") {
			seen, _, _ := strings.Cut(text(n), ", one is yours")
			line = append(line, seen+" by "+attribute(n, "data-by"))
		}
	}
	return strings.Join(line, "; ")
}

// applyReactions does what htmx does with the three partials of a message's
// reactions: one replaces the line, one makes it where there is none, and one
// takes it away.
func (p *page) applyReactions(partial *html.Node, target string) {
	message, _, _ := strings.Cut(strings.TrimPrefix(target, "#"), ":")
	message = strings.Replace(message, "reactions-", "message-", 1)
	for i := range p.log {
		a := &p.log[i]
		swap := attribute(partial, "hx-swap")
		if a.id != message || (swap == "after") != (a.reactions == "") {
			continue
		}
		a.reactions = reactionsIn(partial)
	}
}

// answers waits until the page shows a message's line of reactions.
func (p *page) answers(message chat.MessageID, line string) {
	p.browser.t.Helper()
	p.wait("the reactions "+line, func() bool {
		return slices.ContainsFunc(p.log, func(a article) bool { return a.id == "message-"+message.String() && a.reactions == line })
	})
}

func reactionsPath(id chat.MessageID) string { return "/messages/" + id.String() + "/reactions" }

// reactHTMX posts as a page of ours does.
func (b *browser) reactHTMX(id chat.MessageID, fields ...string) answer {
	b.t.Helper()
	r := b.form(reactionsPath(id), fields...)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

func TestReactionIsSharedByBothDoorsAndSeenByEverybody(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	first, second := ada.open(lobby), bob.open(lobby)

	first.send(map[string]any{"action": "react", "message": ofAda.String(), "emoji": "👍"})
	second.answers(ofAda, "👍 1 by 1")
	if got := bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent).body; got != "" {
		t.Errorf("the answer is %q", got)
	}
	first.answers(ofAda, "👍 2 by 1 2")
	bob.post(reactionsPath(ofAda), "emoji", "  16   letters fit ").leadsTo("/rooms/1?around=" + ofAda.String() + "#message-" + ofAda.String())
	first.answers(ofAda, "👍 2 by 1 2; 16 letters fit 1 by 2")
	first.send(map[string]any{"action": "react", "message": ofAda.String(), "emoji": "👍"})
	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	first.answers(ofAda, "16 letters fit 1 by 2")
	bob.reactHTMX(ofAda, "emoji", "16 letters fit")
	first.answers(ofAda, "")

	first.equalsFresh(t)
	second.equalsFresh(t)
}

func TestResumeReplaysReactionsAndTheEditBeforeThem(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	away := bob.load(lobby)
	ada.post("/messages/"+ofAda.String(), "body", "better").is(http.StatusSeeOther)
	ada.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)

	away.connect()

	away.shows("better")
	away.answers(ofAda, "👍 1 by 1")
	away.equalsFresh(t)
}

// TestManyWhoReactAtOnceAreAllCounted has half of them take it back.
func TestManyWhoReactAtOnceAreAllCounted(t *testing.T) {
	h, ada, _, ofAda := inhabitedRoom(t)
	reader := ada.open(lobby)
	people := h.people("p", 12)
	var all sync.WaitGroup
	for i, b := range people {
		all.Go(func() {
			for range 1 + i%2 {
				if got := b.reactHTMX(ofAda, "emoji", "👍").status; got != http.StatusNoContent {
					t.Errorf("answered %d", got)
				}
			}
		})
	}
	all.Wait()

	reader.equalsFresh(t)
	if got := h.stored(ada, lobby)[0].Reactions[0].Count; got != 6 {
		t.Errorf("%d are counted, want 6", got)
	}
}

func TestRefusedReactionKeepsWhatWasTyped(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	reader := ada.open(lobby)
	const long = "seventeen letters"

	bob.post(reactionsPath(ofAda), "emoji", long).is(http.StatusUnprocessableEntity).holds(long).holds("at most 16")
	bob.post(reactionsPath(ofAda), "emoji", " ").is(http.StatusUnprocessableEntity).holds("Choose an emoji")
	bob.post(reactionsPath(ofAda)).is(http.StatusUnprocessableEntity).holds("Choose an emoji")
	bob.post(reactionsPath(ofAda), "emoji", "a\u202eb").is(http.StatusUnprocessableEntity).holds("cannot be seen")
	picked := bob.reactHTMX(ofAda, "emoji", long, "picker", "1").is(http.StatusUnprocessableEntity).holds(long).holds("at most 16")
	if strings.Contains(picked.body, "<html") || picked.header.Get("HX-Retarget") != "#menu" {
		t.Errorf("the popover gets %v %.200q", picked.header, picked.body)
	}
	bob.reactHTMX(ofAda, "emoji", long).is(http.StatusUnprocessableEntity).holds("at most 16")
	program := bob.program(lobby)
	program.send(map[string]any{"action": "react", "message": ofAda.String(), "emoji": long})
	program.until(`data-code="TOO_LONG"`)

	reader.equalsFresh(t)
	if got := reader.articles()[0].reactions; got != "" {
		t.Errorf("the message has %s", got)
	}
}

func TestPickerIsAPageAndAPopoverThatClosesItself(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String() + "/react"

	page := bob.get(path).is(http.StatusOK).holds(`action="` + reactionsPath(ofAda) + `"`).holds(`value="🎉"`).holds("<html")
	if strings.Contains(page.body, `hx-post="`+reactionsPath(ofAda)) {
		t.Error("the page's forms need a script")
	}
	r := bob.request(http.MethodGet, path, nil)
	r.Header.Set("HX-Request", "true")
	popover := bob.do(r).is(http.StatusOK).holds(`hx-post="` + reactionsPath(ofAda) + `"`).holds(`value="🎉"`)
	if strings.Contains(popover.body, "<html") || popover.header.Get("HX-Retarget") != "#menu" {
		t.Errorf("the popover gets %v %.200q", popover.header, popover.body)
	}
	closed := bob.reactHTMX(ofAda, "emoji", "nice", "picker", "1").is(http.StatusOK)
	if closed.header.Get("HX-Reswap") != "outerHTML" || !strings.Contains(closed.body, `id="menu"`) {
		t.Errorf("the popover gets %v %q", closed.header, closed.body)
	}
	ada.get("/messages/" + ofAda.String() + "/more").is(http.StatusOK).holds(`href="` + path + `"`)
}

func TestRemovedMessageTakesNoReactionAndLosesItsOwn(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	reader := bob.open(lobby)
	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	ada.post("/messages/" + ofAda.String() + "/delete").is(http.StatusSeeOther)

	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNotFound)
	bob.post(reactionsPath(ofAda), "emoji", "👍").is(http.StatusNotFound)
	bob.get("/messages/" + ofAda.String() + "/react").is(http.StatusNotFound)

	reader.equalsFresh(t)
	if got := h.stored(ada, lobby)[0].Reactions; len(got) > 0 {
		t.Errorf("the message has %v", got)
	}
}

func TestReactionOverTheSocketOfAnotherRoomIsRefused(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	elsewhere := bob.program(h.closedRoom(ada, bob))

	elsewhere.send(map[string]any{"action": "react", "message": ofAda.String(), "emoji": "👍"})

	elsewhere.until(`data-code="NOT_MEMBER"`)
	if got := h.stored(ada, lobby)[0].Reactions; len(got) > 0 {
		t.Errorf("the message has %v", got)
	}
}

// TestReactionMakesNothingUnreadAndMovesNoRoom reads what the lists of rooms are
// drawn from; an answer to the post comes after everything it causes.
func TestReactionMakesNothingUnreadAndMovesNoRoom(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	elsewhere := ada.open(h.closedRoom(ada, bob))
	before, heard := h.membership(ada, lobby), len(elsewhere.all())

	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	bob.say(elsewhere.room, "the end")

	elsewhere.shows("the end")
	if after := h.membership(ada, lobby); after.Room.Newest != before.Room.Newest || !after.Room.Active.Equal(before.Room.Active) {
		t.Errorf("the room is %+v, before %+v", after.Room, before.Room)
	}
	for _, frame := range elsewhere.all()[heard:] {
		if strings.Contains(frame, "room-1") {
			t.Errorf("a page elsewhere hears %s", frame)
		}
	}
}

func TestReactionsHaveALimitOfTheirOwn(t *testing.T) {
	h, ada := newInhabited(t, func(_ *house, c *handlers.Config) { c.Limits.Reactions = 10 })
	ada.say(lobby, "of ada")
	message := h.stored(ada, lobby)[0].ID

	statuses := map[int]int{}
	for range 30 {
		statuses[ada.reactHTMX(message, "emoji", "👍").status]++
	}

	if statuses[http.StatusNoContent] < 10 || statuses[http.StatusTooManyRequests] == 0 {
		t.Errorf("answered %v", statuses)
	}
}

// TestNewNameReadsInReactionsOfPagesLoadedFromThenOn is drawn anew although the
// message has not changed.
func TestNewNameReadsInReactionsOfPagesLoadedFromThenOn(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	ada.get("/rooms/1").is(http.StatusOK).holds(`title="bob"`)

	bob.post("/settings/profile", "display_name", "Robert").is(http.StatusSeeOther)

	ada.get("/rooms/1").is(http.StatusOK).holds(`title="Robert"`)
}
