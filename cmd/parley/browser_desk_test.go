package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// The parts of both sides of a visit.
const (
	visitField  = "#visit-form [name=body]"
	visitTexts  = `[...document.querySelectorAll("#visit-log .bubble .text")].map(t => t.innerText.trim())`
	visitNow    = `[...document.querySelectorAll("#visit-log > *")].map(e => e.outerHTML).concat([...document.querySelectorAll("#visit-state, #visit-head")].map(e => e.outerHTML))`
	visitMine   = `!!document.querySelector("#visit-form")?.checkVisibility()`
	typingLines = `[...document.querySelectorAll("#typing > *")].filter(e => e.checkVisibility()).map(e => e.textContent.trim())`
)

// says types a line and sends it with Enter.
func (b *tab) says(text string) {
	b.t.Helper()
	b.begins(text)
	b.press(kb.Enter)
}

// begins types a line and leaves it there.
func (b *tab) begins(text string) {
	b.t.Helper()
	b.waits("an empty field to write in", js(`(f => f && !f.disabled && f.value === "" && (f.focus(), document.activeElement === f))(document.querySelector(%s))`, visitField))
	b.inserts(text)
}

// heard waits until these lines were said, in this order and no others.
func (b *tab) heard(texts ...string) {
	b.t.Helper()
	b.waits("exactly the lines "+strings.Join(texts, ", "), js(`JSON.stringify(`+visitTexts+`) === JSON.stringify(%s)`, texts))
}

// isTold waits for how the visit stands: the visitor's sentence or the agents' word.
func (b *tab) isTold(words string) {
	b.t.Helper()
	b.waits("that it is "+words, js(`document.querySelector("#visit-state, #visit-head .tag")?.innerText.includes(%s)`, words))
}

// isWrittenTo waits for one typing line of each; none: for no line at all.
func (b *tab) isWrittenTo(names ...string) {
	b.t.Helper()
	lines := []string{}
	for _, name := range names {
		lines = append(lines, name+" is typing")
	}
	b.waits(fmt.Sprintf("the typing lines %q", lines), js(`JSON.stringify(`+typingLines+`) === JSON.stringify(%s)`, lines))
}

// equalsFreshVisit fails when the open page differs from one loaded now.
func (b *tab) equalsFreshVisit() {
	b.t.Helper()
	fresh := b.owner.open(b.path())
	defer fresh.close()
	fresh.isLive()
	compare(b.t, "parts", ask[[]string](b, visitNow), ask[[]string](fresh, visitNow))
}

// opensDesk lets an admin open the desk and appoint agents, by the pages.
func (b *tab) opensDesk(agents ...int) {
	b.t.Helper()
	b.goTo("/moderation/settings")
	b.click(`form[action="/moderation/settings/desk"] [name=open]`)
	b.submits(`form[action="/moderation/settings/desk"]`)
	b.waits("an open desk", `document.querySelector("form[action='/moderation/settings/desk'] [name=open]").checked`)
	for _, id := range agents {
		b.goTo(fmt.Sprintf("/moderation/people/%d", id))
		b.submits(fmt.Sprintf(`main form[action="/moderation/users/%d/agent"]`, id))
		b.waits("the appointment", `document.body.innerText.includes("They are an agent of the support desk now.")`)
	}
}

// asks begins a visit from the page where it begins.
func (b *tab) asks(name, question string) {
	b.t.Helper()
	b.fill("name", name)
	b.fill("body", question)
	b.submits("main form")
	b.heard(question)
}

// counter is the desk with two agents and a visitor, each with the pages that
// they keep open. The visitor's line can be cut.
type counter struct {
	*testing.T
	lists   []*tab
	visitor *tab
	line    *proxy
	visits  []*tab // the visit on both agents' screens
	one     *tab   // the agent who was first, and the other
	other   *tab
	words   []string
}

const firstQuestion = "Which tide table do I need?"

func newCounter(t *testing.T) *counter {
	p := openPlace(t, unlimited, "--limit=visits=0")
	ada, bea := p.signUpAs("ada", "Ada Holm"), p.signUpAs("bea", "Bea Quist")
	settings := ada.open("/rooms")
	settings.opensDesk(1, 2)
	settings.close()
	s := &counter{T: t, line: newProxy(t, 0), words: []string{firstQuestion}}
	s.lists = []*tab{ada.open("/support/desk"), bea.open("/support/desk")}
	everybody(s.lists, func(b *tab) { b.isLive(); b.staysLoaded() })
	s.visitor = p.visitorOver(s.line, "jonas").open("/support?page=https://harbour.example/tides")
	return s
}

