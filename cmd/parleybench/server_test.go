//go:build linux

package main

import (
	"strings"
	"testing"
	"time"
)

func TestCPUTimeIsReadWhateverTheProcessIsCalled(t *testing.T) {
	stat := "42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 150 25 0 0 20 0 7 0 100 1000 200"

	got, err := parseStat([]byte(stat))

	if want := 1750 * time.Millisecond; err != nil || got != want {
		t.Errorf("got %v and %v, want %v", got, err, want)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	s := &server{name: "nothing", address: "127.0.0.1:1"}

	err := s.start(t.Context(), "/bin/sh", "-c", "echo no such room >&2; exit 3")

	if err == nil || !strings.Contains(err.Error(), "no such room") {
		t.Errorf("got %v, want what the program printed", err)
	}
}

func TestOptionsThatCannotBeMeasuredAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"--loads", "everything"}, {"--sockets", "10"}, {"--sockets", "100000000"}, {"--people", "0"}, {"stray"},
	} {
		if _, err := parseOptions(args, new(strings.Builder)); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
	o, err := parseOptions([]string{"--short"}, new(strings.Builder))
	if err != nil || o.rounds != 1 {
		t.Errorf("--short: %d rounds, %v", o.rounds, err)
	}
}
