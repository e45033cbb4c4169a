package main

import (
	"math"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// press presses and releases keys, one after the other.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.run("press keys", chromedp.KeyEvent(keys))
}

// typist is the rhythm of somebody's hands: each key comes a while after the
// one before was done.
type typist struct {
	pause time.Duration
	tick  *time.Ticker
}

func newTypist(t *testing.T, pause time.Duration) *typist {
	tick := time.NewTicker(pause)
	t.Cleanup(tick.Stop)
	return &typist{pause, tick}
}

// beat does one thing in the rhythm.
func (h *typist) beat(do func()) {
	<-h.tick.C
	do()
	h.tick.Reset(h.pause)
}

// types presses one key after the other.
func (b *tab) types(text string, hands *typist) {
	b.t.Helper()
	for _, key := range text {
		hands.beat(func() { b.press(string(key)) })
	}
}

// inserts puts text into the field with the focus at once, as an input method
// or a paste does.
func (b *tab) inserts(text string) {
	b.t.Helper()
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// point is a place on the page in CSS pixels.
type point struct{ X, Y float64 }

// finds gives the middle of an element that can be clicked there: nothing lies
// over it.
func (b *tab) finds(selector string) point {
	b.t.Helper()
	b.waits("something to click at "+selector, js(`(() => {
		const e = document.querySelector(%s);
		if (!e) return false;
		e.scrollIntoView({block: "nearest", behavior: "instant"});
		const r = e.getBoundingClientRect();
		const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
		return r.width > 0 && e.contains(hit);
	})()`, selector))
	return ask[point](b, js(`(() => {
		const r = document.querySelector(%s).getBoundingClientRect();
		return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
	})()`, selector))
}

// click clicks the first element that the selector finds.
func (b *tab) click(selector string) {
	b.t.Helper()
	at := b.finds(selector)
	b.run("click "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// tap touches it with a finger.
func (b *tab) tap(selector string) {
	b.t.Helper()
	at := b.finds(selector)
	b.run("tap "+selector, chromedp.TapXY(at.X, at.Y))
}

// navigates does something that leads to another page and waits until that is
// loaded.
func (b *tab) navigates(what string, act func()) {
	b.t.Helper()
	ask[bool](b, `window.before = true`)
	act()
	b.waits("the page after "+what, `window.before === undefined && document.readyState === "complete"`)
}

// fill puts a value into a field of the form on the page.
func (b *tab) fill(field, value string) {
	b.t.Helper()
	b.fillIn(js(`[name=%s]`, field), value)
}

func (b *tab) fillIn(selector, value string) {
	b.t.Helper()
	ask[bool](b, js(`(() => { const e = document.querySelector(%s); e.focus(); e.select(); return document.activeElement === e })()`, selector))
	b.inserts(value)
}

// submits presses the button of a form and waits for the page it leads to.
func (b *tab) submits(form string) {
	b.t.Helper()
	b.navigates("sending "+form, func() { b.click(form + " button:not([type=button])") })
}

// scroll turns the mouse wheel over an element for a second at most; down is
// positive.
func (b *tab) scroll(selector string, pixels float64) {
	b.t.Helper()
	const slowest = 4000 // pixels a second
	at := b.finds(selector)
	call(b, input.SynthesizeScrollGesture, input.SynthesizeScrollGestureParams{X: at.X, Y: at.Y, YDistance: -pixels,
		PreventFling: new(true), Speed: max(slowest, int64(math.Abs(pixels))), GestureSourceType: input.GestureSourceTypeMouse})
}
