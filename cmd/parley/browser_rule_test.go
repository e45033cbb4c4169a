package main

import "testing"

// selects picks an option of a select, as a person does.
func (b *tab) selects(selector, value string) {
	b.t.Helper()
	ask[bool](b, js(`(() => {
		const choice = document.querySelector(%s);
		choice.value = %s;
		choice.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, selector, value))
}

// seen tells whether something of the page is shown.
func seen(selector string) string {
	return js(`document.querySelector(%s)?.checkVisibility()`, selector)
}

func TestRuleIsTriedAndHoldsAMessageUntilAModeratorLetsItThrough(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada").open("/rooms")
	ada.enterRoom("lobby")
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")

	// A moderator writes a rule; the form has the fields that it needs.
	rules := ada.owner.open("/moderation/rules")
	rules.isLive()
	rules.waits("the list alone", seen("#rule-text")+` && !(`+seen("#rule-number")+`)`)
	rules.selects("#rule-way", "pace")
	rules.waits("the numbers alone", `!(`+seen("#rule-text")+`) && `+seen("#rule-number")+` && `+seen("#rule-span"))
	rules.selects("#rule-way", "pattern")
	rules.fillIn("#rule-name", "Offers")
	rules.fillIn("#rule-text", "(cheap|best) price(s")
	rules.fillIn("#rule-words", "We do not sell here.")

	// It is tried on a sample first, in place: the first time it is broken.
	rules.staysLoaded()
	rules.fillIn("#sample", "Best prices for echo sounders")
	rules.click(`button[formaction="/moderation/rules/try"]`)
	rules.waits("the place of the fault", `document.querySelector("#tried").innerText.includes("The bracket opened at letter 19 is never closed.")`)
	rules.fillIn("#rule-text", "(?i)(cheap|best) prices?")
	rules.click(`button[formaction="/moderation/rules/try"]`)
	rules.waits("what it would catch", `document.querySelector("#tried mark")?.textContent === "Best prices"`)
	rules.stillLoaded()
	rules.navigates("the rule", func() { rules.click("#rule .form-end button") })
	rules.waits("a rule that is off", `document.querySelector("[role=switch][aria-checked=false]")`)
	rules.navigates("on", func() { rules.click("[role=switch]") })
	rules.waits("a rule that is on", `document.querySelector("[role=switch][aria-checked=true]")`)
	rules.fitsItsWidth()
	rules.isAccessible()

	// A member's message waits, and its author knows.
	queue := ada.owner.open("/moderation")
	queue.isLive()
	bob.write("Cheap prices for nets")
	bob.delivered()
	promptly(t, "the word to its author", soon, func() {
		bob.waits("that it waits", `document.querySelector("[data-code=HELD]").innerText.includes("A moderator will look at it before it appears.")`)
	})
	queue.waits("the message", `document.querySelector(".report#held-1[data-state=open]").innerText.includes("Cheap prices for nets")`)
	queue.waits("its number", `document.querySelector("#report-count").textContent.includes("1")`)
	bob.write("hello")
	ada.seesExactly("hello")
	queue.fitsItsWidth()
	queue.isAccessible()

	// It appears on both pages when the moderator lets it through.
	queue.navigates("let through", func() { queue.click("#held-1 [value=through]") })
	promptly(t, "the message", soon, func() {
		ada.seesExactly("hello", "Cheap prices for nets")
		bob.seesExactly("hello", "Cheap prices for nets")
	})

	// The raid switch is shown where moderators are.
	log := ada.owner.open("/moderation/log")
	log.isLive()
	queue.click("#raid summary")
	queue.navigates("the raid switch", func() { queue.click("#raid button") })
	promptly(t, "the raid switch", soon, func() {
		log.waits("that it is on", `document.querySelector("#raid[data-on]").innerText.includes("The raid switch is on")`)
	})
	log.fitsItsWidth()
	log.isAccessible()
	bob.write("one")
	bob.waits("the wait", `document.querySelector("#slowed[data-slowed]")`)
	bob.write("two")
	bob.refused("SLOW_MODE")
}
