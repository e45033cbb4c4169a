package main

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
)

func TestAnswersLostOnTheWayDoubleNothing(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	ann.hasNextForm()

	ann.trouble.expect(awayFromServer...)
	line.loseAnswers()
	ann.write("stored, and its ack lost")
	ann.write("this one too")
	bob.seesExactly("stored, and its ack lost", "this one too")
	line.cut()
	ann.isLost()
	ann.write("written without a connection")
	line.restore()
	ann.isLive()

	everybody([]*tab{ann, bob}, func(b *tab) {
		b.seesExactly("stored, and its ack lost", "this one too", "written without a connection")
	})
	ann.delivered()
	ann.equalsFreshPage()
}

// holdsNextForm keeps what follows a sent text from coming, until it is let go:
// so slow is a browser on a busy machine, compared to a server nearby.
func (b *tab) holdsNextForm() (letGo func()) {
	b.t.Helper()
	call(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/rooms/composer*"}}})
	return func() { call(b, fetch.Disable, cdp.Empty{}) }
}

func TestAnswerFasterThanTheNextForm(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	ann.hasNextForm()

	letGo := ann.holdsNextForm()
	ann.write("taken at once")
	ann.waits("the ack", `document.querySelector("#acked").value === "1"`)
	ann.isReady()
	ann.write("   ")
	ann.refused("EMPTY")
	letGo()
	ann.clears()
	ann.write("the next one")

	everybody([]*tab{ann, bob}, func(b *tab) { b.seesExactly("taken at once", "the next one") })
	ann.delivered()
	ann.isReady()
}

func TestConnectionComesBackBeforeTheNextForm(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	ann.hasNextForm()

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	letGo := ann.holdsNextForm()
	ann.write("sent without a connection")
	line.restore()
	ann.isLive()
	bob.sees("sent without a connection")
	letGo()
	ann.write("the next one")

	everybody([]*tab{ann, bob}, func(b *tab) { b.seesExactly("sent without a connection", "the next one") })
	ann.delivered()
	ann.isReady()
}
