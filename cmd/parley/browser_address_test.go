package main

import "testing"

// blockedPage is a page that says that its address is blocked, and will not
// come back by itself.
const blockedPage = `document.querySelector("#connection[data-state=closed]")?.textContent.includes("This address is blocked.")`

// until chooses how long something lasts in a form, also what it does not offer.
func (b *tab) until(form, span string) {
	b.t.Helper()
	ask[bool](b, js(`(s => { s.options[0].value = %s; s.selectedIndex = 0; return true })(document.querySelector(%s + " [name=until]"))`, span, form))
}

func TestAddressIsBlockedFromThePersonWhoComesFromIt(t *testing.T) {
	t.Parallel()
	p := openPlace(t, behindGateway)
	ada := p.signUpOver(newGateway(p, "198.51.100.1"), "ada").open("/rooms")
	ada.enterRoom("lobby")
	bad := newGateway(p, "203.0.113.7")
	ned := p.signUpOver(bad, "ned")
	tabs := []*tab{ned.open("/rooms"), ned.open("/rooms")}
	everybody(tabs, func(b *tab) { b.enterRoom("lobby") })
	tabs[0].write("buy this at once")
	ada.sees("buy this at once")
	const form = `main form[action="/moderation/addresses"]`

	// The address of a connection leads to the form.
	work := ada.owner.open("/moderation/connections")
	link := `a[href="/moderation/addresses?network=203.0.113.7%2F32"]`
	work.waits("the address of ned", js(`document.querySelector(%s)`, link))
	work.navigates("the form", func() { work.click(link) })
	work.fitsItsWidth()

	// A wide network is asked about, with whom it would meet.
	work.fillIn(form+" [name=network]", "203.0.112.0/20")
	work.fillIn(form+" [name=reason]", "spam")
	work.fillIn(form+" [name=words]", "Write to us.")
	work.trouble.expect("422")
	work.submits(form)
	work.waits("the question", `document.querySelector("main").textContent.includes("These are 4,096 addresses. From there 1 person signed in")`)
	work.fitsItsWidth()

	// The narrow one closes every page, and keeps it closed.
	work.fillIn(form+" [name=network]", "203.0.113.7")
	work.until(form, "10s")
	everybody(tabs, func(b *tab) { b.trouble.expect("403", "htmx:ws:error") })
	promptly(t, "the block", soon, func() {
		work.submits(form)
		everybody(tabs, func(b *tab) {
			b.waits("why", blockedPage+` && document.querySelector("#connection").textContent.includes("Write to us.")`)
		})
	})
	work.waits("the block in the list", `document.querySelector("main").textContent.includes("203.0.113.7 blocked by")`)
	ada.write("calm again")
	ada.sees("calm again")
	tabs[0].reload()
	tabs[0].waits("a page that says why", `document.querySelector("h1").textContent === "Not from this address" && document.body.textContent.includes("Write to us.")`)
	tabs[1].waits("no more of the room", `!document.body.textContent.includes("calm again")`)

	// It ends by itself.
	tabs[0].waits("the way in", `fetch("/rooms").then(r => r.ok)`)
	tabs[0].goTo("/rooms")
	tabs[0].enterRoom("lobby")
	tabs[0].write("I am back")
	ada.sees("I am back")
}
