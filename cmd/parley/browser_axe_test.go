package main

import (
	"os"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
)

// axe is axe-core (https://github.com/dequelabs/axe-core) as npm installs it
// for these tests; no page of ours asks for it.
var axe = sync.OnceValues(func() (string, error) {
	script, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	return string(script), err
})

// passesAxe fails for every violation that axe-core finds, in light and dark.
func (b *tab) passesAxe() {
	b.t.Helper()
	script, err := axe()
	if err != nil {
		b.t.Fatalf("axe-core comes with `make generate`: %v", err)
	}
	ask[bool](b, script+"\n;!!window.axe")
	for _, scheme := range []string{"light", "dark"} {
		b.inScheme(scheme)
		found := ask[struct {
			Passed int
			Faults []string
		}](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => ({Passed: r.passes.length,
			Faults: r.violations.flatMap(v => v.nodes.map(n => v.id + " at " + n.target.join(" ") + ": " + n.failureSummary))}))`)
		if found.Passed < 20 {
			b.t.Errorf("%s at %s: only %d rules were looked at", b, b.path(), found.Passed)
		}
		if len(found.Faults) > 0 {
			b.t.Errorf("%s at %s, %s: %s", b, b.path(), scheme, strings.Join(found.Faults, "\n"))
		}
	}
}

// inScheme shows the page in light or dark, without the change itself.
func (b *tab) inScheme(scheme string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	b.waits("the last of the change", `document.getAnimations().every(a => !(a instanceof CSSTransition))`)
}
