package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// picker is open and has something to choose from.
const openPicker = `document.querySelector("#menu:popover-open .emoji-grid")?.checkVisibility() === true`

// menuOf opens the menu of a message.
func (b *tab) menuOf(text string) {
	b.t.Helper()
	b.click("#message-" + b.find(text).ID + " .acts [popovertarget]")
	b.waits("the menu", js(`document.querySelector("#menu:popover-open [hx-post^='/messages/" + %s + "/']")?.checkVisibility() === true`, b.find(text).ID))
}

// reactsTo opens the picker of a message.
func (b *tab) reactsTo(text string) {
	b.t.Helper()
	b.menuOf(text)
	b.click(`#menu .act[hx-get$="/react"]`)
	b.waits("the picker", openPicker)
}

// answered waits for the line of reactions under a message: what stands in it,
// and behind a star what is the reader's own.
func (b *tab) answered(text string, line ...string) {
	b.t.Helper()
	id := b.find(text).ID
	b.waits("the reactions "+strings.Join(line, ", "), js(`JSON.stringify([...document.querySelectorAll("#message-" + %s + " .reaction[name]")].map(r =>
		(r.querySelector("[data-own-reaction]").checkVisibility() ? "*" : "") + r.firstChild.textContent + " " + r.childNodes[1].textContent.trim())) === JSON.stringify(%s)`,
		id, append([]string{}, line...)))
}

func TestReactionIsPickedJoinedAndTakenBack(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	everybody([]*tab{ann, bob}, func(b *tab) { b.staysLoaded() })
	bob.write("who is in?")
	ann.sees("who is in?")

	ann.menuOf("who is in?")
	ann.waits("the focus on the first of it", `document.activeElement === document.querySelector("#menu .emoji")`)
	ann.click(`#menu [value="🎉"]`)
	promptly(t, "the reaction", soon, func() { bob.answered("who is in?", "🎉 1") })
	ann.answered("who is in?", "*🎉 1")
	ann.waits("a menu that closed and gave the focus back", `!document.querySelector("#menu:popover-open") && document.activeElement.matches(".acts button")`)

	pill := "#message-" + bob.find("who is in?").ID + ` .reaction[value="🎉"]`
	bob.click(pill)
	ann.answered("who is in?", "*🎉 2")
	bob.answered("who is in?", "*🎉 2")
	bob.waits("the focus where it was", js(`document.activeElement.matches(%s)`, pill))
	bob.equalsFreshPage()
	bob.click(pill)
	bob.answered("who is in?", "🎉 1")

	bob.click("#message-" + bob.find("who is in?").ID + " .reaction[type=button]")
	bob.waits("the picker", openPicker)
	bob.fillIn("#menu [name=emoji]:not(button)", "seventeen letters")
	bob.trouble.expect("422")
	bob.press(kb.Enter)
	bob.waits("a sentence that says why not", `document.querySelector("#menu:popover-open")?.innerText.includes("at most 16")`)
	bob.fillIn("#menu [name=emoji]:not(button)", "count me in")
	bob.press(kb.Enter)
	ann.answered("who is in?", "*🎉 1", "count me in 1")
	bob.waits("a picker that closed", `!document.querySelector("#menu:popover-open")`)

	ann.click(pill)
	bob.answered("who is in?", "*count me in 1")
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })
}

// TestMenuNeverShowsWhatItHeldForAnotherMessage: a click in it would answer to
// the wrong one.
func TestMenuIsOfTheMessageWhoseButtonWasPressed(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	for _, text := range []string{"first", "second"} {
		bob.write(text)
		bob.delivered()
	}

	bob.reactsTo("first")
	bob.press(kb.Escape)
	bob.waits("a picker that closed", `!document.querySelector("#menu:popover-open")`)
	bob.menuOf("second")
	bob.click(`#menu [value="👍"]`)

	bob.answered("second", "*👍 1")
	bob.answered("first")
	bob.equalsFreshPage()
}

func TestReactingNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("who is in?")
	bob.delivered()
	id := bob.find("who is in?").ID
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.submits(`form[action="` + bob.path() + `/join"]`)

	if ask[bool](ann, `document.querySelector(".acts button").checkVisibility()`) {
		t.Error("a button that needs a script is shown without")
	}
	ann.followsMore(id)
	ann.follows(`main a[href$="/react"]`)
	ann.navigates("a choice", func() { ann.click(`main [value="🚀"]`) })
	bob.answered("who is in?", "🚀 1")
	ann.navigates("taking it back", func() { ann.click("#message-" + id + ` [value="🚀"]`) })
	bob.answered("who is in?")
}

// TestReactionsFitEveryWidth looks at a line of many, at the menu, and at the
// page of one's own that it is without script.
func TestReactionsFitEveryWidth(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	room, _ := p.lively()
	id := room.find(talk["ann"][1]).ID
	for _, emoji := range []string{"👍", "❤️", "no way!", "🇩🇪", "👩🏽‍🚀", "sixteen letters!"} {
		room.reactsTo(talk["ann"][1])
		room.fillIn("#menu [name=emoji]:not(button)", emoji)
		room.press(kb.Enter)
		room.waits("the reaction "+emoji, js(`document.querySelector("#message-" + %s + " .reactions")?.innerText.includes(%s)`, id, emoji))
	}
	short := room.find("👋").ID

	for _, b := range room.owner.screens() {
		screens{b}.areDrawn("react", "/messages/"+id+"/react")
		screens{b}.areDrawn("reactions", room.path())
		b.goTo(room.path())
		width := int64(1440)
		if b.touch {
			width = 390
		}
		b.sized(width)
		b.isLive()
		b.click("#message-" + short + " .acts [popovertarget]")
		b.waits("the menu", `document.querySelector("#menu:popover-open .act")?.checkVisibility() === true`)
		b.waits("all of it in the window", `(r => r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight + 0.5 && r.right <= innerWidth + 0.5)(document.querySelector("#menu").getBoundingClientRect())`)
		b.isDrawn()
		b.isAccessible()
		if folder := os.Getenv("PARLEY_SHOTS"); folder != "" {
			b.isPictured(folder, fmt.Sprint("menu-", width))
		}
	}
}
