package main

import (
	"strings"
	"testing"
)

const (
	threadField = "#thread [name=body]"
	threadTexts = `[...document.querySelectorAll("#thread .message > .text")].map(t => t.innerText.trim())`
)

// opensThread opens the thread of a message beside the room, as the line under
// it does.
func (b *tab) opensThread(text string) {
	b.t.Helper()
	b.menuOf(text)
	b.click(`#menu .act[hx-get$="/thread"]`)
	b.waits("a field to write into the thread", js(`document.activeElement === document.querySelector(%s)`, threadField))
}

// says writes into the thread that is open, and waits until it was taken.
func (b *tab) saysInThread(text string) {
	b.t.Helper()
	b.click(threadField)
	b.inserts(text)
	b.click("#thread .send")
	b.waits("the thread with "+text, js(threadTexts+`.includes(%s)`, text))
	b.waits("an empty field with the focus", js(`(f => f && f.value === "" && !f.disabled && document.activeElement === f)(document.querySelector(%s))`, threadField))
}

// threadSays waits until the thread holds these texts in this order.
func (b *tab) threadSays(texts ...string) {
	b.t.Helper()
	b.waits("the thread "+strings.Join(texts, ", "), js(`JSON.stringify(`+threadTexts+`) === JSON.stringify(%s)`, texts))
}

// counts waits until the line under a message says how much is in its thread.
func (b *tab) counts(text, line string) {
	b.t.Helper()
	b.waits("the line "+line, js(`(document.querySelector("#message-" + %s + " > .thread-line")?.innerText.trim() ?? "").startsWith(%s)`, b.find(text).ID, line))
}

// unreadThreads waits until the sidebar says so many.
func (b *tab) unreadThreads(count string) {
	b.t.Helper()
	b.waits(count+" unread threads", js(`(document.querySelector("#threads-unread").firstChild?.textContent.trim() ?? "") === %s`, count))
}

func TestThreadIsOpenedBesideTheRoomAndFollowed(t *testing.T) {
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

	ann.opensThread("who is in?")
	ann.saysInThread("I am")
	bob.counts("who is in?", "1 reply")
	bob.unreadThreads("1")
	bob.click(".thread-line")
	bob.threadSays("I am")
	bob.unreadThreads("")
	ann.saysInThread("are you?")
	promptly(t, "the reply", soon, func() { bob.threadSays("I am", "are you?") })
	bob.saysInThread("of course")
	ann.threadSays("I am", "are you?", "of course")
	everybody([]*tab{ann, bob}, func(b *tab) { b.seesExactly("who is in?") })

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	bob.saysInThread("missed")
	bob.click(field)
	bob.write("in the room")
	line.restore()
	ann.isLive()
	ann.threadSays("I am", "are you?", "of course", "missed")
	everybody([]*tab{ann, bob}, func(b *tab) { b.counts("who is in?", "4 replies") })

	bob.click("#thread [title=Close]")
	bob.waits("no thread", `!document.querySelector(".thread")`)
	ann.saysInThread("unread")
	bob.unreadThreads("1")
	bob.click(".thread-line")
	bob.unreadThreads("")
	bob.click("#thread [value=mute]")
	bob.waits("a way back", `document.querySelector("#thread [value=unmute]")`)
	bob.click("#thread [title=Close]")
	ann.saysInThread("unheard")
	bob.counts("who is in?", "6 replies")
	threads := bob.owner.open("/threads")
	threads.unreadThreads("")
	threads.waits("a muted thread", `document.querySelector(".followed").innerText.includes("muted")`)
	threads.close()

	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded() })
}

func TestThreadNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("who is in?")
	bob.delivered()
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.submits(`form[action="` + bob.path() + `/join"]`)

	ann.followsMore(bob.find("who is in?").ID)
	ann.follows(`main a[href$="/thread"]`)
	ann.fillIn(threadField, "I am")
	ann.navigates("the reply", func() { ann.click("#thread .send") })
	ann.threadSays("I am")
	ann.navigates("following no more", func() { ann.click("#thread [value=unfollow]") })
	ann.waits("a way to follow", `document.querySelector("#thread [value=follow]")`)
	ann.follows("#thread [title=Close]")
	ann.counts("who is in?", "1 reply")
	ann.follows(".thread-line")
	bob.counts("who is in?", "1 reply")
	bob.click(".thread-line")
	bob.threadSays("I am")
}

func TestThreadKeepsWordsThatWereNotTaken(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	bob.write("who is in?")
	bob.delivered()
	bob.opensThread("who is in?")

	bob.trouble.expect("422")
	bob.inserts("\u200b")
	bob.click("#thread .send")
	bob.waits("why not", `document.querySelector("#toasts").innerText.trim() !== ""`)
	bob.waits("the words", js(`document.querySelector(%s).value === "\u200b" && !document.querySelector(%s).disabled`, threadField, threadField))

}
