//go:build linux

package main

import (
	"slices"
	"strings"
	"testing"
)

// collect delivers all messages of a payload to a socket.
func collect(c *checker, socket int, payload string) {
	c.tokens([]byte(payload), func(n int) { c.deliver(socket, n) })
}

func TestEverySocketOwesEveryMessage(t *testing.T) {
	c := newChecker(3)
	for range 130 { // more than two words of bits
		c.add(message{})
	}

	for socket := range 3 {
		for n := range 130 {
			collect(c, socket, "<p>"+c.text(n)+"</p>")
		}
	}

	if c.lost() != 0 || c.doubled != 0 || c.deliveries != 390 {
		t.Errorf("lost %d, doubled %d, delivered %d; want 0, 0 and 390", c.lost(), c.doubled, c.deliveries)
	}
	if !c.complete(&c.messages[129]) {
		t.Error("the last message is not complete, though all have it")
	}
}

func TestALostDeliveryIsFound(t *testing.T) {
	c := newChecker(2)
	n := c.add(message{})

	collect(c, 0, c.text(n))

	if c.lost() != 1 {
		t.Errorf("lost %d, want 1", c.lost())
	}
	if c.complete(&c.messages[n]) {
		t.Error("complete, though one socket waits")
	}
}

func TestADoubledDeliveryIsFound(t *testing.T) {
	c := newChecker(2)
	n := c.add(message{})

	collect(c, 1, c.text(n)+" and again "+c.text(n)) // in one frame
	collect(c, 1, c.text(n))                         // and in the next

	if c.doubled != 2 || c.deliveries != 1 {
		t.Errorf("doubled %d, delivered %d; want 2 and 1", c.doubled, c.deliveries)
	}
}

func TestAMessageThatNobodySentCounts(t *testing.T) {
	c := newChecker(1)
	stray := c.text(7)

	collect(c, 0, stray)

	if c.doubled != 1 {
		t.Errorf("doubled %d, want 1", c.doubled)
	}
}

func TestSeveralMessagesInOneFrameAreFound(t *testing.T) {
	c := newChecker(1)
	var frame strings.Builder
	for _, n := range []int{3, 1, 2} {
		frame.WriteString(`<article data-key="` + c.key(n) + `">` + c.text(n) + "</article>")
	}

	var got []int
	c.tokens([]byte(frame.String()), func(n int) { got = append(got, n) })

	if want := []int{3, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTextsOfAnotherLoadAreNotCounted(t *testing.T) {
	mine, other := newChecker(1), newChecker(1)

	collect(mine, 0, other.text(0))
	collect(mine, 0, string(mine.prefix)) // a token that is cut off

	if mine.doubled != 0 || mine.deliveries != 0 {
		t.Errorf("doubled %d, delivered %d; want none", mine.doubled, mine.deliveries)
	}
	if got := len(mine.text(0)); got != textSize {
		t.Errorf("a text has %d bytes, want %d", got, textSize)
	}
}
