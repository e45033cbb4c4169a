package main

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestHangupReadsTheKeysAgain: the token of the previous key lives, that of a
// removed key dies, and nobody is disconnected.
func TestHangupReadsTheKeysAgain(t *testing.T) {
	h := openHouse(t, []string{"ann"})
	client, open := newClient(t), h.mustDial("ann", "")
	keys, err := filepath.Glob(filepath.Join(h.folder, "keys", "*.key"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys %q, %v", keys, err)
	}
	h.addKey("second")

	h.hangUp()
	if fresh := h.mintedFor("ann"); h.status(client, fresh) != http.StatusOK || h.status(client, h.tokens["ann"]) != http.StatusOK {
		t.Error("a token of an active key does not count")
	}
	if err := os.Remove(keys[0]); err != nil {
		t.Fatal(err)
	}
	h.hangUp()

	eventually(t, "the token of the removed key counts no more", func() bool {
		return h.status(client, h.tokens["ann"]) == http.StatusUnauthorized
	})
	hears(t, open, h.says(open, "still here"))
}

// addKey adds a key that is newer than every other.
func (h *house) addKey(id string) {
	h.t.Helper()
	path := filepath.Join(h.folder, "keys", id+".key")
	if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))), 0o600); err != nil {
		h.t.Fatal(err)
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		h.t.Fatal(err)
	}
}

// hangUp tells the server to read its keys and waits until it has.
func (h *house) hangUp() {
	h.t.Helper()
	before := h.log.count("keys reloaded")
	if err := h.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		h.t.Fatal(err)
	}
	eventually(h.t, "the keys are read", func() bool { return h.log.count("keys reloaded") > before })
}

// count tells how often something was logged.
func (l *logbook) count(message string) (times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if line.Message == message {
			times++
		}
	}
	return times
}

func (h *house) mintedFor(name string) string {
	h.t.Helper()
	_, token, _ := strings.Cut(strings.TrimSpace(h.command("token", "mint", "--user", name)), "\t")
	return token
}

// status is how the API answers a token.
func (h *house) status(client *http.Client, token string) int {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.address+"/api/auth/user/", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// says posts a text as a program does.
func (h *house) says(ws *websocket.Conn, text string) string {
	h.t.Helper()
	if err := ws.WriteJSON(map[string]string{"action": "message", "key": text, "body": text}); err != nil {
		h.t.Fatal(err)
	}
	return text
}

// hears waits for a frame with the text.
func hears(t *testing.T, ws *websocket.Conn, text string) {
	t.Helper()
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			t.Fatalf("%q was not heard: %v", text, err)
		}
		if strings.Contains(string(frame), text) {
			return
		}
	}
}
