package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// longTalk is what both sides of a visit say, each line hard to draw.
var longTalk = map[string][]string{
	"visitor": {"averyveryverylongwordwithoutanybreakinitthatwouldpushthepagewidefitsinnowhere", "مرحبا، كيف أنضم؟", "see https://harbour.example/charts/a-rather-long-address-that-goes-on-and-on/2026/november.html", "👋"},
	"agent":   {"`datum` is\n```\nHW  04:12  3.1 m and a line of code that is wider than any phone that there is\n```", "> a quote\n\n- one, [two](https://harbour.example)\n- two", "Thank you."},
}

// saysAll says lines in the background of a page, one after the other.
func (b *tab) saysAll(texts []string) {
	b.t.Helper()
	ask[bool](b, js(`(async () => {
		const form = document.querySelector("#visit-form");
		for (const body of %s) {
			const answer = await fetch(form.action, {method: "POST", redirect: "manual", body: new URLSearchParams({body})});
			if (answer.type !== "opaqueredirect") throw new Error(answer.status);
		}
		return true;
	})()`, texts))
}

// passAxe looks at the page that is open on each screen.
func (s screens) passAxe() {
	for _, b := range s {
		b.passesAxe()
		b.sits()
	}
}

func TestPagesOfTheDeskFitEveryWidthAndAreAccessible(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited, "--limit=visits=0")
	ada := p.signUpAs("ada", "Ada Holm-Featherstonehaugh of Cholmondel")
	inside := ada.screens()
	desk := ada.open("/rooms")
	desk.opensDesk(1)
	inside.areDrawn("desk-empty", "/support/desk")

	visitor := p.visitor("jonas")
	outside := visitor.screens()
	outside.areDrawn("support", "/support")
	outside.passAxe()
	page := visitor.open("/support?page=https://harbour.example/tables/german-bight/a-page-with-a-very-long-address/november.html")
	page.asks("Wilhelmina-Alexandra van der Oosterhuize", "My printed tables arrived wet, what now?"+strings.Repeat(" They are very wet.", 20))
	inside.areDrawn("desk-waiting", "/support/desk/1")
	inside.passAxe()

	keys := hands{desk, strings.NewReplacer(), true}
	keys.opens("/support/desk")
	keys.presses("#visit-1 a.title")
	keys.presses("[value=claim]")
	keys.fills(visitField, "Keys are enough.")
	keys.press(kb.Enter)
	page.waits("the answer", js(visitTexts+`.includes(%s)`, "Keys are enough."))
	page.saysAll(longTalk["visitor"])
	keys.saysAll(longTalk["agent"])
	inside.areDrawn("desk", "/support/desk")
	inside.passAxe()
	inside.areDrawn("desk-active", "/support/desk/1")
	inside.passAxe()
	outside.areDrawn("visit", "/support")
	outside.passAxe()

	keys.presses("[value=close]")
	page.isTold("This conversation is closed.")
	inside.areDrawn("desk-closed", "/support/desk/1")
	inside.passAxe()
	outside.areDrawn("visit-closed", "/support")
}

func TestDeskWorksWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited, "--limit=visits=0")
	ada, bea := p.signUpAs("ada", "Ada Holm").withoutScript("/rooms"), p.signUpAs("bea", "Bea Quist").withoutScript("/rooms")
	ada.opensDesk(1, 2)
	jonas := p.visitor("jonas").withoutScript("/support?page=https://harbour.example/tides")
	all := []*tab{ada, bea, jonas}
	everybody(all, func(b *tab) { b.trouble.expect("422") })

	jonas.fill("name", " \u200b")
	jonas.fill("body", firstQuestion)
	jonas.submits("main form")
	jonas.waits("the name refused, the words kept", js(`document.querySelector("main [name=name][aria-invalid]") && document.querySelector("main [name=body]").value === %s`, firstQuestion))
	jonas.asks("Jonas Weber", firstQuestion)
	for _, b := range []*tab{ada, bea} {
		b.goTo("/support/desk")
		b.follows("#visit-1 a")
		b.waits("where the visitor was", `document.querySelector("#visit-head a[href='https://harbour.example/tides']")`)
	}
	ada.submits("#visit-head form")
	bea.submits("#visit-head form")
	bea.waits("who was first", `document.querySelector("#composer-error").innerText.includes("Somebody was first: with Ada Holm.")`)

	long := strings.Repeat("far too long ", 400)
	ada.sendsPlainly(long)
	ada.keeps(long)
	ada.sendsPlainly("The German Bight one.")
	ada.heard(firstQuestion, "The German Bight one.")
	jonas.follows("noscript a")
	jonas.isTold("Ada Holm answers you.")
	jonas.sendsPlainly(long)
	jonas.keeps(long)
	jonas.sendsPlainly("Thank you!")
	ada.follows("noscript a")
	everybody([]*tab{ada, jonas}, func(b *tab) { b.heard(firstQuestion, "The German Bight one.", "Thank you!") })

	ada.submits("#visit-head form:has([value=hand-over])")
	ada.isTold("waiting")
	jonas.submits(`form[action="/support/end"]`)
	jonas.isTold("This conversation is closed.")
	ada.follows("noscript a")
	ada.submits("#visit-head form:has([value=delete])")
	ada.at("/support/desk")
	jonas.reload()
	jonas.waits("where one begins", `document.querySelector("main form [name=name]")`)
	for _, b := range all {
		if n := b.trouble.openedSockets(); n > 0 {
			t.Errorf("%s opened %d sockets without script", b, n)
		}
	}
}

// sendsPlainly writes over what the field holds and presses the button.
func (b *tab) sendsPlainly(text string) {
	b.t.Helper()
	b.fillIn(visitField, text)
	b.submits("#visit-form")
}

// keeps waits for why a line was refused, and for the line in its field.
func (b *tab) keeps(text string) {
	b.t.Helper()
	b.waits("why, and what was typed", js(`document.querySelector("#composer-error").innerText.trim() && (f => f.value === %s && f.matches("[aria-invalid]"))(document.querySelector(%s))`, text, visitField))
}
