package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"
)

// recovers is how long the server may take to write again once it can.
const recovers = 5 * time.Second

// TestFullDiskRefusesWithoutLosingOrHalfStoring bounds the size of the running
// server's files, which to it is a full disk.
func TestFullDiskRefusesWithoutLosingOrHalfStoring(t *testing.T) {
	h := openHouse(t, []string{"ann", "bob"})
	client := newClient(t)
	ann, bob := h.mustDial("ann", ""), h.mustDial("bob", "")
	said := []string{"before"}
	if answer := tell(t, ann, "before"); !strings.Contains(answer, `data-key="before"`) {
		t.Fatalf("it was answered with %s", answer)
	}

	h.leaveRoom(20 << 10)
	refused := ""
	for n := 0; refused == ""; n++ {
		text := fmt.Sprintf("text %d:%s", n, strings.Repeat("x", 1000))
		if answer := tell(t, ann, text); strings.Contains(answer, `data-code="SERVER_BUSY"`) {
			refused = text
		} else {
			said = append(said, text)
		}
	}
	eventually(t, "the server knows that it cannot write", func() bool {
		tell(t, ann, refused)
		return h.ready(client) == http.StatusServiceUnavailable
	})
	if got := h.storedTexts(); !slices.Equal(got, said) {
		t.Errorf("%d messages are stored, %d were acknowledged", len(got), len(said))
	}
	if status := h.ask(client, "bob", "/rooms/"+h.room.String()); status != http.StatusOK {
		t.Errorf("reading is answered with %d", status)
	}
	h.leaveRoom(unix.RLIM_INFINITY)
	promptly(t, "writing again", recovers, func() {
		eventually(t, "the server writes again", func() bool { return h.ready(client) == http.StatusOK })
	})
	tell(t, ann, refused)
	tell(t, ann, "after")

	said = append(said, refused, "after")
	if got := h.storedTexts(); !slices.Equal(got, said) {
		t.Errorf("%d messages are stored, want %d", len(got), len(said))
	}
	if got := heardUntil(t, bob, "after"); !slices.Equal(got, said) {
		t.Errorf("the other has heard %d messages, want %d", len(got), len(said))
	}
	h.isSound()
	h.log.forgive("a commit failed", "read-only mode: too many commits failed", "request failed")
}

// leaveRoom lets every file of the server grow no further than the log is now,
// and so much more.
func (h *house) leaveRoom(bytes uint64) {
	h.t.Helper()
	limit := unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}
	if bytes != unix.RLIM_INFINITY {
		log, err := os.Stat(filepath.Join(h.folder, "parley.db-wal"))
		if err != nil {
			h.t.Fatal(err)
		}
		limit.Cur += uint64(log.Size())
	}
	if err := unix.Prlimit(h.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		h.t.Fatal(err)
	}
}

// ask gets a page and gives its status.
func (h *house) ask(client *http.Client, name, path string) int {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.address+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header = h.bearer(name)
	response, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// tell sends a text, whose beginning is its key, and gives the answer to it.
func tell(t *testing.T, ws *websocket.Conn, text string) string {
	t.Helper()
	key, _, _ := strings.Cut(text, ":")
	if err := ws.WriteJSON(map[string]string{"action": "message", "key": key, "body": text}); err != nil {
		t.Fatal(err)
	}
	for {
		frame, err := receive(ws)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(frame, `data-key="`+key+`"`) || strings.Contains(frame, "data-code=") {
			return frame
		}
	}
}

// shownText is the words of a message without links.
var shownText = regexp.MustCompile(`<div class="text"[^>]*><p[^>]*>([^<]*)</p></div>`)

// heardUntil gives the texts that were heard, up to one.
func heardUntil(t *testing.T, ws *websocket.Conn, last string) (texts []string) {
	t.Helper()
	for !slices.Contains(texts, last) {
		frame, err := receive(ws)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range shownText.FindAllStringSubmatch(frame, -1) {
			texts = append(texts, found[1])
		}
	}
	return texts
}

// forgive takes announced complaints of the server out of its log.
func (l *logbook) forgive(messages ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = slices.DeleteFunc(l.lines, func(line logLine) bool { return slices.Contains(messages, line.Message) })
}
