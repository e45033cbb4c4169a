package main

import (
	"slices"
	"testing"
)

// room is what a person sees of a room, without what differs between a page
// that lived and one that was just loaded.
type room struct {
	Messages []string // each as its markup
	Cursor   string
	People   []string
	Online   string
}

// roomNow writes attributes in one order and without the marks that htmx leaves
// on elements it has seen.
const roomNow = `(() => {
	const markup = e => {
		const copy = e.cloneNode(true);
		for (const part of [copy, ...copy.querySelectorAll("*")]) {
			const attributes = [...part.attributes].sort((a, b) => a.name < b.name ? -1 : 1);
			for (const {name, value} of attributes) {
				part.removeAttribute(name);
				const rest = name === "class" ? value.replace(/htmx-(added|settling|swapping)/g, "").trim() : value;
				if (name !== "data-htmx-powered" && !(name === "class" && rest === "")) part.setAttribute(name, rest);
			}
		}
		return copy.outerHTML.replace(/\s+/g, " ");
	};
	const all = selector => [...document.querySelectorAll(selector)].map(markup);
	return {
		Messages: all("#messages > article.message, #messages > .day"),
		Cursor: document.querySelector("#end [name=cursor]").value,
		People: all("#people .person"),
		Online: document.querySelector("#online-count").textContent.trim(),
	};
})()`

// equalsFreshPage opens the same room in another tab of the same person and
// compares. A page that was open for longer may show more of the past.
func (b *tab) equalsFreshPage() {
	b.t.Helper()
	fresh := b.owner.open(b.path())
	defer fresh.close()
	fresh.isLive()
	want := ask[room](fresh, roomNow)
	b.waits("the cursor of a fresh page", js(`document.querySelector("#end [name=cursor]").value === %s`, want.Cursor))
	b.waits("as many people as a fresh page", js(onlineCount+` === %s`, want.Online))
	got := ask[room](b, roomNow)
	got.Messages = got.Messages[max(0, len(got.Messages)-len(want.Messages)):]
	compare(b.t, "messages", got.Messages, want.Messages)
	compare(b.t, "people", got.People, want.People)
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	t.Errorf("the page has %d %s, a fresh one %d", len(got), what, len(want))
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s %d:\n%s\na fresh page has\n%s", what, i, got[i], want[i])
			return
		}
	}
}

// edits changes a message of one's own on the page for it, in another tab.
func (b *tab) edits(old, text string) {
	b.t.Helper()
	page := b.owner.open("/messages/" + b.find(old).ID + "/edit")
	defer page.close()
	page.fill("body", text)
	page.submits(`form[action="/messages/` + b.find(old).ID + `"]`)
}

// deletes removes a message in the same way.
func (b *tab) deletes(text string) {
	b.t.Helper()
	page := b.owner.open("/messages/" + b.find(text).ID + "/edit")
	defer page.close()
	page.click("summary")
	page.submits(`form[action="/messages/` + b.find(text).ID + `/delete"]`)
}
