package main

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hostileTexts is what people write who want to be more than text: scripts,
// fragments, links, letters that reorder or pile up.
//
//go:embed testdata/hostile.json
var hostileTexts []byte

// leastHostile is how many texts every place has to stand.
const leastHostile = 200

func hostile(t *testing.T) []string {
	t.Helper()
	var texts []string
	if err := json.Unmarshal(hostileTexts, &texts); err != nil {
		t.Fatal(err)
	}
	if len(texts) < leastHostile {
		t.Fatalf("there are %d hostile texts, want at least %d", len(texts), leastHostile)
	}
	return texts
}

// harmless gives as many texts that nobody minds.
func harmless(texts []string) []string {
	words := make([]string, len(texts))
	for i := range words {
		words[i] = "word"
	}
	return words
}

// short is the beginning of each text, for places that take no more; none is
// empty.
func short(texts []string, letters int) []string {
	cut := make([]string, len(texts))
	for i, text := range texts {
		runes := []rune(strings.TrimSpace(text))
		cut[i] = string(runes[:min(len(runes), letters)])
	}
	return cut
}

// bones is a page without what people wrote: its elements with the names of
// their attributes. What holds people's words is there and has nothing in it.
const bones = `(() => {
	const words = ".text, bdi, .clip, .topic, .about, textarea, pre, option, title, .snippet, h1, .notice p, .preview";
	const walk = e => e.localName + "[" + (e.matches(words) ? "" : [...e.attributes].map(a => a.name).sort().join(" ")) + "]" +
		(e.matches(words) ? "" : "(" + [...e.children].map(walk).join("") + ")");
	return walk(document.querySelector("main"));
})()`

func (b *tab) bones() string {
	b.t.Helper()
	return ask[string](b, bones)
}

