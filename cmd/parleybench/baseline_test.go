//go:build linux

package main

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

var testSpans = spans{settle: 50 * time.Millisecond, warmup: 50 * time.Millisecond, closed: 200 * time.Millisecond,
	paced: 200 * time.Millisecond, http: 100 * time.Millisecond}

// startTestBaseline runs a baseline in a process of its own.
func startTestBaseline(t *testing.T, name string, args ...string) *server {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{name: name, address: address, room: baselineRoom, socket: socketPath(baselineRoom), cookies: []string{"sessionid=any"}}
	if err := s.start(t.Context(), os.Args[0], append([]string{"baseline", name, "--listen", address}, args...)...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

func TestBaselinesDeliverEverythingOnce(t *testing.T) {
	const size = 600
	for _, name := range []string{namePump, nameDirect} {
		t.Run(name, func(t *testing.T) {
			server := startTestBaseline(t, name, "--fragment", strconv.Itoa(size))
			all, idle, err := openIdle(t.Context(), server, 50, testSpans)
			if err != nil {
				t.Fatal(err)
			}
			defer all.close()

			fragment, err := all.probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			closed, err := all.closedLoop(t.Context(), 8, testSpans)
			if err != nil {
				t.Fatal(err)
			}
			paced, err := all.openLoop(t.Context(), 4, 100, testSpans.paced)
			if err != nil {
				t.Fatal(err)
			}

			if all.check.lost() != 0 || all.check.doubled != 0 {
				t.Errorf("lost %d, doubled %d", all.check.lost(), all.check.doubled)
			}
			if fragment != size || idle.empty <= 0 {
				t.Errorf("a fragment of %d bytes, want %d; %d KiB before any connection", fragment, size, idle.empty)
			}
			if closed.deliveries == 0 || closed.latency.TotalCount() == 0 {
				t.Error("the closed loop measured nothing")
			}
			if got := paced.latency.TotalCount(); got != 20*50 {
				t.Errorf("20 paced messages to 50 sockets: %d deliveries", got)
			}
		})
	}
}

func TestAServerThatDiesFailsTheLoad(t *testing.T) {
	server := startTestBaseline(t, namePump)
	all, err := openSockets(t.Context(), server, 4)
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()

	server.stop()
	_, err = all.closedLoop(t.Context(), 1, testSpans)

	if err == nil {
		t.Error("the load went on without a server")
	}
}

func TestAnInterruptEndsALoad(t *testing.T) {
	server := startTestBaseline(t, nameDirect)
	ctx, cancel := context.WithCancel(t.Context())
	all, err := openSockets(ctx, server, 4)
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()

	long := testSpans
	long.closed = time.Hour
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = all.closedLoop(ctx, 1, long)

	if err != context.Canceled {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestTheBareServerStoresAndShows(t *testing.T) {
	const size = 20_000
	server := startTestBaseline(t, "bare", "--folder", t.TempDir(), "--page", strconv.Itoa(size))

	posted, err := posts(t.Context(), server, 4, testSpans.http)
	if err != nil {
		t.Fatal(err)
	}
	read, page, err := pages(t.Context(), server, 4, testSpans.http)
	if err != nil {
		t.Fatal(err)
	}

	if posted.deliveries == 0 || read.deliveries == 0 {
		t.Errorf("%d posts, %d pages", posted.deliveries, read.deliveries)
	}
	if page < size*9/10 || page > size*11/10 {
		t.Errorf("a page of %d bytes, want about %d", page, size)
	}
}

func TestTheWriterStoresEveryPost(t *testing.T) {
	w, err := openWriter(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		if err := w.post(1, strconv.Itoa(n), "lorem ipsum"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.post(1, "7", "the same key"); err == nil {
		t.Error("a key was stored twice")
	}

	var rows int
	if err := w.conn.QueryRowContext(t.Context(), "SELECT count(*) FROM messages").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows != 20 {
		t.Errorf("%d rows, want 20", rows)
	}
	if err := w.close(); err != nil {
		t.Error(err)
	}
}

func TestTheWriterAlonePrintsItsRate(t *testing.T) {
	var out bytes.Buffer
	err := runBaseline(t.Context(), []string{"writer", "--folder", t.TempDir(), "--posters", "4", "--span", "50ms"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if rate, err := strconv.ParseFloat(strings.TrimSpace(out.String()), 64); err != nil || rate <= 0 {
		t.Errorf("printed %q", out.String())
	}
}
