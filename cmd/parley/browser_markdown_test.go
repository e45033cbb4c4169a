package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// written is a text with most of what one can write.
const written = "Look at **this**:\n\n> said before\n\n- one\n- two\n\n```go\nfunc main() { return \"a rather long line of code that goes on and on and on, wider than any phone is\" }\n```\n\nsee https://parley.example/a"

// formatted is what a page shows of it, each element with its words.
const formatted = `[...document.querySelectorAll("#messages .text :is(strong, blockquote, li, pre .k, a)")].map(e => e.localName + " " + e.innerText.trim()).join(", ")`

const wanted = "strong this, blockquote said before, li one, li two, span func, span return, a https://parley.example/a"

func TestFormattedTextIsTheSameLiveAndAfterReload(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	bob := p.signUp("bob").open("/rooms")
	bob.onPhone()
	bob.enterRoom("lobby")
	bob.staysLoaded()

	ann.posts(written)

	everybody([]*tab{ann, bob}, func(b *tab) { b.waits("the formatted text", js(formatted+` === %s`, wanted)) })
	bob.stillLoaded()
	bob.fitsItsWidth()
	live := ask[string](bob, `document.querySelector("#messages .text").outerHTML`)
	bob.reload()
	bob.isLive()
	if fresh := ask[string](bob, `document.querySelector("#messages .text").outerHTML`); fresh != live {
		t.Errorf("after reload it is\n%s, live it was\n%s", fresh, live)
	}
	if wide := ask[bool](bob, `(() => { const pre = document.querySelector("#messages pre"); return pre.scrollWidth > pre.clientWidth && pre.getBoundingClientRect().right <= innerWidth })()`); !wide {
		t.Error("the code does not scroll inside its message")
	}
	bob.readsItsCode()
}

// readsItsCode fails where a word of code stands out too little from what is
// behind it, by day or by night (WCAG 1.4.3).
func (b *tab) readsItsCode() {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		faint := ask[[]string](b, js(`(() => {
			document.documentElement.style.colorScheme = %s;
			const drawing = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
			const light = color => { drawing.fillStyle = color; drawing.fillRect(0, 0, 1, 1);
				const [r, g, b] = [...drawing.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
				return 0.2126 * r + 0.7152 * g + 0.0722 * b };
			const behind = light(getComputedStyle(document.querySelector("#messages pre")).backgroundColor);
			const code = document.querySelector("#messages pre code"), faint = [];
			for (const name of ["k", "kt", "nt", "s", "gi", "nf", "nc", "na", "nb", "m", "c", "cp", "gd"]) {
				const word = Object.assign(document.createElement("span"), {className: name, textContent: name});
				code.append(word);
				const [low, high] = [light(getComputedStyle(word).color), behind].sort((a, b) => a - b);
				if ((high + 0.05) / (low + 0.05) < 4.5) faint.push(name + " " + (high + 0.05) / (low + 0.05));
				word.remove();
			}
			return faint;
		})()`, scheme))
		if len(faint) > 0 {
			b.t.Errorf("%s: these classes are too faint: %v", scheme, faint)
		}
	}
}

func TestPreviewIsShownAboveTheTallFieldAndGoesWithIt(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann.draft("some **bold** words")
	ann.staysLoaded()

	ann.click(`#outbox form:last-child button[aria-label="Write several lines"]`)
	ann.waits("the tall field", `document.querySelector("#outbox form:last-child textarea")`)
	ann.click(`#outbox form:last-child button[aria-label=Preview]`)
	ann.waits("the preview", `document.querySelector("#preview").checkVisibility() && document.querySelector("#preview strong")?.innerText === "bold"`)

	if got := ann.typed(); got != "some **bold** words" {
		t.Errorf("the field holds %q", got)
	}
	if n := len(bob.messages()); n > 0 {
		t.Errorf("%d messages were sent", n)
	}
	ann.click(`#outbox form:last-child textarea`)
	ann.press(kb.End + "!")
	ann.click("#outbox form:last-child .send")
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("some bold words!") })
	ann.delivered()
	ann.waits("no preview", `!document.querySelector("#preview").checkVisibility()`)
	ann.stillLoaded()
}
