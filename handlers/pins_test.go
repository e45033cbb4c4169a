package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

func pinPath(id chat.MessageID) string { return "/messages/" + id.String() + "/pin" }

// pinsCounted waits until a page is told how much is pinned in its room.
func (p *page) pinsCounted(count string) {
	p.browser.t.Helper()
	p.wait(count+" pinned", func() bool {
		for i := len(p.frames) - 1; i >= 0; i-- {
			if _, told, found := strings.Cut(p.frames[i], `<hx-partial id="pins"`); found {
				return strings.Contains(told, count+`<span class="pins-word">`) || count == "" && strings.Contains(told, `<i id="pins">`)
			}
		}
		return false
	})
}

// entriesOf are the texts of a list of messages.
func (a answer) entriesOf() (found []string) {
	a.t.Helper()
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	for n := range document.Descendants() {
		if n.Data == "li" && attribute(n, "class") == "entry" {
			found = append(found, strings.Join(strings.Fields(text(n)), " "))
		}
	}
	return found
}

func TestPinIsSeenByEverybodyAndListedTheLastFirst(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	ofBob := h.stored(ada, lobby)[1].ID
	reader := bob.open(lobby)

	ada.post(pinPath(ofAda), "pinned", "1").leadsTo("/rooms/1?around=" + ofAda.String() + "#message-" + ofAda.String())
	reader.pinsCounted("1")
	ada.post(pinPath(ofBob)).is(http.StatusSeeOther)
	reader.pinsCounted("2")
	ada.post(pinPath(ofBob), "pinned", "1").is(http.StatusSeeOther) // again, by the same page
	reader.equalsFresh(t)
	bob.get("/rooms/1").holds(`href="/rooms/1/pins"`).holds(`class="pin-mark"`)

	listed := bob.get("/rooms/1/pins").is(http.StatusOK).entriesOf()
	if len(listed) != 2 || !strings.Contains(listed[0], "of bob") || !strings.Contains(listed[1], "of ada") {
		t.Errorf("listed is %q", listed)
	}
	ada.post(pinPath(ofAda), "pinned", "", "from", "pins").leadsTo("/rooms/1/pins")
	reader.pinsCounted("1")
	bob.post("/messages/" + ofBob.String() + "/delete").is(http.StatusSeeOther)
	reader.pinsCounted("")
	bob.get("/rooms/1/pins").holds("Nothing is pinned")
	reader.equalsFresh(t)
}

// TestResumeTellsPinsUnderLaterChanges has an edit and a reaction lie on top of
// the pin in the log.
func TestResumeTellsPinsUnderLaterChanges(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	away := bob.load(lobby)
	ada.post(pinPath(ofAda)).is(http.StatusSeeOther)
	ada.post("/messages/"+ofAda.String(), "body", "better").is(http.StatusSeeOther)

	away.connect()
	away.shows("better")
	away.pinsCounted("1")

	unaware := bob.load(lobby)
	ada.post(pinPath(ofAda)).is(http.StatusSeeOther)
	ada.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	unaware.connect()
	unaware.pinsCounted("")
	unaware.equalsFresh(t)
}

func TestSavedMessageIsSeenByItsReaderAlone(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	save := "/messages/" + ofAda.String() + "/save"

	bob.get(save).is(http.StatusOK).holds("of ada")
	bob.post(save, "note", "read  again").leadsTo("/saved")
	listed := bob.get("/saved").is(http.StatusOK).entriesOf()
	if len(listed) != 1 || !strings.Contains(listed[0], "of ada") || !strings.Contains(listed[0], "read again") {
		t.Errorf("listed is %q", listed)
	}
	if others := ada.get("/saved").entriesOf(); len(others) != 0 {
		t.Errorf("ada sees %q", others)
	}
	bob.get("/messages/" + ofAda.String() + "/more").holds(`Saved by you`)

	long := strings.Repeat("a", chat.MaxNote+1)
	bob.post(save, "note", long).is(http.StatusUnprocessableEntity).holds(long).holds("at most 500")
	bob.post(save, "note", "another").is(http.StatusSeeOther)
	bob.get(save).holds(`value="another"`)
	ada.post("/messages/" + ofAda.String() + "/delete").is(http.StatusSeeOther)
	if listed := bob.get("/saved").entriesOf(); len(listed) != 1 || !strings.Contains(listed[0], "was removed") {
		t.Errorf("listed is %q", listed)
	}
	bob.post("/messages/" + ofAda.String() + "/unsave").leadsTo("/saved")
	bob.get("/saved").holds("Nothing is saved yet")
	bob.get("/saved?before=x").is(http.StatusNotFound)
}

func TestMenuOffersTheWholeLink(t *testing.T) {
	h, ada, _, ofAda := inhabitedRoom(t)
	ada.get("/messages/" + ofAda.String() + "/more").holds(`readonly value="` + h.base + "/messages/" + ofAda.String() + `"`)
}
