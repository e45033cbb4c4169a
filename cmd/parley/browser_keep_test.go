package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// pinned waits for how much the bar says is pinned; empty: nothing.
func (b *tab) pinned(count string) {
	b.t.Helper()
	b.waits(count+" pinned", js(`(document.querySelector(".bar a#pins")?.innerText.trim().split(/\s/)[0] ?? "") === %s`, count))
}

// actsOf opens the menu of a message as the page that it is without script.
func (b *tab) actsOf(id string) *tab {
	b.t.Helper()
	return b.owner.open("/messages/" + id + "/more")
}

func TestPinIsSeenByEverybodyAlsoByWhoWasAway(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUpOver(line, "ann").open("/rooms")
	bob.enterRoom("lobby") // and so looks after it
	ann.enterRoom("lobby")
	bob.posts("the plan", "the map")
	ann.sees("the map")
	everybody([]*tab{ann, bob}, func(b *tab) { b.staysLoaded() })
	plan, chart := bob.find("the plan").ID, bob.find("the map").ID

	menu := bob.actsOf(plan)
	promptly(t, "the pin", 2*soon, func() {
		menu.submits(`form[action="/messages/` + plan + `/pin"]`)
		ann.pinned("1")
	})
	ann.waits("a mark on it", js(`document.querySelector(%s)?.checkVisibility()`, "#message-"+plan+" .pin-mark"))
	ann.equalsFreshPage()

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	menu.goTo("/messages/" + chart + "/more")
	menu.submits(`form[action="/messages/` + chart + `/pin"]`)
	bob.deletes("the plan")
	bob.pinned("1")
	line.restore()
	ann.isLive()
	ann.waits("the other mark", js(`document.querySelector(%s)?.checkVisibility()`, "#message-"+chart+" .pin-mark"))
	ann.pinned("1")
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })

	ann.follows(".bar a#pins")
	ann.waits("the list", `document.querySelector(".entries").innerText.includes("the map")`)
	menu.goTo(ann.path())
	menu.isAccessible()
	menu.navigates("taking it down", func() { menu.click(".entry form button") })
	bob.pinned("")
}

func TestSavingNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("worth keeping")
	bob.delivered()
	id := bob.find("worth keeping").ID
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.submits(`form[action="` + bob.path() + `/join"]`)

	ann.followsMore(id)
	ann.follows(`main a[href$="/save"]`)
	ann.fill("note", "for friday")
	ann.navigates("saving", func() { ann.click(`main form[method=post] [data-kind="primary"]`) })
	ann.at("/saved")
	ann.shows(".entry .note", "for friday")
	ann.shows(".entry .text", "worth keeping")
	ann.follows(".entry .title")
	ann.follows(`.sidebar a[href="/saved"]`)
	ann.isAccessible()
	ann.navigates("removing it", func() { ann.click(`.entry form button`) })
	ann.shows("main h2", "Nothing is saved yet")
}

func TestCommandsAreDoneAndOthersSeeWhatTheyMean(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann").open("/rooms")
	bob.enterRoom("lobby")
	ann.enterRoom("lobby")
	everybody([]*tab{ann, bob}, func(b *tab) { b.staysLoaded() })

	bob.write("/me waves")
	ann.waits("the action", `[...document.querySelectorAll("#messages .text")].some(t => t.textContent.trim().replace(/\s+/g, " ") === "bob waves" && getComputedStyle(t.querySelector("p")).display === "inline")`)
	bob.delivered()

	bob.write("/tpic Plans")
	bob.refused("UNKNOWN_COMMAND")
	if got := bob.typed(); got != "/tpic Plans" {
		t.Errorf("the text became %q", got)
	}
	bob.clears()
	bob.draft("/topic Plans")
	bob.press("\r")
	ann.waits("the topic", `document.querySelector(".bar .topic")?.innerText === "Plans"`)
	bob.waits("a word about it", `document.querySelector("#command-answer").innerText.includes("new topic")`)
	bob.hasNoRefusal()
	bob.write("/help")
	bob.waits("the list", `document.querySelector("#command-answer").innerText.includes("/shrug")`)

	bob.write("/play bell")
	const plays = `document.querySelector("#sound audio[autoplay]")?.currentSrc.includes("/static/sound-bell-")`
	ann.waits("a sound", plays)
	ann.waits("that it was played", `document.querySelector("#sound audio").played.length > 0 || document.querySelector("#sound audio").readyState > 2`)
	ann.waits("a line with a button to play it again", `document.querySelector("#messages .played audio[controls]")?.checkVisibility()`)
	bob.waits("no answer any more", `document.querySelector("#command-answer").innerText === ""`)
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })
	ann.reload()
	ann.isLive()
	if ask[bool](ann, `!!document.querySelector("#sound audio")`) {
		t.Error("a page that is loaded plays it again")
	}
}

// TestSavedRoomIsReadWithoutThePlace opens the file at an address of its own,
// which counts what it is asked for.
func TestSavedRoomIsReadWithoutThePlace(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.posts("first words", "**bold** words", "/me waves", "/play drum")
	file := ask[string](bob, js(`fetch(%s).then(answer => answer.text())`, bob.path()+"/export"))

	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/favicon.ico" { // which a browser asks for by itself
			asked.Add(1)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(file))
	}))
	t.Cleanup(elsewhere.Close)
	reader := bob.owner.blank()
	reader.run("open the file", chromedp.Navigate(elsewhere.URL))

	reader.waits("what was said", `["first words", "bold words", "bob waves", "bob played drum"].every(said => document.body.innerText.replace(/\s+/g, " ").includes(said))`)
	reader.waits("the look of it", `getComputedStyle(document.querySelector(".transcript .day")).fontSize !== "32px" && document.styleSheets.length === 1`)
	if got := asked.Load(); got != 1 {
		t.Errorf("%d requests, want only the file's", got)
	}
	for _, request := range reader.trouble.requests {
		if !strings.HasPrefix(request, "GET / ") && request != "GET /" && request != "GET /favicon.ico" {
			t.Errorf("the file asks for %s", request)
		}
	}
	reader.isAccessible()
}
