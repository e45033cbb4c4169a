//go:build linux

package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// textSize is the length of every message: the length of an ordinary chat line.
const textSize = 80

// message is one that was sent, and how far it has come.
type message struct {
	sender   int       // the socket that sent it
	sent     time.Time // when it was, or in a paced load should have been, sent
	received int       // sockets that have it
}

// checker knows which socket has got which message. Each message carries a
// token that occurs nowhere else, so it is found whatever HTML stands around it.
type checker struct {
	prefix   []byte // of this checker's tokens: what other loads sent is not counted
	sockets  int
	messages []message
	// seen[n/64][socket] holds 64 messages of a socket in one word, so a batch
	// of messages to one socket touches a word or two, not a line for each.
	seen       [][]uint64
	deliveries int
	doubled    int
}

func newChecker(sockets int) *checker {
	var unique [4]byte
	rand.Read(unique[:])
	return &checker{prefix: fmt.Appendf(nil, "zq%xn", unique), sockets: sockets}
}

// add takes note of a message and returns its number.
func (c *checker) add(m message) int {
	if len(c.messages)%64 == 0 {
		c.seen = append(c.seen, make([]uint64, c.sockets))
	}
	c.messages = append(c.messages, m)
	return len(c.messages) - 1
}

// text is what message n says.
func (c *checker) text(n int) string {
	token := fmt.Sprintf("%s%08x", c.prefix, n)
	return token + strings.Repeat(" lorem ipsum", textSize/12)[:textSize-len(token)]
}

// key is the message's key. It must not hold the token, for the fragment shows it.
func (c *checker) key(n int) string { return fmt.Sprintf("k%s-%d", c.prefix[2:], n) }

// tokens finds the numbers of all messages in a payload and hands each to found.
func (c *checker) tokens(payload []byte, found func(n int)) {
	for {
		at := bytes.Index(payload, c.prefix)
		if at < 0 {
			return
		}
		payload = payload[at+len(c.prefix):]
		var number [4]byte
		if len(payload) < 2*len(number) {
			return
		}
		if _, err := hex.Decode(number[:], payload[:2*len(number)]); err == nil {
			found(int(number[0])<<24 | int(number[1])<<16 | int(number[2])<<8 | int(number[3]))
		}
	}
}

// deliver takes note that a socket got message n. It returns nil when the
// socket had it already, or nobody sent it.
func (c *checker) deliver(socket, n int) *message {
	if n >= len(c.messages) {
		c.doubled++
		return nil
	}
	word, bit := &c.seen[n/64][socket], uint64(1)<<(n%64)
	if *word&bit != 0 {
		c.doubled++
		return nil
	}
	*word |= bit
	c.deliveries++
	m := &c.messages[n]
	m.received++
	return m
}

// complete says whether every socket has the message.
func (c *checker) complete(m *message) bool { return m.received == c.sockets }

// lost counts the deliveries that are still owed.
func (c *checker) lost() int {
	return len(c.messages)*c.sockets - c.deliveries
}