// hasBonesOf fails when the page is built otherwise than another, on which the
// same was done with harmless words.
func (b *tab) hasBonesOf(other *tab) {
	b.t.Helper()
	got, want := b.bones(), other.bones()
	if got == want {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	from := max(0, at-200)
	b.t.Errorf("%s at %s is built as …%.400s, want …%.400s", b, b.path(), got[from:], want[from:])
}

// atOnce is how many requests a page makes within one step of a story.
const atOnce = 40

// sendsEach posts every text in a field of a form, and tells how each was
// answered.
func (b *tab) sendsEach(path, field string, texts []string) []int {
	b.t.Helper()
	var answers []int
	for some := range slices.Chunk(texts, atOnce) {
		answers = append(answers, ask[[]int](b, js(`(async () => {
			const answers = [];
			for (const text of %s) {
				const answer = await fetch(%s, {method: "POST", redirect: "manual", body: new URLSearchParams({[%s]: text})});
				answers.push(answer.status);
			}
			return answers;
		})()`, some, path, field))...)
	}
	return answers
}

// sendsToEach posts the n-th text to an address below the n-th message, and
// tells which were taken.
func (b *tab) sendsToEach(ids []string, ending, field string, texts []string) []bool {
	b.t.Helper()
	var taken []bool
	for from := 0; from < len(ids); from += atOnce {
		until := min(len(ids), from+atOnce)
		taken = append(taken, ask[[]bool](b, js(`(async () => {
			const ids = %s, texts = %s, taken = [];
			for (const [i, id] of ids.entries()) {
				const answer = await fetch("/messages/" + id + %s, {method: "POST", redirect: "manual", body: new URLSearchParams({[%s]: texts[i]})});
				taken.push(answer.type === "opaqueredirect");
			}
			return taken;
		})()`, ids[from:until], texts[from:until], ending, field))...)
	}
	return taken
}

func (b *tab) ids() []string {
	b.t.Helper()
	return ask[[]string](b, `[...document.querySelectorAll("#messages article.message")].map(m => m.id.replace("message-", ""))`)
}

// roomOf makes a room and goes in.
func (b *tab) roomOf(name string) string {
	b.t.Helper()
	b.goTo("/rooms")
	b.enterRoom(name)
	return b.path()
}

// writers is a place with one who writes from elsewhere into a room of hostile
// texts and into one of harmless ones, and one who has both open.
type writers struct {
	hostile, harmless []string
	ann               *tab
	room, plainRoom   string
	bob, bobPlain     *tab
}

func newWriters(t *testing.T) *writers {
	t.Helper()
	p := openPlace(t, unlimited, "--limit=reactions=0", "--limit=searches=0")
	ann, bob := p.signUp("ann"), p.signUp("bob")
	w := &writers{hostile: hostile(t), ann: ann.open("/rooms"), bob: bob.open("/rooms"), bobPlain: bob.open("/rooms")}
	w.harmless = harmless(w.hostile)
	w.room, w.plainRoom = w.ann.roomOf("first"), w.ann.roomOf("other")
	w.ann.goTo("/rooms")
	w.ann.trouble.expect("422") // some are refused
	w.bob.enterRoom("first")
	w.bobPlain.enterRoom("other")
	return w
}

func (w *writers) all() []*tab { return []*tab{w.bob, w.bobPlain} }

// holds waits until all pages show so many messages.
func (w *writers) holds(count int) {
	everybody(w.all(), func(b *tab) {
		b.waits("all messages", js(`document.querySelectorAll("#messages article.message").length === %s`, count))
	})
}

// compare looks at the open page beside its harmless twin, and at both loaded
// afresh.
func (w *writers) compare() {
	w.bob.hasBonesOf(w.bobPlain)
	everybody(w.all(), (*tab).isCalm)
	fresh, plain := w.ann.owner.open(w.room), w.ann.owner.open(w.plainRoom)
	everybody([]*tab{fresh, plain}, (*tab).isLive)
	fresh.hasBonesOf(plain)
	fresh.isCalm()
	everybody([]*tab{fresh, plain}, (*tab).close)
}

// isCalm fails when something that was written did something: ran, opened a
// dialog, or asked another place for something.
func (b *tab) isCalm() {
	b.t.Helper()
	if ask[bool](b, `"ran" in window`) {
		b.t.Errorf("something that was written ran on %s", b)
	}
	for _, address := range b.trouble.elsewhere(b.owner.place.address) {
		b.t.Errorf("%s asked elsewhere: %s", b, address)
	}
}

func TestHostileMessagesChangeNothingOutsideThemselves(t *testing.T) {
	t.Parallel()
	w := newWriters(t)

	w.ann.postsAll(w.room, w.hostile)
	w.ann.postsAll(w.plainRoom, w.harmless)

	w.holds(len(w.hostile))
	w.compare()
	w.edits()
	w.reacts()
	w.searches()
}

// postsAll sends each text to a room and wants all of them taken.
func (b *tab) postsAll(room string, texts []string) {
	b.t.Helper()
	for i, status := range b.sendsEach(room+"/messages", "body", texts) {
		if status != 0 { // a redirect that is not followed
			b.t.Errorf("the text %.60q was answered with %d", texts[i], status)
		}
	}
}

// edits changes every message into the text of another, live.
func (w *writers) edits() {
	w.ann.editsEach(w.bob.ids(), w.hostile)
	w.ann.editsEach(w.bobPlain.ids(), w.harmless)
	everybody(w.all(), func(b *tab) {
		b.waits("every message edited", `!document.querySelector("#messages article.message:not([data-edited])")`)
	})
	w.compare()
}

func (b *tab) editsEach(ids, texts []string) {
	b.t.Helper()
	turned := append(slices.Clone(texts[1:]), texts[0])
	for i := range turned {
		if turned[i] == texts[i] {
			turned[i] += " again"
		}
	}
	b.sendsToEach(ids, "", "body", turned)
}

// reacts answers messages with the beginnings of the texts, where they are
// taken; the harmless twins with as many.
func (w *writers) reacts() {
	boosts := short(w.hostile, 16)
	taken := w.ann.sendsToEach(w.bob.ids(), "/reactions", "emoji", boosts)
	var harmless []string
	for range boosts {
		harmless = append(harmless, "word")
	}
	for i := range taken {
		if !taken[i] {
			harmless[i] = strings.Repeat("too long", 3)
		}
	}
	w.ann.sendsToEach(w.bobPlain.ids(), "/reactions", "emoji", harmless)
	w.bob.waits("all reactions", js(`document.querySelectorAll("#messages .reaction[name]").length === %s`, countOf(taken)))
	w.bobPlain.waits("all reactions", js(`document.querySelectorAll("#messages .reaction[name]").length === %s`, countOf(taken)))
	w.compare()
}

func countOf(taken []bool) int {
	n := 0
	for _, yes := range taken {
		if yes {
			n++
		}
	}
	return n
}

// together is how many texts one search looks for.
const together = 5

// searches looks for the beginnings of the texts: they stand in the form again,
// and in the hits.
func (w *writers) searches() {
	for texts := range slices.Chunk(short(w.hostile, 60), together) {
		words := strings.Join(texts, " ")
		w.bob.goTo("/search?q=" + url.QueryEscape(words))
		w.bob.hasNoStrays(words)
	}
}
