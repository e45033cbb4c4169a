package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// regrouped waits for them, and holds the page against a fresh one.
func (p *page) regrouped(t *testing.T, want ...bool) {
	t.Helper()
	p.wait("other groups", func() bool {
		return slices.EqualFunc(p.log, want, func(a article, continues bool) bool { return a.continues == continues })
	})
	p.equalsFresh(t)
}

// TestRemovedMessageComesBackWithAllThatHungOnIt looks at a page that was there
// all along and at one that slept.
func TestRemovedMessageComesBackWithAllThatHungOnIt(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	for _, text := range []string{"first", "second", "third"} {
		ada.say(lobby, text)
	}
	second := h.stored(ada, lobby)[1].ID
	bob.reactHTMX(second, "emoji", "👍").is(http.StatusNoContent)
	awake, asleep := bob.open(lobby), bob.load(lobby)
	path := "/messages/" + second.String()

	ada.postsHTMX(path + "/delete").is(http.StatusOK).holds(`hx-post="` + path + `/restore"`).holds("Undo")
	awake.regrouped(t, false, false, false)
	if got := awake.articles()[1]; got.reactions != "" || got.text != "Removed by its author." {
		t.Errorf("a removed message shows %+v", got)
	}
	asleep.connect()
	asleep.regrouped(t, false, false, false)
	asleep.ws.Close()

	ada.postsHTMX(path + "/restore").is(http.StatusOK).holds(`id="toasts"`)
	awake.regrouped(t, false, true, true)
	if got := awake.articles()[1]; got.reactions != "👍 1 by 2" || got.text != "second" {
		t.Errorf("a restored message shows %+v", got)
	}
	asleep.connect()
	asleep.regrouped(t, false, true, true)
	ada.post(path, "body", "second, again").is(http.StatusSeeOther)
	awake.shows("second, again")
	awake.equalsFresh(t)
}

func TestRemovedMessageIsRestoredByWhoMay(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	eve := h.person("eve")
	ofBob := h.stored(ada, lobby)[1].ID
	restore := func(id chat.MessageID) string { return "/messages/" + id.String() + "/restore" }

	ada.post("/messages/" + ofAda.String() + "/delete").is(303)
	bob.post(restore(ofAda)).is(http.StatusForbidden)
	bob.get("/messages/" + ofAda.String() + "/history").is(http.StatusNotFound)
	bob.get("/messages/" + ofAda.String() + "/more").is(http.StatusOK).holds("Removed by its author.")
	ada.get("/messages/" + ofAda.String() + "/history").is(http.StatusOK).holds("of ada").holds("It was removed.")
	ada.get("/messages/" + ofAda.String() + "/more").is(http.StatusOK).holds(`action="` + restore(ofAda) + `"`)
	ada.post(restore(ofAda)).leadsTo("/rooms/1?around=" + ofAda.String() + "#message-" + ofAda.String())
	ada.post(restore(ofAda)).is(http.StatusSeeOther) // pressed twice

	ada.post("/messages/" + ofBob.String() + "/delete").is(303)
	bob.post(restore(ofBob)).is(http.StatusForbidden)
	if page := bob.get("/rooms/1").body; !strings.Contains(page, "Removed by a moderator.") || strings.Contains(page, "of bob") {
		t.Error("the page does not say who removed the message, or holds its words")
	}
	eve.post("/rooms/1/leave").is(303)
	eve.post(restore(ofBob)).is(http.StatusNotFound)
	ada.asksHTMX("/messages/" + ofBob.String() + "/more").is(http.StatusOK).holds(`hx-post="` + restore(ofBob) + `"`)
	ada.post(restore(ofBob)).is(http.StatusSeeOther)
	if got := h.texts(bob, lobby); !slices.Equal(got, []string{"of ada", "of bob"}) {
		t.Errorf("the room holds %q", got)
	}
}

func TestHistoryShowsEveryTextAndWhatChanged(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String()
	ada.post(path, "body", "of <i>ada</i> **now**").is(303)

	page := bob.get(path + "/history").is(http.StatusOK).holds("As first sent").holds("<strong>now</strong>")
	page.holds("<ins> &lt;i&gt;ada&lt;/i&gt; **now**</ins>").holds("<del> ada</del>")
	if strings.Index(page.body, "Changed") > strings.Index(page.body, "As first sent") {
		t.Error("the newest does not stand first")
	}
	bob.get("/rooms/1").holds(`href="` + path + `/history"`)
	bob.get(path + "/more").holds(`href="` + path + `/history"`)
}

// TestMenuOffersWhatItsReaderMay, as a page and as what stands in the popover.
func TestMenuOffersWhatItsReaderMay(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String()
	moderator := ada.asksHTMX("/messages/" + h.stored(ada, lobby)[1].ID.String() + "/more").is(http.StatusOK)
	own, others := ada.asksHTMX(path+"/more").is(http.StatusOK), bob.asksHTMX(path+"/more").is(http.StatusOK)

	for a, want := range map[string][2]bool{own.body: {true, true}, others.body: {false, false}, moderator.body: {false, true}} {
		if got := [2]bool{strings.Contains(a, "Change"), strings.Contains(a, "Remove")}; got != want {
			t.Errorf("change and remove are offered: %v, want %v, in %s", got, want, a)
		}
	}
	if strings.Contains(own.body, "<html") || own.header.Get("HX-Retarget") != "#menu" {
		t.Errorf("the popover gets %v %.200q", own.header, own.body)
	}
	bob.get("/rooms/1?around=" + ofAda.String()).holds(`href="` + path + `/more"`)
}
