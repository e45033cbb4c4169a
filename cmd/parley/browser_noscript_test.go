package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// withoutScript opens a page in a tab that runs none.
func (a *guest) withoutScript(path string) *tab {
	a.t.Helper()
	b := a.blank()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.goTo(path)
	return b
}

// follows clicks a link and waits for its page.
func (b *tab) follows(selector string) {
	b.t.Helper()
	b.navigates("following "+selector, func() { b.click(selector) })
}

// followsMore leads to the page of what can be done with a message: the room
// opened at it, which its time leads to, has a link there.
func (b *tab) followsMore(id string) {
	b.t.Helper()
	b.follows("#message-" + id + " .stamp")
	b.follows(`.unscripted a[href$="/more"]`)
}

func TestEverythingWorksWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	olga := p.visitor("olga").withoutScript("/")

	olga.at("/first-run")
	olga.fill("username", "olga")
	olga.fill("password", password)
	olga.submits("main form")
	olga.submits(`form[action="/logout"]`)
	olga.at("/login")

	olga.follows(`main a[href^="/signup"]`)
	olga.fill("username", "paul")
	olga.fill("password", password)
	olga.submits("main form")
	olga.submits(`form[action="/logout"]`)

	olga.fill("username", "olga")
	olga.fill("password", password)
	olga.submits("main form")
	olga.goTo("/rooms")
	olga.shows(".entry .title", "General")
	olga.fillIn(`form[action="/rooms"][method=post] [name=name]`, "harbour")
	olga.fillIn(`form[action="/rooms"][method=post] [name=topic]`, "ships")
	olga.submits(`form[action="/rooms"][method=post]`)
	olga.shows("h1", "harbour")
	if n := olga.trouble.openedSockets(); n > 0 {
		t.Errorf("%d sockets were opened without script", n)
	}
}

func TestReadingWritingAndLeavingWorkWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	for i := range 60 {
		bob.posts(fmt.Sprintf("message %d", i))
	}
	ann := p.signUp("ann").withoutScript("/rooms")

	ann.submits(`form[action="` + bob.path() + `/join"]`)
	ann.shows("h1", "lobby")
	ann.fillIn(field, "hello without script")
	ann.navigates("sending", func() { ann.press(kb.Enter) })
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("hello without script") })
	ann.fillIn(field, "and with the button")
	ann.navigates("sending", func() { ann.click(sendButton) })
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("and with the button") })

	ann.trouble.expect("422")
	ann.fillIn(field, "   ")
	ann.navigates("sending nothing", func() { ann.press(kb.Enter) })
	ann.refused("EMPTY")
	ann.follows("#messages .log-more a")
	ann.shows("#messages .text", "message 0")
	ann.goTo("/rooms")
	ann.fillIn(`form[action="/rooms/enter"] [name=name]`, "lobby")
	ann.submits(`form[action="/rooms/enter"]`)
	ann.sees("and with the button")

	ann.click(`button[popovertarget="leave"]`)
	ann.submits("#leave form")
	ann.at("/rooms")
	bob.waits("ann off the list", presenceOf("ann")+` === "nobody"`)
}

// at fails when the tab is on another page.
func (b *tab) at(path string) {
	b.t.Helper()
	if got := b.path(); got != path {
		b.t.Fatalf("%s is at %s, want %s\n%s", b, got, path, b.look())
	}
}
