package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// beginsReply asks for an answer as the button of a message does.
func (b *tab) beginsReply(text string) {
	b.t.Helper()
	b.click("#message-" + b.find(text).ID + " .acts button:not([popovertarget])")
	b.waits("what it is going to answer", `document.querySelector("#outbox form:last-child .quote")?.checkVisibility() === true`)
	b.waits("the field with the focus", js(`document.activeElement === document.querySelector(%s)`, field))
	b.waits("a form that has come whole", `!document.querySelector("#outbox form:last-child .replying > [hidden]")`)
}

// answers waits until a message stands under what it answers.
func (b *tab) answers(text, quoted string) {
	b.t.Helper()
	b.waits(text+" under "+quoted, js(`document.querySelector("#message-" + %s + " .quote p")?.innerText === %s`, b.find(text).ID, quoted))
}

func TestAnswerQuotesAndFollowsWhatItAnswers(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann := p.signUpOver(line, "ann").open("/rooms")
	ann.enterRoom("lobby")
	everybody([]*tab{ann, bob}, func(b *tab) { b.staysLoaded() })
	bob.write("who is in?")
	ann.sees("who is in?")

	ann.draft("I a")
	ann.beginsReply("who is in?")
	if typed := ann.typed(); typed != "I a" {
		t.Errorf("the field holds %q", typed)
	}
	ann.press("m" + kb.Enter)
	promptly(t, "the answer", soon, func() { bob.sees("I am") })
	bob.answers("I am", "who is in?")
	ann.isReady()
	ann.waits("a form that answers nothing", `document.querySelector("#outbox form:last-child [name=reply_to]").value === ""`)

	ann.beginsReply("who is in?")
	ann.inserts("not an answer")
	ann.click("#outbox form:last-child .replying button")
	ann.waits("no answer", `!document.querySelector("#outbox form:last-child .quote")`)
	ann.click(field)
	ann.press(kb.Enter)
	bob.sees("not an answer")
	bob.waits("no quote", js(`!document.querySelector("#message-" + %s + " .quote")`, bob.find("not an answer").ID))

	ann.trouble.expect(awayFromServer...)
	ann.hasNextForm()
	ann.beginsReply("who is in?")
	line.cut()
	ann.isLost()
	ann.write("answered on the way")
	bob.edits("who is in?", "who is in today?")
	line.restore()
	ann.isLive()
	ann.delivered()
	everybody([]*tab{ann, bob}, func(b *tab) {
		b.answers("I am", "who is in today?")
		b.sees("answered on the way")
		b.answers("answered on the way", "who is in today?")
	})
	bob.deletes("who is in today?")
	everybody([]*tab{ann, bob}, func(b *tab) { b.answers("I am", "This message was removed.") })

	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })
}

func TestRefusedAnswerIsStillOne(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("who is in?")
	bob.delivered()
	bob.beginsReply("who is in?")

	bob.inserts("\u200b")
	bob.press(kb.Enter)

	bob.refused("EMPTY")
	bob.waits("what it answers", `document.querySelector("#outbox form:last-child .quote p")?.innerText === "who is in?"`)
	bob.clears()
	bob.inserts("an answer")
	bob.press(kb.Enter)
	bob.sees("an answer")
	bob.answers("an answer", "who is in?")
}

func TestAnsweringNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("who is in?")
	bob.delivered()
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.submits(`form[action="` + bob.path() + `/join"]`)

	ann.followsMore(bob.find("who is in?").ID)
	ann.follows(`main a[href$="/reply"]`)
	ann.fillIn(field, "I am")
	ann.navigates("the answer", func() { ann.press(kb.Enter) })

	bob.sees("I am")
	bob.answers("I am", "who is in?")
	ann.answers("I am", "who is in?")
}
