package main

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// tallMessages are so tall that fifty fill more than two screens.
func tallMessages(from, to int) []string {
	var texts []string
	for i := from; i <= to; i++ {
		texts = append(texts, fmt.Sprintf("message %d\nhas a second line\nand a third", i))
	}
	return texts
}

// longRoom is a room of 120 messages, read by somebody with 300 ms to the
// server and back, in which somebody else may write.
func longRoom(t *testing.T) (reader, writer *tab) {
	t.Helper()
	p := openPlace(t, unlimited)
	writer = p.signUp("bob").open("/rooms")
	writer.enterRoom("lobby")
	writer.posts(tallMessages(1, 120)...)
	reader = p.signUpOver(newProxy(t, 150*time.Millisecond), "ann").open("/rooms")
	reader.enterRoom("lobby")
	return reader, writer
}

func TestOlderMessagesLoadWithoutAJump(t *testing.T) {
	t.Parallel()
	reader, writer := longRoom(t)
	if n := reader.count(article); n != 50 {
		t.Fatalf("the room opens with %d messages, want 50", n)
	}
	reader.isAtTheNewest()

	for meanwhile, total := range []int{100, 120} {
		first := reader.goesToTheOldest()
		writer.posts(fmt.Sprintf("meanwhile %d", meanwhile))
		reader.hasMessages(total + meanwhile + 1)
		if moved := reader.topOf(first.ID) - first.Top; math.Abs(moved) > 1 {
			t.Errorf("the first message on the screen moved by %.1f px", moved)
		}
	}

	reader.goesToTheOldest()
	reader.waits("the beginning of the room", `document.querySelector("#messages > .log-start")?.nextElementSibling.matches(".day")`)
	reader.hasEachOnce()
	if n := reader.trouble.count("GET " + reader.path() + "/messages?before="); n != 2 {
		t.Errorf("%d requests for older messages, want 2", n)
	}
}

func TestReadingFurtherUpHoldsStillUntilTheJump(t *testing.T) {
	t.Parallel()
	reader, writer := longRoom(t)
	jump := `document.querySelector(".jump").checkVisibility({visibilityProperty: true, opacityProperty: true})`
	reader.waits("no jump link", "!"+jump)
	writer.posts("one at the bottom")
	reader.sees("one at the bottom")
	reader.isAtTheNewest()

	reader.scroll("#log", -900)
	reader.waits("the log scrolled up", `document.querySelector("#log").scrollTop <= -900`)
	reader.waits("the jump link", jump)
	first := reader.firstOnScreen()
	writer.posts("two", "three", "four")
	reader.sees("two", "three", "four")
	if moved := reader.topOf(first.ID) - first.Top; math.Abs(moved) > 1 {
		t.Errorf("the first message on the screen moved by %.1f px", moved)
	}

	reader.click(".jump")
	reader.isAtTheNewest()
	writer.posts("five")
	reader.sees("five")
	reader.isAtTheNewest()
}

func TestPermalinkOpensTheRoomAtTheMessage(t *testing.T) {
	t.Parallel()
	reader, writer := longRoom(t)
	old := writer.owner.open(reader.path() + "?before=60")
	target := old.find(tallMessages(40, 40)[0])
	old.close()

	reader.goTo("/messages/" + target.ID)
	reader.isLive()
	reader.waits("the message, marked and on the screen", js(`(() => {
		const m = document.getElementById(%s), box = m.getBoundingClientRect();
		const log = document.querySelector("#log").getBoundingClientRect();
		return m.matches(":target") && box.top >= log.top && box.bottom <= log.bottom;
	})()`, "message-"+target.ID))
	if n := reader.count(article); n > 60 {
		t.Errorf("%d messages around it, want about 50", n)
	}

	reader.waits("all that is newer", js(`(document.querySelector("#log").scrollTop = 0, `+messageTexts+`.at(-1) === %s)`, tallMessages(120, 120)[0]))
	writer.write("and a new one")
	reader.sees("and a new one")
	reader.waits("all that is older", js(`(document.querySelector("#log").scrollTop = -1e6, `+messageTexts+`[0] === %s)`, tallMessages(1, 1)[0]))
	reader.hasMessages(121)
	reader.hasEachOnce()
}

const article = "#messages article.message"

// spot is a message with its upper edge on the screen, in CSS pixels.
type spot struct {
	ID  string
	Top float64
}

const firstOnScreen = `(() => {
	const edge = document.querySelector("#log").getBoundingClientRect().top;
	const first = [...document.querySelectorAll("#messages article.message")].find(m => m.getBoundingClientRect().top >= edge);
	return {ID: first.id, Top: first.getBoundingClientRect().top};
})()`

func (b *tab) firstOnScreen() spot {
	b.t.Helper()
	return ask[spot](b, firstOnScreen)
}

// goesToTheOldest scrolls up as far as there are messages.
func (b *tab) goesToTheOldest() spot {
	b.t.Helper()
	return ask[spot](b, `(document.querySelector("#log").scrollTop = -1e6, `+firstOnScreen+`)`)
}

func (b *tab) topOf(id string) float64 {
	b.t.Helper()
	b.isDrawn()
	return ask[float64](b, js(`document.getElementById(%s).getBoundingClientRect().top`, id))
}

// isAtTheNewest waits until the log stands at its end and the last message is
// on the screen.
func (b *tab) isAtTheNewest() {
	b.t.Helper()
	b.waits("the newest message", `(() => {
		const log = document.querySelector("#log"), end = log.getBoundingClientRect().bottom;
		const last = [...document.querySelectorAll("#messages article.message")].at(-1).getBoundingClientRect();
		return log.scrollTop > -1 && last.bottom <= end && last.bottom > end - 100;
	})()`)
}

func (b *tab) hasMessages(count int) {
	b.t.Helper()
	b.waits(fmt.Sprintf("%d messages", count), js(`document.querySelectorAll(%s).length === %s`, article, count))
}

// hasEachOnce fails when a message is on the page twice or out of order.
func (b *tab) hasEachOnce() {
	b.t.Helper()
	last := 0
	for _, m := range b.messages() {
		seq := 0
		if fmt.Sscan(m.Seq, &seq); seq <= last {
			b.t.Errorf("%s shows message %s with number %d after number %d", b, m.ID, seq, last)
		}
		last = seq
	}
}
