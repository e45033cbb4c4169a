package main

import (
	"fmt"
	"testing"
)

// looksFor types words into the field of the page of search.
func (b *tab) looksFor(words string) {
	b.t.Helper()
	b.fillIn(".search-form [name=q]", words)
	b.submits(".search-form")
}

// findsWith searches again until there are so many hits: a message may be found
// a moment after it was said.
func (b *tab) findsWith(words string, hits int) {
	b.t.Helper()
	b.waits(fmt.Sprint(hits, " hits of ", words), js(`(async () => {
		const answer = await fetch("/search?q=" + encodeURIComponent(%s));
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		return String(page.querySelectorAll(".hits .entry").length) === %s;
	})()`, words, fmt.Sprint(hits)))
	b.looksFor(words)
}

func TestSomethingSaidLongAgoIsFoundAndOpensInItsPlace(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited, "--limit=searches=0")
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann").open("/rooms")
	bob.enterRoom("office")
	ann.enterRoom("office")
	bob.posts("The Würzburg harbour list has no datum", "北京的天气很好")
	bob.posts(tallMessages(1, 70)...)
	ann.goTo("/rooms")

	ann.click(`.sidebar-tools a[href="/search"]`)
	ann.waits("the page of search", `document.activeElement.name === "q"`)
	ann.findsWith("wurzburg datum", 1)
	ann.shows(".hits .where bdi", "office")
	ann.waits("both words marked", `[...document.querySelectorAll(".hits mark")].map(m => m.innerText).join() === "Würzburg,datum"`)
	ann.navigates("the message in its room", func() { ann.click(".hits .title") })
	ann.waits("the message marked and in sight", `(m => m && m.matches(":target") && m.getBoundingClientRect().top >= 0 && m.getBoundingClientRect().bottom < innerHeight && m.innerText.includes("Würzburg"))(document.querySelector(location.hash))`)

	ann.click(".search-here")
	ann.waits("the room chosen", `document.querySelector(".filters[open] [name=in]")?.selectedOptions[0].innerText === "office"`)
	ann.looksFor("天气")
	ann.shows(".hits mark", "天气")

	ann.looksFor("second line")
	ann.waits("a page of hits", `document.querySelectorAll(".hits .entry").length >= 20`)
	for ann.count(".hits .entry") < 70 {
		before := ann.count(".hits .entry")
		ann.scroll(".page", 100_000)
		ann.waits("more hits", fmt.Sprintf(`document.querySelectorAll(".hits .entry").length > %d`, before))
	}
	ann.waits("each hit once", `new Set([...document.querySelectorAll(".hits .title")].map(a => a.href)).size === 70 && !document.querySelector(".hits .log-more")`)
}

func TestSearchWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited, "--limit=searches=0")
	ann := p.signUp("ann")
	room := ann.open("/rooms")
	room.enterRoom("office")
	room.posts(tallMessages(1, 25)...)
	room.goTo("/search")
	room.findsWith(`"second line"`, 20)

	plain := ann.withoutScript("/search?q=second+line")

	if n := plain.count(".hits .entry"); n != 20 {
		t.Errorf("%d hits, want 20", n)
	}
	plain.follows(".log-more a")
	if n := plain.count(".hits .entry"); n != 5 {
		t.Errorf("%d older hits, want 5", n)
	}
}

func TestSearchIsDrawnOnEveryScreen(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited, "--limit=searches=0")
	bob := p.signUpAs("bob", "Tomás Ferreira")
	room := bob.open("/rooms")
	room.enterRoom("a-room-with-a-remarkably-long-name-for-a-sidebar")
	room.posts("The new datum for Cuxhaven is in the sheet, with the source and the date it was checked.",
		"Somebody wrote Datumsangabe where datum was meant. Languages are fun. "+longText+" And at the end the datum again.",
		"المرجع الرأسي is what I would use for chart datum.", "station.Datum may be empty; https://example.com/a/very/long/address/that/goes/on/and/on/and/on/and/on/datum")
	room.goTo("/search")
	room.findsWith("datum", 4)
	looks := bob.screens()

	looks.areDrawn("search", "/search?q=datum")
	looks.areDrawn("search-filters", "/search?q=datum&from=bob&after=2026-01-01&before=2026-12-31")
	looks.areDrawn("search-start", "/search")
	looks.areDrawn("search-empty", "/search?q=lighthouse+keys+under+the+mat")
	looks.areDrawn("search-room", "/rooms/2")
}

const longText = "Two stations have none, and I would rather leave them out than guess, because whoever reads the list believes what stands in it and nobody looks a second time."
