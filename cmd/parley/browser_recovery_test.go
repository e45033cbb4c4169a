package main

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/animation"
)

// What a browser says of a socket that cannot be opened, and htmx of a socket
// that broke: only stories in which the server is away announce it.
var awayFromServer = []string{"WebSocket connection to", "htmx:ws:error", "net::ERR_", "Failed to fetch"}

func TestPageThatLostItsNetworkCatchesUp(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	bob.posts("one", "two", "three")
	ann.seesExactly("one", "two", "three")
	ann.staysLoaded()
	ann.draft("half a thought")

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	bob.posts("four", "five", "six", "seven", "eight")
	bob.edits("one", "the first, changed")
	bob.deletes("two")
	line.restore()
	ann.isLive()

	ann.sees("eight", "the first, changed")
	ann.equalsFreshPage()
	ann.stillLoaded()
	if got := ann.typed(); got != "half a thought" {
		t.Errorf("the draft became %q", got)
	}
	ann.press("\r")
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("half a thought") })
}

func TestPageThatMissedHundredsOfChangesEqualsAFreshOne(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	bob.posts("before")
	ann.sees("before")
	ann.staysLoaded()
	ann.draft("still here")

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	var missed []string
	for i := range 230 {
		missed = append(missed, fmt.Sprintf("missed %d", i))
	}
	bob.posts(missed...)
	line.restore()
	ann.isLive()

	ann.sees("missed 229")
	ann.equalsFreshPage()
	ann.stillLoaded()
	if got := ann.typed(); got != "still here" {
		t.Errorf("the draft became %q", got)
	}
}

func TestHalfOpenConnectionIsNoticedAndRenewed(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	ann.draft("half a thought")
	opened := ann.trouble.openedSockets()

	line.forgetSockets() // both ends believe that the connection stands
	bob.write("did you hear that?")
	bob.sees("did you hear that?")
	ann.speedsUp(20) // 35 s without a heartbeat pass in less than two

	ann.sees("did you hear that?")
	ann.speedsUp(1)
	if got := ann.trouble.openedSockets(); got <= opened {
		t.Errorf("%d sockets were opened, as before", got)
	}
	if got := ann.typed(); got != "half a thought" {
		t.Errorf("the draft became %q", got)
	}
}

// speedsUp runs the page's animations, the watchdog among them, so many times
// faster.
func (b *tab) speedsUp(times float64) {
	b.t.Helper()
	call(b, animation.SetPlaybackRate, animation.SetPlaybackRateParams{PlaybackRate: times})
}

func TestServerRestartedAndKilledWhilePeopleWrite(t *testing.T) {
	t.Parallel()
	p := openProcess(t, unlimited)
	ann, bob := p.signUp("ann"), p.signUp("bob")
	anns, bobs, reader := ann.open("/rooms"), bob.open("/rooms"), bob.open("/rooms")
	tabs := []*tab{anns, bobs, reader}
	for _, b := range tabs {
		b.enterRoom("lobby")
		b.hasNextForm()
		b.staysLoaded()
		b.trouble.expect(awayFromServer...)
	}
	reader.draft("half a thought")
	talk := exchange{writers: []*tab{anns, bobs}, written: make([][]string, 2)}

	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL, syscall.SIGKILL, syscall.SIGTERM} {
		restarted := make(chan error, 1)
		go func() { restarted <- p.restart(signal) }()
		if err := talk.goesOnUntil(restarted); err != nil {
			t.Fatal(err)
		}
		talk.isReadBy(reader)
	}

	everybody(tabs, (*tab).isLive)
	everybody(tabs, (*tab).delivered)
	everybody(tabs, talk.isReadBy)
	everybody(tabs, (*tab).equalsFreshPage)
	everybody(tabs, (*tab).stillLoaded)
	if got := reader.typed(); got != "half a thought" {
		t.Errorf("the draft became %q", got)
	}
}

// exchange is what several people write at the same time.
type exchange struct {
	writers []*tab
	written [][]string // by writer, in their order
}

// goesOnUntil has each write again and again until something is done, and once
// more.
func (e exchange) goesOnUntil(done <-chan error) error {
	for {
		for i, writer := range e.writers {
			text := fmt.Sprintf("%s %d", writer.owner.name, len(e.written[i]))
			writer.write(text)
			e.written[i] = append(e.written[i], text)
		}
		select {
		case err := <-done:
			return err
		default:
		}
	}
}

// isReadBy waits until a page shows everything, each text once and in the order
// of who wrote it.
func (e exchange) isReadBy(b *tab) {
	b.t.Helper()
	for i, written := range e.written {
		name := e.writers[i].owner.name
		b.waits("all of "+name, js(`JSON.stringify(`+messageTexts+`.filter(t => t.startsWith(%s))) === JSON.stringify(%s)`, name, written))
	}
}
