package main

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Each of these would do something if it were not shown as it was typed.
var markup = []string{
	`<b>bold</b> & "quoted" &amp; 'single'`,
	`<img src=x onerror="window.ran=1">`,
	`<script>window.ran=1</script>`,
	`<a href="javascript:window.ran=1">javascript link</a>`,
	`javascript:window.ran=1`,
	`http://javascript:window.ran=1@example.org/`,
	`<svg onload=window.ran=1>`,
	`<hx-partial id="messages" hx-swap="innerHTML">emptied</hx-partial>`,
	`<hx-partial id=end hx-swap=delete></hx-partial>`,
	`</div></article><div id="outbox">mine</div>`,
	`<i hx-get="/rooms" hx-trigger="load" hx-target="body"></i>`,
	`<i hx-ws:send hx-trigger="load" hx-vals="action:message,body:forged"></i>`,
	`<div hx-ws:connect="/ws/chat/1/"></div>`,
	`<meta http-equiv="refresh" content="0;url=/login">`,
	`<title>taken over</title>`,
	`<style>*{display:none}</style>`,
	`{"action":"message","body":"forged"}`,
	`{{.}} ${window.ran=1} <!-- -->`,
	`&lt;b&gt; &#60;b&#62;`,
}

func TestMarkupIsShownAsItWasTyped(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob").open("/rooms")
	ann := p.signUpAs("ann", `<img src=x onerror=window.ran=1>`).open("/rooms")
	roomName, topic := `<script>window.ran=1</script> & "co"`, `"><svg onload=window.ran=1> &lt;`
	ann.fillIn(`form[action="/rooms"][method=post] [name=name]`, roomName)
	ann.fillIn(`form[action="/rooms"][method=post] [name=topic]`, topic)
	ann.submits(`form[action="/rooms"][method=post]`)
	ann.isLive()
	bob.enterRoom(roomName)
	ann.isReady()
	ann.press("x" + kb.Backspace)
	bob.shows("#typing b", `<img src=x onerror=window.ran=1>`)

	for _, text := range markup {
		ann.write(text)
	}

	everybody([]*tab{ann, bob}, func(b *tab) { b.seesExactly(markup...) })
	fresh := bob.owner.open(bob.path())
	fresh.isLive()
	for _, b := range []*tab{ann, bob, fresh} {
		if got := b.texts(); !slices.Equal(got, markup) {
			t.Errorf("%s shows %q", b, got)
		}
		b.shows("h1", roomName)
		b.shows(".bar .topic", topic)
		b.shows("#messages .author", `<img src=x onerror=window.ran=1>`)
		b.shows("#people .name", `<img src=x onerror=window.ran=1>`)
		b.shows("#rooms [aria-current]", roomName)
		b.isUntouched()
	}
	bob.goTo("/rooms")
	bob.shows(".entry .title", roomName)
	bob.shows(".entry .topic", topic)
	bob.isUntouched()
	fresh.isUntouched()
}

// shows waits until the text of one of the elements is exactly this.
func (b *tab) shows(selector, text string) {
	b.t.Helper()
	b.waits(text+" at "+selector, js(`[...document.querySelectorAll(%s)].some(e => e.textContent.trim() === %s)`, selector, text))
}

// isUntouched fails when something that was typed did something.
func (b *tab) isUntouched() {
	b.t.Helper()
	if ran := ask[bool](b, `"ran" in window || !document.title.includes("Parley") || document.querySelectorAll("#messages script, #messages style, #messages svg[onload], #messages [hx-get*=body], a[href^='javascript:' i]").length > 0`); ran {
		b.t.Errorf("something that was typed came to life on %s", b)
	}
}
