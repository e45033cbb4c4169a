package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
)

// place is one running Parley with a data folder of its own.
type place struct {
	t       *testing.T
	address string // what people type, without a last slash
	log     *logbook
}

// openPlace runs the program inside the test until the test ends. Limits that
// stories are not about are off.
func openPlace(t *testing.T, flags ...string) *place {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p := &place{t: t, log: newLogbook()}
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--base-url", "http://127.0.0.1:0", "--data", t.TempDir(), "--log", "json", noLinkCards}, flags...)
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, args, func(string) string { return "" }, strings.NewReader(""), p.log)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with %v", err)
		}
		p.log.check(t)
	})
	select {
	case line := <-p.log.serving:
		p.address = line.Address
	case err := <-ended:
		ended <- err
		t.Fatalf("the program did not start: %v", err)
	}
	return p
}

// noLinkCards: whatever people write in a story, no other site is asked.
const noLinkCards = "--link-cards=false"

// unlimited lets people of a story write as fast as they like.
const unlimited = "--limit=messages=0"

// freePort finds a port that stays free while a server restarts: below the
// range from which systems take the ports of outgoing connections.
func freePort(t *testing.T) string {
	t.Helper()
	for range 1000 {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		if listener, err := net.Listen("tcp", address); err == nil {
			listener.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}

// logbook reads what the program logs.
type logbook struct {
	serving chan logLine // one for each start

	mu    sync.Mutex
	rest  []byte
	lines []logLine
}

type logLine struct {
	Level   string `json:"level"`
	Message string `json:"msg"`
	Address string `json:"address"`
	text    string
}

func newLogbook() *logbook { return &logbook{serving: make(chan logLine, 1)} }

// Write implements io.Writer.
func (l *logbook) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, data...)
	for {
		text, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(data), nil
		}
		l.rest = bytes.Clone(rest)
		l.read(string(text))
	}
}

func (l *logbook) read(text string) {
	line := logLine{Level: "ERROR", text: text} // what is no log line is a stack
	json.Unmarshal([]byte(text), &line)
	l.lines = append(l.lines, line)
	if line.Message == "parley serves" {
		l.serving <- line
	}
}

// check fails when the program complained of itself.
func (l *logbook) check(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if line.Level == "ERROR" {
			t.Errorf("the server logged %s", line.text)
		}
	}
}
