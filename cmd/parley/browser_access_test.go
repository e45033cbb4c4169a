package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp/kb"
)

func TestKeyboardAloneIsEnough(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann := p.visitor("ann").open("/signup")

	ann.tabTo("[name=username]")
	ann.inserts("ann")
	ann.tabTo("[name=password]")
	ann.inserts(password)
	ann.navigates("Enter", func() { ann.press(kb.Enter) })
	ann.goTo("/rooms")
	ann.press(kb.Tab)
	ann.waits("the way past the sidebar first", `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	ann.press(kb.Enter)
	ann.tabTo(`form[action="/rooms/enter"] [name=name]`)
	ann.inserts("lobby")
	ann.navigates("Enter", func() { ann.press(kb.Enter) })
	ann.isLive()

	ann.write("written without a mouse")
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("written without a mouse") })
	ann.tabTo(`button[popovertarget="leave"]`)
	ann.press(kb.Enter)
	ann.tabTo(`#leave button[popovertargetaction="hide"]`)
	ann.press(kb.Enter)
	ann.waits("no question any more", `!document.querySelector("#leave:popover-open")`)
	ann.tabTo(`button[popovertarget="leave"]`)
	ann.press(kb.Enter)
	ann.tabTo("#leave form button:not([type=button])")
	ann.navigates("Enter", func() { ann.press(kb.Enter) })
	ann.at("/rooms")
	bob.waits("ann off the list", presenceOf("ann")+` === "nobody"`)
}

// tabTo presses Tab until the element has the focus, as somebody without a
// mouse does, and fails when the page does not show where the focus is.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 100 {
		if ask[bool](b, js(`document.activeElement.matches(%s)`, selector)) {
			b.waits("where the focus is", focusShows)
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("%s: Tab does not lead to %s", b, selector)
}

// focusShows: the element, what it lays over its surroundings, or what surrounds
// it is drawn in another way than without the focus.
const focusShows = `(() => {
	const drawn = (e, part) => { const s = getComputedStyle(e, part); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow.includes("0px 0px 0px"); };
	const e = document.activeElement;
	return e.matches(":focus-visible") && (drawn(e) || drawn(e, "::after") || drawn(e.parentElement));
})()`

// isAccessible fails when a basic fact of an accessible page does not hold.
func (b *tab) isAccessible() {
	b.t.Helper()
	faults := ask[[]string](b, js(`(async () => {
		const faults = [];
		if (document.querySelectorAll("h1").length !== 1) faults.push(document.querySelectorAll("h1").length + " headings of the first level");
		if (document.querySelectorAll("main").length !== 1) faults.push("not one main part");
		if (!document.documentElement.lang) faults.push("no language");
		if (!document.title.trim()) faults.push("no title");
		for (const e of document.querySelectorAll("img:not([alt])")) faults.push("a picture without a text: " + e.outerHTML);
		// A page is complete before the file of all drawings has come.
		const absent = () => [...document.querySelectorAll("svg.icon, svg.spot")].filter(e => e.checkVisibility() && e.getBBox().width === 0);
		for (const last = performance.now() + %s; absent().length && performance.now() < last;) await new Promise(again => setTimeout(again, 15));
		for (const e of absent()) faults.push("a drawing that is not there: " + e.innerHTML);
		for (const e of document.querySelectorAll("[aria-labelledby], [aria-describedby], label[for]"))
			for (const id of (e.getAttribute("aria-labelledby") ?? "").split(" ").concat((e.getAttribute("aria-describedby") ?? "").split(" "), e.htmlFor ?? ""))
				if (id && !document.getElementById(id)) faults.push("nothing has the id " + id + " that is referred to");
		const log = document.querySelector("#messages");
		if (log && log.getAttribute("role") !== "log") faults.push("the log has the role " + log.getAttribute("role"));
		return faults;
	})()`, (patience/2).Milliseconds()))
	for _, node := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if fault := unnamed(node); fault != "" {
			faults = append(faults, fault)
		}
	}
	for _, fault := range faults {
		b.t.Errorf("%s at %s: %s", b, b.path(), fault)
	}
}

// unnamed complains of a control that a screen reader has no word for.
func unnamed(node *accessibility.Node) string {
	if node.Ignored || node.Role == nil {
		return ""
	}
	var role, name string
	json.Unmarshal(node.Role.Value, &role)
	if node.Name != nil {
		json.Unmarshal(node.Name.Value, &name)
	}
	controls := []string{"button", "link", "textbox", "searchbox", "radio", "checkbox", "combobox", "dialog", "log", "navigation"}
	if name == "" && slices.Contains(controls, role) {
		return fmt.Sprintf("a %s without a name", role)
	}
	return ""
}
