package main

import "testing"

// opensEditor begins to change a message of one's own where it stands.
func (b *tab) opensEditor(text string) {
	b.t.Helper()
	b.menuOf(text)
	b.click(`#menu .act[hx-get$="/edit"]`)
	b.waits("a form with the focus in it", `document.activeElement.matches(".editor textarea")`)
}

// removes takes a message of one's own away by its menu.
func (b *tab) removes(text string) {
	b.t.Helper()
	b.menuOf(text)
	b.click(`#menu .act[hx-post$="/delete"]`)
	b.waits("a way back", `document.querySelector(".toast [hx-post$='/restore']")?.checkVisibility() === true`)
}

func TestMessageIsChangedWhereItStands(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann.posts("first", "second", "third")
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("third"); b.staysLoaded() })
	id := ann.find("second").ID

	ann.opensEditor("second")
	ann.fillIn(".editor textarea", "second, better")
	bob.menuOf("second")
	bob.click(`#menu [value="👍"]`)
	ann.waits("a reaction that leaves the typed text alone", js(`document.querySelector("#message-" + %s + " .reaction") && document.querySelector(".editor textarea").value === "second, better"`, id))
	ann.click(".editor [data-kind=primary]")
	bob.sees("second, better")
	ann.waits("no form", `!document.querySelector(".editor")`)
	ann.sees("second, better")

	ann.opensEditor("second, better")
	ann.fillIn(".editor textarea", "not meant")
	ann.click(".editor [type=button]")
	ann.waits("no form", `!document.querySelector(".editor")`)
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })

	bob.follows("#message-" + id + ` small a`)
	bob.shows(".changes ins", ", better")
	bob.at("/messages/" + id + "/history")
}

// TestRemovedMessageIsBroughtBack also to a page that was away in the middle.
func TestRemovedMessageIsBroughtBack(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	line := newProxy(t, 0)
	bob := p.signUpOver(line, "bob").open("/rooms")
	bob.enterRoom("lobby")
	ann.posts("first", "second", "third")
	id, behind := ann.find("second").ID, ann.find("third").ID
	bob.sees("third")
	face := js(`!!document.querySelector("#message-" + %s + " > .portrait")`, behind)

	ann.removes("second")
	bob.waits("a face behind the gap", face)
	bob.waits("who removed it", js(`document.querySelector("#message-" + %s).innerText.includes("Removed by its author.")`, id))
	bob.equalsFreshPage()
	bob.trouble.expect(awayFromServer...)
	line.cut()
	bob.isLost()
	ann.click(".toast [hx-post]")
	ann.waits("one group again", "!"+face)
	line.restore()

	bob.waits("one group again", "!"+face)
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("second"); b.equalsFreshPage() })
}
