package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fast is the rhythm of somebody who types very fast: fifty keys a second.
const fast = 20 * time.Millisecond

// slowRoom is a room with two pages, of which the writer's has 300 ms to the
// server and back.
func slowRoom(t *testing.T, flags ...string) (writer, reader *tab) {
	t.Helper()
	p := openPlace(t, flags...)
	writer = p.signUpOver(newProxy(t, 150*time.Millisecond), "ann").open("/rooms")
	reader = p.signUp("bob").open("/rooms")
	writer.enterRoom("lobby")
	reader.enterRoom("lobby")
	writer.hasNextForm()
	return writer, reader
}

// hasNextForm waits until the page has what follows a sent text at hand.
func (b *tab) hasNextForm() {
	b.t.Helper()
	b.waits("the next form in the cache", `performance.getEntriesByType("resource").some(e => e.name.includes("/rooms/composer") && e.responseEnd > 0)`)
}

// sentences are five messages with different letters, so that a lost or doubled
// one shows.
var sentences = []string{
	"the quick brown fox jumps",
	"over the lazy dog, twice",
	"pack my box with five dozen",
	"liquor jugs and seal it well",
	"how vexingly quick they daft zebras jump",
}

// TestFastTypingLosesNothing has nothing beside it but itself: it is about hands
// that are as fast as the browser.
func TestFastTypingLosesNothing(t *testing.T) {
	for how, types := range map[string]func(*tab){"with Enter": (*tab).typesWithEnter, "with the button": (*tab).typesWithTheButton} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			writer, reader := slowRoom(t, unlimited)
			writer.isReady()

			types(writer)

			everybody([]*tab{writer, reader}, func(b *tab) { b.seesExactly(sentences...) })
			writer.delivered()
			writer.isReady()
		})
	}
}

func (b *tab) typesWithEnter() {
	b.t.Helper()
	hands := newTypist(b.t, fast)
	for _, sentence := range sentences {
		b.types(sentence+"\n", hands)
	}
}

// typesWithTheButton also fails when the focus left the field.
func (b *tab) typesWithTheButton() {
	b.t.Helper()
	ask[bool](b, `addEventListener("focusin", e => { if (e.target.name !== "body") window.strayed = e.target.outerHTML }) ?? true`)
	hands := newTypist(b.t, fast)
	for _, sentence := range sentences {
		b.types(sentence, hands)
		at := b.finds(sendButton)
		hands.beat(func() { b.run("click", chromedp.MouseClickXY(at.X, at.Y)) })
	}
	b.seesExactly(sentences...)
	b.isReady()
	if strayed := ask[string](b, `window.strayed ?? ""`); strayed != "" {
		b.t.Errorf("the focus left the field for %s", strayed)
	}
}

func TestEmptyAndBlankTextsAreRefusedKindly(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	other := ann.owner.open(ann.path())
	other.isLive()

	ann.isReady()
	ann.press(kb.Enter)
	if n := ann.count("#outbox form"); n != 1 {
		t.Errorf("an empty field made %d forms, want 1", n)
	}
	ann.write("   ")
	ann.refused("EMPTY")
	ann.delivered()

	everybody([]*tab{other, bob}, (*tab).isUnbothered)
	ann.clears()
	ann.write("something")
	ann.sees("something")
	ann.hasNoRefusal()
	everybody([]*tab{ann, other, bob}, func(b *tab) { b.seesExactly("something") })
}

func TestTooLongTextIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	other := ann.owner.open(ann.path())
	other.isLive()
	long := strings.Repeat("lots ", 1000)

	ann.write(long)
	ann.refused("TOO_LONG")
	ann.delivered()

	if got := ann.typed(); got != long {
		t.Errorf("the field holds %d letters, want the %d typed", len(got), len(long))
	}
	everybody([]*tab{other, bob}, (*tab).isUnbothered)
	ann.clears()
	ann.write("short")
	ann.sees("short")
	ann.hasNoRefusal()
	everybody([]*tab{other, bob}, func(b *tab) { b.seesExactly("short") })
}

func TestWritingTooFastKeepsEveryWord(t *testing.T) {
	t.Parallel()
	p := openPlace(t, "--limit=messages=1") // five at once
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	ann.hasNextForm()
	other := ann.owner.open(ann.path())
	other.isLive()

	sent := 0
	for ; sent < 40 && ann.refusal() == ""; sent++ {
		ann.write(fmt.Sprintf("message %d", sent))
		ann.waits("an answer", js(`document.querySelector("#acked").value === String(%s)`, sent+1))
	}
	ann.refused("RATE_LIMITED")
	refused := fmt.Sprintf("message %d", sent-1)

	if got := ann.typed(); got != refused {
		t.Errorf("the field holds %q, want %q", got, refused)
	}
	everybody([]*tab{other, bob}, (*tab).isUnbothered)
	ann.lets(2 * time.Second) // as the sentence asks
	ann.press(kb.Enter)
	ann.hasNoRefusal()
	everybody([]*tab{ann, other, bob}, func(b *tab) { b.sees(refused) })
	if got := bob.texts(); len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
		t.Errorf("a message came twice: %v", got)
	}
}

// refusal is the code of the trouble on the page, or nothing.
func (b *tab) refusal() string {
	b.t.Helper()
	return ask[string](b, `document.querySelector("#composer-error").dataset.code ?? ""`)
}

// isUnbothered fails when the page shows a refusal.
func (b *tab) isUnbothered() {
	b.t.Helper()
	if code := b.refusal(); code != "" {
		b.t.Errorf("%s shows a refusal of somebody else: %s", b, code)
	}
}

func (b *tab) hasNoRefusal() {
	b.t.Helper()
	b.waits("no refusal", `(e => !e.dataset.code && e.innerText.trim() === "")(document.querySelector("#composer-error"))`)
}

// clears empties the field as a person does.
func (b *tab) clears() {
	b.t.Helper()
	ask[bool](b, js(`(e => { e.focus(); e.select(); return true })(document.querySelector(%s))`, field))
	b.press(kb.Backspace)
}

func TestSeveralLinesAreWrittenInTheTallComposer(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")

	ann.draft("first line")
	ann.click("#outbox form:last-child button.lines")
	ann.waits("a tall field with the text", js(`document.querySelector(%s)?.value === "first line"`, field+":is(textarea)"))
	ann.waits("the focus in it", js(`document.activeElement.matches(%s)`, field))
	ann.press(kb.End + kb.Enter)
	ann.inserts("second line")
	if got, want := ann.typed(), "first line\nsecond line"; got != want {
		t.Errorf("the tall field holds %q, want %q", got, want)
	}
	ann.click("#outbox form:last-child button.lines")
	ann.waits("one line with all of it", js(`document.querySelector(%s)?.value === "first line second line"`, field+":is(input)"))
	ann.click("#outbox form:last-child button.lines")
	ann.waits("a tall field again", js(`document.activeElement.matches(%s)`, field+":is(textarea)"))
	ann.press(kb.End + kb.Enter)
	ann.inserts("third line")
	ann.click(sendButton)

	everybody([]*tab{ann, bob}, func(b *tab) { b.seesExactly("first line second line\nthird line") })
	ann.delivered()
	ann.waits("one line for the next", js(`document.querySelector(%s) && document.activeElement.matches(%s)`, field+":is(input)", field))
}