// listed waits for a row in both lists.
func (s *counter) listed(state, words string) {
	s.Helper()
	everybody(s.lists, func(b *tab) {
		b.waits("the visit "+state+", "+words, js(`document.querySelector("#visit-1[data-state=" + %s + "]")?.innerText.includes(%s)`, state, words))
		b.stillLoaded()
	})
}

func (s *counter) waiting(count string) {
	s.Helper()
	everybody(s.lists, func(b *tab) {
		b.waits(count+" waiting in the sidebar", js(`(document.querySelector("#desk-count").innerText.match(/\d+/)?.[0] ?? "") === %s`, count))
	})
}

// says and heard on both sides of the visit.
func (s *counter) says(b *tab, text string) {
	s.Helper()
	b.says(text)
	s.words = append(s.words, text)
	s.heard()
}

func (s *counter) heard() {
	s.Helper()
	everybody(append([]*tab{s.visitor}, s.visits...), func(b *tab) { b.heard(s.words...) })
}

func TestVisitorIsAnsweredAtTheDesk(t *testing.T) {
	t.Parallel()
	s := newCounter(t)
	s.begins()
	s.isClaimed()
	s.isAnswered()
	s.losesItsLine()
	s.isHandedOver()
	s.isClosedAndGoesOn()
	s.isDeleted()
}

// begins: the question is in every agent's list, sidebar and bell.
func (s *counter) begins() {
	promptly(s.T, "a question", 2*soon, func() {
		s.visitor.asks("Jonas Weber", firstQuestion)
		s.listed("waiting", firstQuestion)
		s.waiting("1")
		everybody(s.lists, func(b *tab) { b.rings("1") })
	})
	s.visitor.isTold("Somebody will be with you")
	for _, b := range s.lists {
		visit := b.owner.open("/rooms")
		visit.goTo("/support/desk")
		visit.follows("#visit-1 a")
		visit.isLive()
		visit.waits("where the visitor was", `document.querySelector("#visit-head a[href='https://harbour.example/tides'][rel~=noopener]")`)
		s.visits = append(s.visits, visit)
	}
}

// isClaimed: both press at once; one gets it, and the other reads who has it.
func (s *counter) isClaimed() {
	for _, b := range s.visits {
		b.trouble.expect("422")
		ask[bool](b, `setTimeout(() => document.querySelector("[value=claim]")?.click(), 100) > 0`)
	}
	names := []string{"Ada Holm", "Bea Quist"}
	won := -1
	for i, b := range s.visits {
		b.waits("who has it", `document.readyState === "complete" && document.querySelector("#visit-head[data-agent]")`)
		if ask[bool](b, visitMine) {
			won = i
		}
	}
	if won < 0 {
		s.Fatal("nobody got it")
	}
	s.one, s.other = s.visits[won], s.visits[1-won]
	everybody(s.visits, func(b *tab) { b.isTold("with " + names[won]); b.isLive() })
	s.visitor.isTold(names[won] + " answers you.")
	if ask[bool](s.other, visitMine) || s.other.count(`[data-for="agent"]`) != 1 || ask[bool](s.other, `document.querySelector("[data-for=agent]").checkVisibility()`) {
		s.Errorf("%s may answer as well", s.other)
	}
	s.listed("active", names[won])
	s.waiting("")
	everybody(s.lists, func(b *tab) { b.rings("") })
}

// isAnswered: each side sees that the other writes, until it is sent.
func (s *counter) isAnswered() {
	s.one.begins("The German Bight one. ")
	s.visitor.begins("For the weekend, ")
	s.visitor.isWrittenTo(map[bool]string{true: "Ada Holm", false: "Bea Quist"}[s.one.owner.name == "ada"])
	everybody(s.visits, func(b *tab) { b.isWrittenTo("Jonas Weber") })
	s.one.inserts("Shall I send it?")
	s.one.press(kb.Enter)
	s.words = append(s.words, "The German Bight one. Shall I send it?")
	s.heard()
	s.visitor.isWrittenTo()
	s.visitor.inserts("please.")
	s.visitor.press(kb.Enter)
	s.words = append(s.words, "For the weekend, please.")
	s.heard()
	everybody(s.visits, func(b *tab) { b.isWrittenTo() })

	s.visitor.reload()
	s.visitor.isLive()
	s.visitor.heard(s.words...)
	s.says(s.visitor, "Still here?")
	s.says(s.one, "Always.")
}

