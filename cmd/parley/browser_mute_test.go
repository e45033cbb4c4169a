package main

import "testing"

const (
	mutedComposer = `document.querySelector("#muted").checkVisibility() && !document.querySelector("#outbox").checkVisibility()`
	liveComposer  = `!document.querySelector("#muted").checkVisibility() && document.querySelector("#outbox").checkVisibility()`
)

func TestComposerIsANoticeWhileItsPersonIsMuted(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob")
	room := bob.open("/rooms")
	room.enterRoom("lobby")
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	ann.draft("half a thought")
	ann.staysLoaded()
	settings := bob.open(room.path() + "/settings")

	settings.click(".muting summary")
	settings.submits(".muting form")
	promptly(t, "the notice", soon, func() { ann.waits("a notice", mutedComposer) })
	ann.isUnbothered()

	settings.submits(`form[action$="/unmute"]`)
	promptly(t, "the composer", soon, func() { ann.waits("a composer", liveComposer) })

	settings.click(".muting summary")
	ask[bool](settings, `(document.querySelector(".muting option").value = "2s", true)`)
	ann.records(mutedComposer)
	settings.submits(".muting form")
	ann.showed("true")
	ann.waits("a composer, by itself", liveComposer)
	if got := ann.typed(); got != "half a thought" {
		t.Errorf("the composer holds %q", got)
	}
	ann.stillLoaded()
	ann.click(".send")
	room.sees("half a thought")
}
