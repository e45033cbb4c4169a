package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

// wirePage speaks over the socket as a page does: it resumes where it stands,
// with the texts that were not answered.
type wirePage struct {
	h       *house
	name    string // of its person
	token   string
	network func(network, address string) (net.Conn, error) // nil: the usual one

	cursor chat.Seq // of what it has seen
	seen   []chat.Seq
	outbox []string
	acked  int // texts that were answered
}

// open connects and resumes.
func (p *wirePage) open() (*websocket.Conn, error) {
	ws, err := p.h.dial(p.name, p.token, p.network)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{"action": "resume", "cursor": p.cursor.String(), "page": p.token, "acked": strconv.Itoa(p.acked)}
	if len(p.outbox) > 0 {
		fields["body"] = p.outbox
	}
	return ws, ws.WriteJSON(fields)
}

// write puts a text into the outbox and sends it.
func (p *wirePage) write(ws *websocket.Conn, text string) error {
	p.outbox = append(p.outbox, text)
	return ws.WriteJSON(map[string]string{"action": "message", "body": text})
}

// errRefused is an answer that no page here should get.
var errRefused = errors.New("a text was refused")

var (
	shownSeq    = regexp.MustCompile(`<article [^>]*data-seq="(\d+)"`)
	ackedCount  = regexp.MustCompile(`name="acked" value="(\d+)"`)
	cursorValue = regexp.MustCompile(`name="cursor" value="(\d+)"`)
)

// read takes one frame and gives the number of texts that it answers.
func (p *wirePage) read(ws *websocket.Conn) (frame string, answered int, err error) {
	if frame, err = receive(ws); err != nil {
		return frame, 0, err
	}
	if strings.Contains(frame, "data-code=") {
		return frame, 0, fmt.Errorf("%w: %s", errRefused, frame)
	}
	for _, seq := range numbers(shownSeq, frame) {
		p.seen = append(p.seen, chat.Seq(seq))
	}
	for _, cursor := range numbers(cursorValue, frame) {
		p.cursor = chat.Seq(cursor)
	}
	for _, count := range numbers(ackedCount, frame) {
		n := int(count) - p.acked
		if n < 0 || n > len(p.outbox) {
			return frame, answered, fmt.Errorf("%w: %d are answered after %d", errRefused, count, p.acked)
		}
		p.outbox, p.acked, answered = p.outbox[n:], p.acked+n, answered+n
	}
	return frame, answered, nil
}

func numbers(pattern *regexp.Regexp, text string) (numbers []int64) {
	for _, found := range pattern.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.ParseInt(found[1], 10, 64) // the pattern takes digits alone
		numbers = append(numbers, n)
	}
	return numbers
}

// catchUp opens the page and reads until it is up to date; the socket ends
// with the test.
func (p *wirePage) catchUp(t *testing.T) *websocket.Conn {
	t.Helper()
	ws, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	for {
		frame, _, err := p.read(ws)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(frame, `id="people-list"`) { // what a resume ends with
			return ws
		}
	}
}

func seqsOf(messages []chat.Message) (seqs []chat.Seq) {
	for _, m := range messages {
		seqs = append(seqs, m.Seq)
	}
	return seqs
}
