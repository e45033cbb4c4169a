package main

import (
	"fmt"
	"slices"
	"testing"
)

// asksEach begins a visit with each text as the visitor's name, page and words,
// every one from a browser that knows nothing of the others.
func (b *tab) asksEach(texts []string) {
	b.t.Helper()
	names := short(texts, 40)
	for from := 0; from < len(texts); from += atOnce {
		until := min(len(texts), from+atOnce)
		ask[bool](b, js(`(async () => {
			for (const [i, name] of %s.entries())
				await fetch("/support", {method: "POST", redirect: "manual", credentials: "omit", body: new URLSearchParams({name, page: "https://shop.example/" + name, body: %s[i]})});
			return true;
		})()`, names[from:until], texts[from:until]))
	}
}

func TestHostileVisitorsStayText(t *testing.T) {
	t.Parallel()
	texts := hostile(t)
	p := openPlace(t, unlimited, "--limit=visits=0")
	ann := p.signUp("ann").open("/rooms")
	ann.opensDesk(1)
	visitor := p.visitor("eve").open("/support")
	visitor.trouble.expect("422")
	for some := range slices.Chunk(short(texts, 1000), 3*inAField) {
		text := fmt.Sprint(some)
		visitor.goesBy("/support", map[string][]string{"name": {text}, "page": {text}, "body": {text}})
		visitor.hasNoStrays(text)
	}
	visitor.goTo("/support")
	visitor.asks("Eve", "hello")
	visitor.isLive()
	open := ann.owner.open("/support/desk/1")
	ann.goTo("/support/desk")
	everybody([]*tab{open, ann}, (*tab).isLive)

	visitor.sendsEach("/support/messages", "body", texts)
	visitor.asksEach(texts)

	everybody([]*tab{visitor, open}, func(b *tab) {
		b.waits("all that was said", js(`document.querySelectorAll("#visit-log .bubble").length > %s`, len(texts)*9/10))
		b.hasNoStrays("a line")
	})
	ann.waits("many visits", `document.querySelectorAll("#desk .entry").length >= 50`)
	ann.hasNoStrays("the list")
	for _, visit := range ask[[]string](ann, `[...document.querySelectorAll("#desk .entry a.title")].map(a => a.getAttribute("href")).filter((_, i) => i % 10 === 0)`) {
		open.goTo(visit)
		open.hasNoStrays(visit)
	}
}
