package main

import (
	"testing"
	"time"
)

// isUndisturbed fails where a toast stands on the page or a sound was played.
func (b *tab) isUndisturbed() {
	b.t.Helper()
	b.lets(2 * time.Second)
	if n := b.count("#toasts .toast, #sound audio"); n != 0 {
		b.t.Errorf("there are %d toasts and sounds", n)
	}
}

func TestBellSoundsIsQuietAndHearsNothingOfARoomAsItsPersonChose(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann").open("/rooms")
	ann.enterRoom("tea")
	tea := ann.path()
	bob.enterRoom("tea")
	ann.goTo("/settings/notifications")
	ann.isAccessible()
	ann.click("[name=sounds]")
	ann.submits(`form:has([value=signals])`)
	ann.goTo("/people")
	ann.click("#main h1") // a browser plays nothing before a first gesture

	bob.posts("@ann, the kettle boils")
	ann.toasted("the kettle boils")
	ann.waits("a sound", `document.querySelector("#sound audio[autoplay]")?.currentSrc.includes("/static/sound-bell-")`)
	ann.goTo(tea)
	ann.rings("")

	ann.goTo("/settings/notifications")
	ann.submits(`form[action="/settings/presence"]`)
	ann.waits("that it is quiet", `document.querySelector("#main").innerText.includes("It is quiet until")`)
	bob.waits("that ann is not to be disturbed", presenceOf("ann")+` === "dnd"`)
	ann.goTo("/people")
	bob.posts("@ann, it whistles")
	ann.rings("1")
	ann.isUndisturbed()
	ann.goTo("/settings/notifications")
	ann.submits(`form[action="/settings/presence"]`)
	ann.goTo("/people")
	ann.rings("1")
	ann.isUndisturbed()

	ann.goTo(tea)
	ann.rings("")
	ann.navigates("following the bell of the room", func() { ann.click(`#people a[href="` + tea + `/notifications"]`) })
	ann.isAccessible()
	ann.click("[value=nothing]")
	ann.submits(`form:has([name=level])`)
	ann.goTo("/people")
	bob.posts("@ann, it is empty")
	ann.isUndisturbed()
	ann.rings("")
}
