package main

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// The parts of a room's page, as the contract names them.
const (
	field        = "#outbox form:last-child [name=body]"
	sendButton   = "#outbox form:last-child button.send"
	pending      = "#outbox form:not(:last-child)"
	onlineCount  = `document.querySelector("#online-count").textContent.trim()`
	messageTexts = `[...document.querySelectorAll("#messages article.message")].map(m => m.querySelector(".text").innerText.trim())`
)

// enterRoom goes in by name, through the lobby's form.
func (b *tab) enterRoom(name string) {
	b.t.Helper()
	if b.path() != "/rooms" {
		b.goTo("/rooms")
	}
	form := `form[action="/rooms/enter"]`
	b.fillIn(form+" [name=name]", name)
	b.submits(form)
	b.isLive()
	b.beginsToWrite()
}

// beginsToWrite puts the cursor into the field of a page that was not written
// in before, where a person would click when the page did not: a browser on a
// very busy machine can pass over autofocus. Later the focus is the page's own
// affair.
func (b *tab) beginsToWrite() {
	b.t.Helper()
	if ask[bool](b, js(`window.writtenIn || (window.writtenIn = true, document.activeElement?.matches(%s))`, field)) {
		return
	}
	b.t.Logf("%s opened without the focus in the field", b)
	b.click(field)
}

// isLive waits for the page's connection.
func (b *tab) isLive() {
	b.t.Helper()
	b.waits("a live connection", `document.querySelector("#connection[data-state=live]")`)
}

func (b *tab) isLost() {
	b.t.Helper()
	b.waits("that the connection is lost", `document.querySelector("#connection[data-state=lost]")`)
}

// write types a message and sends it with Enter.
func (b *tab) write(text string) {
	b.t.Helper()
	b.draft(text)
	b.press(kb.Enter)
}

// draft types a text and leaves it there.
func (b *tab) draft(text string) {
	b.t.Helper()
	b.beginsToWrite()
	b.isReady()
	b.inserts(text)
}

// isReady waits until the field has the focus and is empty: the form after the
// one just sent has come.
func (b *tab) isReady() {
	b.t.Helper()
	b.waits("an empty field to write in", js(`(() => {
		const field = document.querySelector(%s);
		return field && document.activeElement === field && field.value === "";
	})()`, field))
}

// typed is what stands in the field.
func (b *tab) typed() string {
	b.t.Helper()
	return ask[string](b, js(`document.querySelector(%s).value`, field))
}

// sees waits until each text stands in the log.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		b.waits(fmt.Sprintf("the message %.60q", text), js(messageTexts+`.includes(%s)`, text))
	}
}

// seesExactly waits until the log holds these texts in this order and no others.
func (b *tab) seesExactly(texts ...string) {
	b.t.Helper()
	b.waits("exactly the messages "+strings.Join(texts, ", "), js(`JSON.stringify(`+messageTexts+`) === JSON.stringify(%s)`, texts))
}

// texts are the messages on the page, in their order.
func (b *tab) texts() []string {
	b.t.Helper()
	return ask[[]string](b, messageTexts)
}

// online waits until the page counts so many people.
func (b *tab) online(count int) {
	b.t.Helper()
	b.waits(fmt.Sprintf("%d online", count), js(onlineCount+` === String(%s)`, count))
}

// delivered waits until nothing is on its way any more.
func (b *tab) delivered() {
	b.t.Helper()
	b.waits("an empty outbox", js(`document.querySelectorAll(%s).length === 0`, pending))
}

// refused waits for the sentence that says why a text was not taken.
func (b *tab) refused(code string) {
	b.t.Helper()
	b.waits("the refusal "+code, js(`(() => {
		const e = document.querySelector("#composer-error");
		return e.dataset.code === %s && e.checkVisibility() && e.innerText.trim() !== "";
	})()`, code))
}

// message is one message as the page shows it.
type message struct {
	ID, Seq, Author, Text string
}

func (b *tab) messages() []message {
	b.t.Helper()
	return ask[[]message](b, `[...document.querySelectorAll("#messages article.message")].map(m => ({
		ID: m.id.replace("message-", ""), Seq: m.dataset.seq, Author: m.dataset.author,
		Text: m.querySelector(".text").innerText.trim()}))`)
}

// find gives the message with a text.
func (b *tab) find(text string) message {
	b.t.Helper()
	b.sees(text)
	for _, m := range b.messages() {
		if m.Text == text {
			return m
		}
	}
	b.t.Fatalf("%s does not show %q", b, text)
	return message{}
}

// everybody does the same in each tab.
func everybody(tabs []*tab, do func(*tab)) {
	for _, b := range tabs {
		do(b)
	}
}

// staysLoaded marks the page, for stillLoaded.
func (b *tab) staysLoaded() {
	b.t.Helper()
	ask[bool](b, `window.loadedOnce = true`)
}

// stillLoaded fails when the page was loaded anew since staysLoaded.
func (b *tab) stillLoaded() {
	b.t.Helper()
	if !ask[bool](b, `window.loadedOnce === true`) {
		b.t.Errorf("%s was loaded again", b)
	}
}

// records keeps every value that an expression takes in the page from now on.
func (b *tab) records(expression string) {
	b.t.Helper()
	ask[bool](b, `(() => {
		const shown = window.shown = [];
		const note = () => {
			const value = String(`+expression+`);
			if (shown.at(-1) !== value) shown.push(value);
		};
		note();
		new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
		return true;
	})()`)
}

// recorded gives the values in their order, none twice in a row.
func (b *tab) recorded() []string {
	b.t.Helper()
	return ask[[]string](b, `window.shown`)
}

// showed waits until a value is among those recorded, however short it was.
func (b *tab) showed(value string) {
	b.t.Helper()
	b.waits("a moment with "+value, js(`window.shown.includes(%s)`, value))
}

// posts sends messages in the background of the page, one after the other.
func (b *tab) posts(texts ...string) {
	b.t.Helper()
	ask[bool](b, js(`(async () => {
		for (const body of %s) {
			const answer = await fetch(location.pathname + "/messages", {method: "POST", headers: {"HX-Request": "true"}, body: new URLSearchParams({body})});
			if (answer.status !== 201) throw new Error(answer.status);
		}
		return true;
	})()`, texts))
}
