package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

// unlimitedPrograms lets programs do as much as they like, from one address.
var unlimitedPrograms = []string{unlimited, "--limit=frames=0", "--limit=handshakes=0", "--limit=sockets-per-user=0", "--limit=sockets-per-address=0"}

// house is a process with people in one room, each with a token.
type house struct {
	*process
	t      *testing.T
	folder string
	room   chat.RoomID
	tokens map[string]string // by name
}

// openHouse starts the real program with unlimited programs in it.
func openHouse(t *testing.T, names []string, flags ...string) *house {
	t.Helper()
	h := &house{process: openProcess(t, append(flags, unlimitedPrograms...)...), t: t, tokens: map[string]string{}}
	h.folder = h.args[slices.Index(h.args, "--data")+1]
	add := []string{"room", "add", "hall"}
	mint := []string{"token", "mint"}
	for _, name := range names {
		h.command("user", "add", name)
		add = append(add, "--member", name)
		mint = append(mint, "--user", name)
	}
	room, err := chat.ParseID[chat.RoomID](strings.TrimSpace(h.command(add...)))
	if err != nil {
		t.Fatal(err)
	}
	h.room = room
	for line := range strings.Lines(h.command(mint...)) {
		name, token, _ := strings.Cut(strings.TrimSpace(line), "\t")
		h.tokens[name] = token
	}
	return h
}

// command runs another command of the program on the same folder.
func (h *house) command(args ...string) string {
	h.t.Helper()
	var out bytes.Buffer
	if err := run(h.t.Context(), append(args, "--data", h.folder), noEnv, nil, &out); err != nil {
		h.t.Fatalf("parley %v: %v", args, err)
	}
	return out.String()
}

// stored is the room's whole log as it lies in the file.
func (h *house) stored() []chat.Message {
	h.t.Helper()
	store, err := openStore(h.t.Context(), config{data: h.folder})
	if err != nil {
		h.t.Fatal(err)
	}
	defer store.Close()
	for name := range h.tokens {
		user, err := userNamed(h.t.Context(), store, name)
		if err != nil {
			h.t.Fatal(err)
		}
		m, err := store.Membership(h.t.Context(), user.ID, h.room)
		if err != nil {
			h.t.Fatal(err)
		}
		page, err := store.After(h.t.Context(), m, 0, 1_000_000)
		if err != nil {
			h.t.Fatal(err)
		}
		return page.Messages
	}
	return nil
}

// storedTexts is what the room's log says.
func (h *house) storedTexts() []string {
	h.t.Helper()
	var texts []string
	for _, m := range h.stored() {
		texts = append(texts, m.Body)
	}
	return texts
}

// isSound fails unless parley check finds nothing.
func (h *house) isSound() {
	h.t.Helper()
	if said := h.command("check"); !strings.Contains(said, "sound") {
		h.t.Errorf("parley check says %q", said)
	}
}

// has tells whether a file lies in the folder.
func (h *house) has(name string) bool {
	h.t.Helper()
	_, err := os.Stat(filepath.Join(h.folder, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.t.Fatal(err)
	}
	return err == nil
}

// bearer is what a program of that person sends along.
func (h *house) bearer(name string) http.Header {
	return http.Header{"Authorization": {"Bearer " + h.tokens[name]}}
}

// dial opens that person's socket of the room, from any goroutine. With a page
// token it is the socket of a page.
func (h *house) dial(name, page string, network func(network, address string) (net.Conn, error)) (*websocket.Conn, error) {
	address := "ws" + strings.TrimPrefix(h.address, "http") + "/ws/chat/" + h.room.String() + "/"
	if page != "" {
		address += "?page=" + page
	}
	dialer := websocket.Dialer{HandshakeTimeout: patience, NetDial: network}
	ws, response, err := dialer.Dial(address, h.bearer(name))
	if response != nil && err != nil {
		return nil, refusedHandshake{response.StatusCode, response.Header.Get("Retry-After")}
	}
	return ws, err
}

// receive reads the next frame.
func receive(ws *websocket.Conn) (string, error) {
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	_, data, err := ws.ReadMessage()
	return string(data), err
}

// refusedHandshake is an answer of the server that is no socket.
type refusedHandshake struct {
	status     int
	retryAfter string
}

func (r refusedHandshake) Error() string { return fmt.Sprintf("refused with %d", r.status) }

// mustDial is dial for the test's own goroutine; the socket ends with the test.
func (h *house) mustDial(name, page string) *websocket.Conn {
	h.t.Helper()
	ws, err := h.dial(name, page, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { ws.Close() })
	return ws
}

// post sends a message by HTTP, from any goroutine, and gives the status.
func (h *house) post(client *http.Client, name, key, body string) (int, error) {
	form := url.Values{"key": {key}, "body": {body}}.Encode()
	r, err := http.NewRequest(http.MethodPost, h.address+"/rooms/"+h.room.String()+"/messages", strings.NewReader(form))
	if err != nil {
		return 0, err
	}
	r.Header = h.bearer(name)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// newClient asks without following where answers lead.
func newClient(t *testing.T) *http.Client {
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	return &http.Client{Transport: wire, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// ready is the status of the readiness page; 0: nobody answers.
func (h *house) ready(client *http.Client) int {
	response, err := client.Get(h.address + "/readyz")
	if err != nil {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

// eventually waits for something that nobody announces.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	over := time.After(patience)
	for !done() {
		select {
		case <-poll.C:
		case <-over:
			t.Fatalf("%s: not in %v", what, patience)
		}
	}
}
