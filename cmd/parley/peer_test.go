package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// TestIndependentClientIsHeard connects clients that share no code with the
// server: one over RFC 6455 as it is written, and Python's websockets where it
// is installed.
func TestIndependentClientIsHeard(t *testing.T) {
	clients := map[string]func(t *testing.T, h *house, text string) []string{"a client by the book": plainConversation}
	if python := pythonWithWebsockets(t.Context()); python != "" {
		clients["a client in Python"] = func(t *testing.T, h *house, text string) []string { return pythonPeer(t, h, python, text) }
	}
	h := openHouse(t, []string{"ann", "bob"})
	for name, converse := range clients {
		t.Run(name, func(t *testing.T) {
			witness := h.mustDial("bob", "")

			frames := converse(t, h, name)

			hears(t, witness, name)
			last := frames[len(frames)-1]
			if !strings.Contains(last, "<hx-partial") || !strings.Contains(last, "<article") {
				t.Errorf("the client heard %q", last)
			}
		})
	}
	if stored := h.storedTexts(); len(stored) != len(clients) {
		t.Errorf("the room holds %q", stored)
	}
}

// pythonWithWebsockets is a Python that has the module, or nothing.
func pythonWithWebsockets(ctx context.Context) string {
	for _, path := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(ctx, path, "-c", "import websockets").Run() == nil {
			return path
		}
	}
	return ""
}

func pythonPeer(t *testing.T, h *house, python, text string) (frames []string) {
	t.Helper()
	peer := exec.CommandContext(t.Context(), python, "testdata/peer.py", h.socketAddress(), text)
	peer.Stdin = strings.NewReader(h.tokens["ann"] + "\n")
	var trouble bytes.Buffer
	peer.Stderr = &trouble
	out, err := peer.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, trouble.String())
	}
	for line := range strings.Lines(string(out)) {
		var frame string
		if err := json.Unmarshal([]byte(line), &frame); err != nil {
			t.Fatal(err)
		}
		frames = append(frames, frame)
	}
	return frames
}

func (h *house) socketAddress() string {
	return "ws" + strings.TrimPrefix(h.address, "http") + "/ws/chat/" + h.room.String() + "/"
}