// losesItsLine: what was said meanwhile comes, what was typed stays, and a line
// whose answer was lost is sent again and said once.
func (s *counter) losesItsLine() {
	s.visitor.staysLoaded()
	s.visitor.trouble.expect(awayFromServer...)
	s.line.cut()
	s.visitor.isLost()
	s.visitor.says("from the dark")
	for _, text := range []string{"first meanwhile", "second meanwhile"} {
		s.one.says(text)
		s.words = append(s.words, text)
		s.one.heard(s.words...)
	}
	s.line.restore()
	s.visitor.isLive()
	s.heard()
	s.visitor.waits("what was typed", js(`(f => !f.disabled && f.value === "from the dark")(document.querySelector(%s))`, visitField))

	s.line.loseAnswers()
	s.visitor.sendsAgain()
	s.words = append(s.words, "from the dark")
	s.one.heard(s.words...)
	s.line.cut()
	s.line.restore()
	s.visitor.waits("the form again", js(`(f => !f.disabled && f.value === "from the dark")(document.querySelector(%s))`, visitField))
	s.heard()
	s.visitor.sendsAgain()
	s.visitor.waits("the next form", js(`(f => !f.disabled && f.value === "")(document.querySelector(%s))`, visitField))
	s.says(s.visitor, "light again")
	s.visitor.stillLoaded()
	everybody(append([]*tab{s.visitor}, s.visits...), (*tab).equalsFreshVisit)
}

func (b *tab) sendsAgain() {
	b.t.Helper()
	ask[bool](b, js(`document.querySelector(%s).focus() ?? true`, visitField))
	b.press(kb.Enter)
}

// isHandedOver: it waits for somebody else, who gets it.
func (s *counter) isHandedOver() {
	s.one.navigates("handing over", func() { s.one.click("[value=hand-over]") })
	s.listed("waiting", "light again")
	s.visitor.isTold("Somebody will be with you")
	s.other.navigates("claiming", func() { s.other.click("[value=claim]") })
	s.one, s.other = s.other, s.one
	s.visitor.isTold(" answers you.")
	s.says(s.one, "Here I am.")
}

// isClosedAndGoesOn: what the visitor says after the end lets it wait again.
func (s *counter) isClosedAndGoesOn() {
	s.one.navigates("closing", func() { s.one.click("[value=close]") })
	s.visitor.isTold("This conversation is closed. Write, and it goes on.")
	s.listed("closed", "closed by")
	s.says(s.visitor, "One thing more.")
	s.visitor.isTold("Somebody will be with you")
	s.listed("waiting", "One thing more.")
	s.waiting("1")
	s.other.navigates("closing", func() { s.other.click("[value=close]") }) // whoever is at the desk may
	s.visitor.isTold("This conversation is closed.")
}

// isDeleted: an admin takes it away; its pages say so and do not come back.
func (s *counter) isDeleted() {
	admin, plain := s.visits[0], s.visits[1]
	plain.waits("a closed one", `document.querySelector("#visit-head[data-state=closed]")`)
	if ask[bool](plain, `document.querySelector("[value=delete]").checkVisibility()`) {
		s.Errorf("%s may delete", plain)
	}
	opened := s.visitor.trouble.openedSockets()
	admin.navigates("deleting", func() { admin.click("[value=delete]") })
	admin.at("/support/desk")
	const gone = `document.querySelector("#connection[data-state=closed]")?.innerText.includes("This conversation is not there any more.")`
	s.visitor.waits("that it is gone", gone)
	s.visitor.lets(3 * time.Second) // longer than htmx waits before it comes back from a loss
	s.visitor.waits("that it is gone", gone+` && getComputedStyle(document.querySelector(".outbox")).pointerEvents === "none"`)
	if now := s.visitor.trouble.openedSockets(); now != opened {
		s.Errorf("%s opened %d sockets more", s.visitor, now-opened)
	}
	everybody(s.lists, func(b *tab) { b.waits("an empty list", `!document.querySelector("#visit-1")`); b.stillLoaded() })
	s.visitor.follows("#connection a")
	s.visitor.waits("where one begins", `document.querySelector("main form [name=name]")`)
}
