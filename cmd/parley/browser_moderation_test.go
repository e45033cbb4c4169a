package main

import "testing"

// barredPage is a page that says that its person may not come in, and will not
// come back by itself.
const barredPage = `document.querySelector("#connection[data-state=closed]")?.textContent.includes("You may not come in just now.")`

// acts does something to somebody on the page of moderation about them.
func (b *tab) acts(action, reason, words, until string) {
	b.t.Helper()
	b.fillIn(`[action^="/moderation/users/"] [name=reason]`, reason)
	b.fillIn(`[action^="/moderation/users/"] [name=words]`, words)
	ask[bool](b, js(`(document.querySelector("[action^='/moderation/users/'] [name=until] option").value = %s, document.querySelector("[action^='/moderation/users/'] [name=until]").selectedIndex = 0, true)`, until))
	b.navigates(action, func() { b.click(`button[name=action][value="` + action + `"]`) })
}

func TestTroublemakerIsReportedSilencedAndShutOut(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada").open("/rooms")
	ada.enterRoom("lobby")
	ned := p.signUp("ned")
	tabs := []*tab{ned.open("/rooms"), ned.open("/rooms"), ned.open("/rooms")}
	everybody(tabs, func(b *tab) { b.enterRoom("lobby") })
	tabs[0].write("buy this at once")
	mia := p.signUp("mia").open("/rooms")
	mia.enterRoom("lobby")
	mia.sees("buy this at once")
	queue := ada.owner.open("/moderation")
	queue.isLive()

	// A member reports in two clicks, with words.
	message := mia.find("buy this at once").ID
	report := mia.owner.open("/messages/" + message + "/more")
	report.navigates("report", func() { report.click(`main a[href$="/report"]`) })
	report.fillIn("[name=words]", "He does it every day.")
	report.submits("main form")
	promptly(t, "the report", soon, func() { queue.waits("the report", `document.querySelector("#report-1[data-state=open]")`) })
	queue.waits("its number", `document.querySelector("#report-count").textContent.includes("1")`)

	// The moderator claims it and removes the message, with a reason.
	work := ada.owner.open("/moderation/reports/1")
	work.waits("what stands around, and the words", `document.body.textContent.includes("buy this at once") && document.body.textContent.includes("He does it every day.")`)
	work.fitsItsWidth()
	work.navigates("claim", func() { work.click(`[action$="/claim"] button`) })
	queue.waits("the claim", `document.querySelector("#report-1[data-state=claimed]")`)
	work.click("[name=decision][value=remove]")
	work.fillIn("[name=reason]", "spam")
	work.fillIn("[name=words]", "No selling here.")
	work.navigates("decide", func() { work.click(`[action="/moderation/reports/1"] .form-end button`) })
	promptly(t, "the removal", soon, func() {
		everybody(append(tabs, mia, ada), func(b *tab) { b.waits("no such message", `!document.body.textContent.includes("buy this at once")`) })
		queue.waits("the decision", `document.querySelector("#report-1[data-state=closed]")`)
	})
	tabs[0].waits("a word to its author", `document.querySelector("#toasts").textContent.includes("The moderators have warned you.")`)

	// A mute puts every composer away, and ends by itself.
	card := ada.owner.open("/moderation/people?q=ned")
	card.navigates("ned", func() { card.click(`main a[href^="/moderation/people/"]:not([aria-current])`) })
	card.acts("mute", "spam", "Take a breath.", "4s")
	everybody(tabs, func(b *tab) { b.waits("a notice", mutedComposer) })
	everybody(tabs, func(b *tab) { b.waits("the composer, by itself", liveComposer) })
	tabs[1].click("#outbox form:last-child [name=body]")
	tabs[1].write("I am back")
	mia.sees("I am back")

	// A ban closes every page, and keeps it closed.
	everybody(tabs, func(b *tab) { b.trouble.expect("401", "htmx:ws:error") }) // to what a page still says of itself: a draft, that it has read
	card.acts("ban", "spam", "That was the last time.", "")
	promptly(t, "the ban", soon, func() {
		everybody(tabs, func(b *tab) {
			b.waits("why", barredPage+` && document.querySelector("#connection").textContent.includes("That was the last time.")`)
		})
	})
	ada.write("calm again")
	mia.sees("calm again")
	for _, b := range tabs {
		b.waits("no more of the room", `!document.body.textContent.includes("calm again")`)
		b.waits("still why", barredPage)
	}
}
