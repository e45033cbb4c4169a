package main

import "testing"

const (
	slowedComposer = `document.querySelector("#slowed").checkVisibility() && document.querySelector("#slowed .countdown animate") !== null && document.querySelector("#outbox").checkVisibility()`
	fastComposer   = `!document.querySelector("#slowed").checkVisibility() && document.querySelector("#outbox").checkVisibility()`
	lockedComposer = `document.querySelector("#room-state[data-locked]")?.checkVisibility() && !document.querySelector("#outbox").checkVisibility()`
	openComposer   = `!document.querySelector("#room-state").checkVisibility() && document.querySelector("#outbox").checkVisibility()`
	tendsComposer  = `document.querySelector("#room-state[data-locked]")?.checkVisibility() && document.querySelector("#outbox").checkVisibility()`
	// shrinks: the line of the countdown is shorter than it began.
	shrinks = `(() => { const line = document.querySelector("#slowed rect"); return line.width.animVal.value < line.width.baseVal.value })()`
	// counted: of three seconds some are left.
	counted = `["1", "2"].includes(getComputedStyle(document.querySelector("#slowed .seconds")).getPropertyValue("--seconds"))`
)

// keepsOrder chooses slow mode and the lock on the page of settings.
func (p *tab) keepsOrder(seconds, locked string) {
	p.t.Helper()
	ask[bool](p, `(document.querySelector("[name=slow_mode_seconds] option").value = "`+seconds+`",
		document.querySelector("[name=slow_mode_seconds]").selectedIndex = 0,
		document.querySelector("[name=locked]").checked = `+locked+`, true)`)
	p.submits("form:has([name=locked])")
}

func TestRoomIsKeptInOrderInEveryOpenPage(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob") // the first, and so an admin
	room := bob.open("/rooms")
	room.enterRoom("lobby")
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	ann.staysLoaded()
	settings := bob.open(room.path() + "/settings")

	settings.keepsOrder("3", "false")
	ann.draft("one")
	ann.click(".send")
	room.sees("one")
	promptly(t, "the countdown", soon, func() { ann.waits("a countdown", slowedComposer) })
	ann.waits("a line that grows short", shrinks)
	ann.waits("the seconds to be counted", counted)
	ann.waits("the end of it, by itself", fastComposer)
	ann.draft("two")
	ann.click(".send")
	room.sees("two")

	card := bob.open("/moderation/people?q=ann")
	card.navigates("ann", func() { card.click(`main a[href^="/moderation/people/"]:not([aria-current])`) })
	card.fitsItsWidth()
	card.fillIn(`[action$="/sweep"] [name=reason]`, "a flood")
	promptly(t, "the sweep", soon, func() {
		card.submits(`[action$="/sweep"]`)
		for _, b := range []*tab{room, ann} {
			b.waits("two tombstones", tombstones("2"))
		}
	})
	promptly(t, "the way back", soon, func() {
		card.submits(`[action$="/restore"]`)
		for _, b := range []*tab{room, ann} {
			b.waits("the messages", tombstones("0"))
		}
	})
	room.sees("one")
	ann.sees("two")

	promptly(t, "the lock", soon, func() {
		settings.keepsOrder("0", "true")
		ann.waits("a notice", lockedComposer)
	})
	room.waits("a composer for who looks after the room", tendsComposer)
	promptly(t, "the end of the lock", soon, func() {
		settings.keepsOrder("0", "false")
		ann.waits("a composer", openComposer)
	})
	ann.equalsFreshPage()
	ann.stillLoaded()
}

func tombstones(count string) string {
	return `[...document.querySelectorAll("#messages > article")].filter(m => m.textContent.includes("Removed by")).length === ` + count
}
