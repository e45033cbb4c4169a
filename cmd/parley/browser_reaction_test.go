package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// picker is open and has something to choose from.
const openPicker = `document.querySelector("#picker:popover-open .emoji")?.checkVisibility() === true`

// reactsTo opens the picker of a message.
func (b *tab) reactsTo(text string) {
	b.t.Helper()
	b.click("#message-" + b.find(text).ID + " .acts button")
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

	ann.reactsTo("who is in?")
	ann.click(`#picker [value="🎉"]`)
	promptly(t, "the reaction", soon, func() { bob.answered("who is in?", "🎉 1") })
	ann.answered("who is in?", "*🎉 1")
	ann.waits("a picker that closed and gave the focus back", `!document.querySelector("#picker:popover-open") && document.activeElement.matches(".acts button")`)

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
	bob.fillIn("#picker [name=emoji]:not(button)", "seventeen letters")
	bob.trouble.expect("422")
	bob.press(kb.Enter)
	bob.waits("a sentence that says why not", `document.querySelector("#picker:popover-open")?.innerText.includes("at most 16")`)
	bob.fillIn("#picker [name=emoji]:not(button)", "count me in")
	bob.press(kb.Enter)
	ann.answered("who is in?", "*🎉 1", "count me in 1")
	bob.waits("a picker that closed", `!document.querySelector("#picker:popover-open")`)

	ann.click(pill)
	bob.answered("who is in?", "*count me in 1")
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })
}

// TestPickerNeverShowsWhatItHeldForAnotherMessage: a click in it would answer to
// the wrong one.
func TestPickerIsOfTheMessageWhoseButtonWasPressed(t *testing.T) {
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
	bob.waits("a picker that closed", `!document.querySelector("#picker:popover-open")`)
	bob.reactsTo("second")
	bob.waits("the picker of the second", js(`document.querySelector("#picker [value='👍']").getAttribute("hx-post").includes("/messages/" + %s + "/")`, bob.find("second").ID))
	bob.click(`#picker [value="👍"]`)

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
	ann.follows("#message-" + id + ` .acts a[href$="/more"]`)
	ann.follows(`main a[href$="/react"]`)
	ann.navigates("a choice", func() { ann.click(`main [value="🚀"]`) })
	bob.answered("who is in?", "🚀 1")
	ann.navigates("taking it back", func() { ann.click("#message-" + id + ` [value="🚀"]`) })
	bob.answered("who is in?")
}

// TestReactionsFitEveryWidth looks at a line of many, at the picker, and at the
// page of one's own that it is without script.
func TestReactionsFitEveryWidth(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	room, _ := p.lively()
	id := room.find(talk["ann"][1]).ID
	for _, emoji := range []string{"👍", "❤️", "no way!", "🇩🇪", "👩🏽‍🚀", "sixteen letters!"} {
		room.reactsTo(talk["ann"][1])
		room.fillIn("#picker [name=emoji]:not(button)", emoji)
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
		b.click("#message-" + short + " .acts button")
		b.waits("the picker", openPicker)
		b.waits("all of it in the window", `(r => r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight + 0.5 && r.right <= innerWidth + 0.5)(document.querySelector("#picker").getBoundingClientRect())`)
		b.waits("that it is drawn", `new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))`)
		b.isAccessible()
		if folder := os.Getenv("PARLEY_SHOTS"); folder != "" {
			b.isPictured(folder, fmt.Sprint("picker-", width))
		}
	}
}
