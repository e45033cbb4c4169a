package main

import "testing"

// sits complains of words pressed into a column of letters and of what stands
// out of its place; on a touch screen also of fields whose letters are so small
// that a phone zooms in, and of buttons that are too low for a finger.
func (b *tab) sits() {
	b.t.Helper()
	for _, fault := range ask[[]string](b, `(() => {
		const faults = [], size = e => parseFloat(getComputedStyle(e).fontSize);
		const seen = [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1);
		for (const e of seen) {
			const words = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim().length > 3), box = e.getBoundingClientRect();
			if (words && box.width < 2.5 * size(e) && box.height > 4 * size(e)) faults.push("a column of letters: " + e.textContent);
		}
		for (const e of seen.filter(e => e.matches("main :is(.button, .input)")))
			if (e.scrollWidth > e.clientWidth + 1 && e.matches(".button") || e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1) faults.push("it stands out: " + e.textContent);
		if (matchMedia("(pointer: coarse)").matches) {
			for (const e of seen.filter(e => e.matches("input:not([type=checkbox], [type=radio], [type=file], [type=hidden]), select, textarea")))
				if (size(e) < 16) faults.push("a phone zooms into " + e.name);
			for (const e of seen.filter(e => e.matches("main :is(.button, .tool, .input, .segments a)")))
				if (e.getBoundingClientRect().height < 43.5) faults.push(e.getBoundingClientRect().height + " px are low for " + (e.textContent.trim() || e.name || e.ariaLabel));
		}
		return faults;
	})()`) {
		b.t.Errorf("%s at %s: %s", b, b.path(), fault)
	}
}

func TestEverybodysOwnPagesFitAPhoneAndReadAloud(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUpAs("ann", "Ann Lindqvist").open("/rooms")
	emil := p.signUpAs("emil", "Bartholomew Featherstonehaugh-Cholmondel").open("/rooms").profile()
	ann.enterRoom("lobby")
	room := ann.path()
	ann.posts("The plan for the harbour, and who does what.", "And the map.")
	plan := "/messages/" + ann.find("And the map.").ID
	for _, act := range []string{plan + "/pin", plan + "/save", room + "/draft"} {
		ask[bool](ann, js(`fetch(%s, {method: "POST", redirect: "manual", body: new URLSearchParams({body: "one more thing", note: "for Friday"})}).then(() => true)`, act))
	}
	ask[bool](ann, js(`fetch(%s, {method: "POST", redirect: "manual", body: new URLSearchParams({body: "Ten at the quay."})}).then(() => true)`, plan+"/thread"))

	ann.onPhone()
	for _, path := range []string{
		"/settings/presence", "/settings/notifications", "/settings/mail", "/settings/hook", "/settings/region", "/settings/password", "/settings/standing",
		"/threads", "/saved", "/drafts", "/commands", "/activity", "/search?q=map", "/search?q=nothing+of+that", "/notifications",
		room, room + "/pins", room + "/settings", room + "/notifications", room + "/save", plan + "/thread", plan + "/react", plan + "/more", plan + "/save", plan + "/report", emil,
	} {
		ann.goTo(path)
		ann.fitsItsWidth()
		ann.sits()
		ann.isAccessible()
	}
}
