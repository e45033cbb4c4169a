package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// tab is one tab of a person. Its methods wait for what they do and end the
// test when it does not come about.
type tab struct {
	t       *testing.T
	owner   *guest
	ctx     context.Context
	end     func()
	trouble *trouble
	checked bool
}

// String implements fmt.Stringer, for messages.
func (b *tab) String() string {
	return fmt.Sprintf("%s's tab %d", b.owner.name, slices.Index(b.owner.tabs, b)+1)
}

// prepare makes every tab believe that it has the focus, as the one tab that a
// person looks at has: all of them are typed into here.
func (b *tab) prepare(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return chromedp.Void{}, err
}

// check fails the test when the tab complained of something, or when an id
// stands twice in its page: a fragment would find the wrong one. close does it.
func (b *tab) check() {
	b.t.Helper()
	if b.checked {
		return
	}
	b.checked = true
	twice, err := evaluate[[]string](b, `[...document.querySelectorAll("[id]")].map(e => e.id).filter((id, i, ids) => ids.indexOf(id) !== i)`)
	if err == nil && len(twice) > 0 {
		b.t.Errorf("%s has two elements with the id %q", b, twice)
	}
	for _, complaint := range b.trouble.unexpected() {
		b.t.Errorf("the console of %s: %s", b, complaint)
	}
}

// close closes the tab as a person does.
func (b *tab) close() {
	b.t.Helper()
	b.check()
	b.end()
}

// goTo loads a page of the place.
func (b *tab) goTo(path string) {
	b.t.Helper()
	b.run("load "+path, chromedp.Navigate(b.owner.place.address+path))
	b.waits("the whole page", `document.readyState === "complete" && !!document.body`)
}

func (b *tab) reload() {
	b.t.Helper()
	b.run("reload", chromedp.Reload())
}

// run does one thing in the tab.
func (b *tab) run(what string, action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, action); err != nil {
		b.t.Fatalf("%s could not %s: %v", b, what, err)
	}
}

// call sends one command of the DevTools protocol to the tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %s: %v", b, command.Method, err)
	}
	return result
}

// js writes values into an expression, each as JSON.
func js(format string, values ...any) string {
	texts := make([]any, len(values))
	for i, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		texts[i] = string(text)
	}
	return fmt.Sprintf(format, texts...)
}

// ask evaluates an expression in the page. The test may run script there; the
// product never does.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := evaluate[T](b, expression)
	if err != nil {
		b.t.Fatalf("%s: %s: %v", b, expression, err)
	}
	return value
}

func evaluate[T any](b *tab, expression string) (T, error) {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// waits asks the page again and again until the condition holds. A page that is
// just being loaded gives an error, which counts as not yet.
func (b *tab) waits(what, condition string) {
	b.t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(15 * time.Millisecond)
	defer again.Stop()
	for {
		holds, err := evaluate[bool](b, "(async () => !!(await ("+condition+")))()")
		if holds {
			return
		}
		select {
		case <-again.C:
		case <-deadline:
			b.t.Fatalf("%s did not show %s (%s, error %v)\n%s", b, what, condition, err, b.look())
		}
	}
}

// lets waits until so much time has passed for the page: where a story is about
// something that does not happen, or about somebody who waits.
func (b *tab) lets(pass time.Duration) {
	b.t.Helper()
	until := ask[float64](b, `performance.now()`) + float64(pass.Milliseconds())
	b.waits(pass.String()+" to pass", js(`performance.now() >= %s`, until))
}

// isDrawn waits until the page, as it is now, has been on the screen: what a
// browser does only when it draws is done, such as giving the first focus or
// holding still what one reads.
func (b *tab) isDrawn() {
	b.t.Helper()
	b.waits("that it is drawn", `new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))`)
}

// look is what a person sees of the page, for messages.
func (b *tab) look() string {
	seen, err := evaluate[string](b, `[location.href, document.visibilityState, "the focus is in " + document.activeElement.outerHTML.slice(0, 200),
		document.body.innerText.slice(-1500), (document.querySelector("#outbox")?.outerHTML ?? "").slice(0, 3000)].join("\n")`)
	if err != nil {
		return err.Error()
	}
	return seen
}

// count tells how many elements the selector finds.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return ask[int](b, js(`document.querySelectorAll(%s).length`, selector))
}

// path is where the tab is, with its query.
func (b *tab) path() string {
	b.t.Helper()
	return ask[string](b, `location.pathname + location.search`)
}
