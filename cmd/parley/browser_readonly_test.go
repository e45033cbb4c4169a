package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	threadOpen   = `document.querySelector("#thread .composer").checkVisibility()`
	threadClosed = `document.querySelector("#thread .room-state").checkVisibility() && !document.querySelector("#thread .composer").checkVisibility()`
)

func TestReadOnlyRoomIsReadInEveryTabAndAnsweredInThreads(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob")
	room := bob.open("/rooms")
	room.enterRoom("lobby")
	ann := p.signUp("ann")
	tabs := []*tab{ann.open("/rooms"), ann.open("/rooms")}
	everybody(tabs, func(b *tab) { b.enterRoom("lobby"); b.staysLoaded() })
	room.write("the news")
	everybody(tabs, func(b *tab) { b.sees("the news") })
	tabs[0].draft("half a thought")
	tabs[1].opensThread("the news")
	settings := bob.open(room.path() + "/settings")
	const form = `form:has([name=slow_mode_seconds])`

	settings.click(`[name=posting][value=admins]`)
	promptly(t, "the word in every tab", soon, func() {
		settings.submits(form)
		everybody(tabs, func(b *tab) { b.waits("a word in the composer's place", lockedComposer) })
	})
	tabs[1].waits("the thread's composer", threadOpen)
	tabs[1].saysInThread("good to hear")
	tabs[1].run("choose a file", chromedp.SetUploadFiles("#thread [type=file]", []string{onDisk(t, "plan.pdf", []byte("%PDF-1.7 plan"))}))
	tabs[1].saysInThread("and here is the plan")
	tabs[1].waits("the file in the thread, and none to be sent again",
		`!!document.querySelector('#thread .attachment a[download="plan.pdf"]') && document.querySelector("#thread [type=file]").files.length === 0`)
	room.waits("who looks after the room to write", `document.querySelector("#outbox").checkVisibility()`)
	room.write("more news")
	everybody(tabs, func(b *tab) { b.sees("more news") })

	settings.click(`[name=locked]`)
	settings.submits(form)
	tabs[1].waits("the lock in the thread", threadClosed)
	settings.click(`[name=locked]`)
	settings.submits(form)
	tabs[1].waits("the thread's composer again", threadOpen)

	settings.click(`[name=posting][value=everyone]`)
	settings.submits(form)
	everybody(tabs, func(b *tab) { b.waits("the composer again", openComposer); b.stillLoaded() })
	if got := tabs[0].typed(); got != "half a thought" {
		t.Errorf("the composer holds %q", got)
	}
	tabs[0].click("#outbox .send")
	room.sees("half a thought")
}
