package main

import (
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// hands work the pages about one person: with a mouse, or with keys alone.
type hands struct {
	*tab
	names *strings.Replacer // USER and REPORT are whose pages they are
	keys  bool
}

// opens goes to a page. By keys, the way past the sidebar comes first.
func (h hands) opens(path string) {
	h.t.Helper()
	h.goTo(h.names.Replace(path))
	h.skips()
}

// skips jumps to the content, as whoever works by keys does on each new page.
func (h hands) skips() {
	h.t.Helper()
	if !h.keys {
		return
	}
	h.isDrawn()
	if ask[bool](h.tab, `document.activeElement !== document.body`) {
		return // the page itself has put the focus somewhere
	}
	h.press(kb.Tab)
	h.waits("the way past the sidebar", `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0 && `+focusShows)
	h.press(kb.Enter)
	h.waits("the content", `document.activeElement.matches("main")`)
}

// walked notes the element with the focus, and gives it where it stands before
// the last one. Behind the end the page begins anew.
const walked = `(() => {
	const from = window.walked, to = document.activeElement, fresh = e => !e?.isConnected || e === document.body;
	window.walked = to;
	const on = fresh(from) || fresh(to) || from === to || to.matches(".skip") || from.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING;
	return on ? "" : to.outerHTML.slice(0, 200);
})()`

// reaches goes to an element and sees that it has the focus. By keys, Tab leads
// there, in the order in which things stand on the page.
func (h hands) reaches(selector string) {
	h.t.Helper()
	if !h.keys {
		h.finds(selector)
		return
	}
	for range 150 {
		stands := ask[struct {
			Back  string
			There bool
		}](h.tab, js(`({Back: `+walked+`, There: document.activeElement.matches(%s)})`, selector))
		if stands.Back != "" {
			h.t.Errorf("%s at %s: Tab goes back to %s", h, h.path(), stands.Back)
		}
		if stands.There {
			h.waits("where the focus is", focusShows)
			return
		}
		h.press(kb.Tab)
	}
	h.t.Fatalf("%s at %s: Tab does not lead to %s", h, h.path(), selector)
}

// fills writes into an empty field.
func (h hands) fills(selector, text string) {
	h.t.Helper()
	h.reaches(selector)
	if !h.keys {
		h.click(selector)
	}
	h.inserts(text)
}

// picks chooses one of several radio buttons, or a line of a list.
func (h hands) picks(name, value string) {
	h.t.Helper()
	picked := js(`[...document.querySelectorAll("main [name=" + %s + "]")].some(e => (e.type !== "radio" || e.checked) && e.value === %s)`, name, value)
	if !h.keys {
		ask[bool](h.tab, js(`(() => { const e = document.querySelector("main select[name=" + %[1]s + "], main [name=" + %[1]s + "][value='" + %[2]s + "']");
			if (e.type === "radio") e.click(); else e.value = %[2]s; return true })()`, name, value))
	} else {
		h.reaches("main [name=" + name + "]")
		h.press(kb.Home) // of a list, whatever is chosen in it
		for range 40 {
			if ask[bool](h.tab, picked) {
				break
			}
			h.press(kb.ArrowDown)
		}
	}
	h.waits(name+" to be "+value, picked)
}

// presses a button or follows a link, which leads to another page.
func (h hands) presses(selector string) {
	h.t.Helper()
	selector = h.names.Replace(selector)
	h.reaches(selector)
	h.navigates(selector, func() {
		if h.keys {
			h.press(kb.Enter)
		} else {
			h.click(selector)
		}
	})
	h.skips()
}

// reads waits for words on the page.
func (h hands) reads(words string) {
	h.t.Helper()
	h.waits("the words "+words, js(`document.querySelector("main").innerText.includes(%s)`, words))
}
