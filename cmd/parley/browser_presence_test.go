package main

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestTypingIsShownToOthersAndGoesAgain(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob, cleo := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms"), p.signUp("cleo").open("/rooms")
	for _, b := range []*tab{ann, bob, cleo} {
		b.enterRoom("lobby")
	}
	other := bob.owner.open(bob.path())
	other.isLive()
	everybody([]*tab{bob, other}, func(b *tab) { b.records(typing) })
	bob.isReady()

	promptly(t, "the notice", soon, func() {
		bob.press("h")
		everybody([]*tab{ann, cleo}, func(b *tab) { b.waits("that bob is typing", typing+` === "bob is typing"`) })
	})
	bob.press("i" + kb.Enter)
	everybody([]*tab{ann, cleo}, func(b *tab) {
		b.sees("hi")
		b.waits("nobody typing", typing+` === ""`)
	})
	cleo.isReady()
	cleo.press("w")
	ann.waits("that cleo is typing", typing+` === "cleo is typing"`)
	ann.waits("nobody typing after a while", typing+` === ""`)

	for _, b := range []*tab{bob, other} {
		if got := b.recorded(); slices.Contains(got, "bob is typing") {
			t.Errorf("%s told its own person that they type: %q", b, got)
		}
	}
}

// typing is the notice as a person sees it.
const typing = `[...document.querySelectorAll("#typing [data-user]")]
	.filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}))
	.map(e => e.textContent.trim()).join(", ")`

func TestPresenceFollowsPeopleAndNotTabs(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob")
	first := bob.open("/rooms")
	ann.enterRoom("lobby")
	first.enterRoom("lobby")
	second := bob.open(first.path())
	second.isLive()
	ann.waits("bob here", presenceOf("bob")+` === "online here"`)
	ann.records(presenceOf("bob"))

	second.reload()
	second.isLive()
	first.close()
	promptly(t, "bob going to another page", gone, func() {
		second.goTo("/rooms")
		ann.waits("bob online elsewhere", presenceOf("bob")+` === "online"`)
	})
	second.goTo(ann.path())
	second.isLive()
	ann.waits("bob here again", presenceOf("bob")+` === "online here"`)
	promptly(t, "bob's browser ending", gone, func() {
		bob.leave()
		ann.waits("bob offline", presenceOf("bob")+` === "offline"`)
	})

	// The room and the place each let bob go after their own grace, so "online"
	// may stand on the way to "offline".
	got, want := ann.recorded(), []string{"online here", "online", "online here", "offline"}
	if len(got) == 5 && got[3] == "online" {
		got = slices.Delete(got, 3, 4)
	}
	if !slices.Equal(got, want) {
		t.Errorf("ann saw bob go through %q, want %q", got, want)
	}
	ann.online(1)
	ann.equalsFreshPage()
}

// presenceOf is how a room's list shows somebody.
func presenceOf(name string) string {
	return js(`(() => {
		const row = [...document.querySelectorAll("#people .person")].find(p => p.querySelector(".name").textContent.trim() === %s);
		return row ? row.querySelector(".presence[data-user]").dataset.state + ("here" in row.dataset ? " here" : "") : "nobody";
	})()`, name)
}

func TestSigningOutInOneTabEndsThemAll(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann"), p.signUp("bob").open("/rooms")
	room, second, list := ann.open("/rooms"), ann.open("/rooms"), ann.open("/rooms")
	room.enterRoom("lobby")
	second.enterRoom("office")
	bob.enterRoom("lobby")
	list.isLive()
	room.draft("half a thought")
	tabs := []*tab{room, second, list}
	opened := make([]int, len(tabs))
	for i, b := range tabs {
		opened[i] = b.trouble.openedSockets()
	}

	everybody(tabs, func(b *tab) { b.trouble.expect("401", "htmx:ws:error") }) // to what a page still says of itself: a draft, that it has read
	leaving := ann.open("/rooms")
	promptly(t, "every tab saying so", soon, func() {
		leaving.click(`form[action="/logout"] button`)
		everybody(tabs, func(b *tab) {
			b.waits("that one is signed out", `document.querySelector("#connection[data-state=closed]")?.innerText.includes("signed out")`)
		})
	})

	bob.write("still there?")
	bob.sees("still there?")
	room.lets(3 * gone / 2) // longer than htmx waits before it comes back
	for i, b := range tabs {
		if got := b.trouble.openedSockets(); got != opened[i] {
			t.Errorf("%s opened another socket", b)
		}
		b.waits("that it is still closed", `document.querySelector("#connection[data-state=closed]").checkVisibility({visibilityProperty: true})`)
	}
	if slices.Contains(room.texts(), "still there?") {
		t.Error("a page that is signed out still hears the room")
	}
	if got := room.typed(); got != "half a thought" {
		t.Errorf("the draft became %q", got)
	}
}
