package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"

	"parley/db/chat"
)

// deafOnes is how many pages do not read.
const deafOnes = 10

// padding makes messages as large as they may be, so that a socket is full
// before its write deadline ends it without a word.
var padding = strings.Repeat("🌊", 3900)

func TestSlowReadersAreLetGoAndMissNothing(t *testing.T) {
	private := freePort(t)
	h := openHouse(t, []string{"ann", "deaf"}, "--metrics-listen", private)
	speaker := h.mustDial("ann", "")
	tell(t, speaker, "before")
	slow := h.openDeaf()

	said := 0
	eventually(t, "the slow readers are let go", func() bool {
		said++
		tell(t, speaker, fmt.Sprintf("message %d:%s", said, padding))
		return figure(t, private, `parley_evictions_total{reason="too slow"}`) == deafOnes
	})
	var reading sync.WaitGroup
	for _, d := range slow {
		reading.Go(d.readToTheEnd)
	}
	reading.Wait()

	stored := seqsOf(h.stored())
	for _, d := range slow {
		if !websocket.IsCloseError(d.end, websocket.CloseTryAgainLater) {
			t.Errorf("a slow reader was let go with %v, want 1013", d.end)
		}
		d.missesNothing(t, stored[len(stored)-said:])
	}
}

// figure is one of the server's, as its private listener tells it.
func figure(t *testing.T, private, name string) (value int) {
	t.Helper()
	response, err := http.Get("http://" + private + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), name+" ")
	if _, err := fmt.Sscan(rest, &value); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// deafPage is a page that is up to date and then stops reading.
type deafPage struct {
	*wirePage
	ws  *websocket.Conn
	end error // of reading
}

// openDeaf opens ten such pages. The room must hold a message.
func (h *house) openDeaf() (slow []*deafPage) {
	h.t.Helper()
	stored := h.stored()
	for i := range deafOnes {
		p := &wirePage{h: h, name: "deaf", token: fmt.Sprintf("deaf%d", i), network: dialSmall, cursor: stored[len(stored)-1].Seq}
		slow = append(slow, &deafPage{wirePage: p, ws: p.catchUp(h.t)})
	}
	return slow
}

// readToTheEnd reads what came until the server let the page go.
func (d *deafPage) readToTheEnd() {
	for d.end == nil {
		_, _, d.end = d.read(d.ws)
	}
}

// missesNothing fails unless the page was behind and has everything once it
// has come back.
func (d *deafPage) missesNothing(t *testing.T, want []chat.Seq) {
	t.Helper()
	if len(d.seen) >= len(want) {
		t.Errorf("a slow reader has got all %d messages", len(want))
	}
	d.network = nil
	d.catchUp(t).Close()
	if !slices.Equal(d.seen, want) {
		t.Errorf("a slow reader that came back has %d messages, want %d", len(d.seen), len(want))
	}
}

// dialSmall connects so that both ends hold little: small segments keep the
// server's send buffer small.
func dialSmall(network, address string) (net.Conn, error) {
	dialer := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		var err error
		control := raw.Control(func(fd uintptr) {
			err = errors.Join(unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10),
				unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, 536))
		})
		return errors.Join(control, err)
	}}
	return dialer.Dial(network, address)
}
