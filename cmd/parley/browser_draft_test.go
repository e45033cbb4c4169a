package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// savedDrafts counts the drafts that the page has sent and that were answered.
const savedDrafts = `performance.getEntriesByType("resource").filter(e => e.name.endsWith("/draft") && e.responseEnd > 0).length`

// savesDraft does something and waits until a draft was sent and answered.
func (b *tab) savesDraft(act func()) {
	b.t.Helper()
	before := ask[int](b, savedDrafts)
	act()
	b.waits("a saved draft", js(savedDrafts+` > %s`, before))
}

// isKept waits until what stands in the field now is what a page would open
// with.
func (b *tab) isKept() {
	b.t.Helper()
	b.waits("a draft that is kept", js(`(async () => {
		const answer = await fetch(location.pathname);
		const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
		return fresh.querySelector(%s).value === document.querySelector(%s).value;
	})()`, field, field))
}

// opens gives another tab of the person at the same room, and what is in its
// field.
func (b *tab) opens() (*tab, string) {
	b.t.Helper()
	other := b.owner.open(b.path())
	other.isLive()
	return other, other.typed()
}

func TestADraftWaitsOnTheOtherDevice(t *testing.T) {
	t.Parallel()
	ann, joan := meets(t)

	ann.draft("half a thou")
	ann.isKept()
	desk, text := ann.opens()
	if text != "half a thou" {
		t.Fatalf("the other device has %q", text)
	}
	if _, text := joan.opens(); text != "" {
		t.Errorf("joan has %q", text)
	}

	desk.click("#outbox form:last-child .lines")
	desk.holds("half a thou")
	desk.press("ght" + kb.Enter + "more")
	desk.isKept()
	tall, text := ann.opens()
	if text != "half a thought\nmore" || tall.count("#outbox textarea") != 1 {
		t.Errorf("then it has %q", text)
	}
	tall.goTo("/rooms")
	tall.waits("a pencil at the room", `[...document.querySelectorAll("#rooms .room-link")].some(l => getComputedStyle(l, "::after").content.startsWith('"✎"'))`)
	if other := joan.owner.open("/rooms"); ask[bool](other, `[...document.querySelectorAll(".room-link")].some(l => getComputedStyle(l, "::after").content.startsWith('"✎"'))`) {
		t.Error("joan sees a pencil")
	}
}

func TestASentTextDoesNotComeBackAsADraft(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUpOver(newProxy(t, 300*time.Millisecond), "ann").open("/rooms")
	ann.enterRoom("lobby")
	ann.hasNextForm()

	ann.savesDraft(func() {
		ann.draft("sent before it was saved")
		ann.press(kb.Enter)
	})
	ann.draft("sent while it is saved")
	ann.waits("the draft on its way", `document.querySelector("i.htmx-request[hx-post$='/draft']")`)
	ann.press(kb.Enter)
	ann.sees("sent before it was saved", "sent while it is saved")
	ann.delivered()

	if _, text := ann.opens(); text != "" {
		t.Errorf("the field holds %q", text)
	}
}
