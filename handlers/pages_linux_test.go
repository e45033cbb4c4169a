package handlers_test

import (
	"fmt"
	"net/http"
	"testing"

	"golang.org/x/sys/unix"

	"parley/db/chat"
)

// ordinary is a house on an ordinary day, and somebody in it who is no admin: ten
// rooms of seven people, and a page of messages in the first, of which some are
// reacted to.
func (h *house) ordinary(ada *browser) (*browser, []chat.RoomID) {
	h.t.Helper()
	viewer, others := h.person("viewer"), h.people("other", 5)
	var rooms []chat.RoomID
	for range 10 {
		rooms = append(rooms, h.closedRoom(ada, append(others, viewer)...))
	}
	for n := range 50 {
		others[n/3%5].say(rooms[0], fmt.Sprintf("message %d of an ordinary day, long enough to be one", n))
	}
	for n, m := range h.stored(viewer, rooms[0]) {
		if n%5 == 0 {
			ada.post(reactionsPath(m.ID), "emoji", "👍").is(http.StatusSeeOther)
		}
	}
	return viewer, rooms
}

// BenchmarkPage is what pages cost the server, from a request that was read to
// an answer that is to be written: plain, and packed as browsers get it. The
// reader has no other page open.
func BenchmarkPage(b *testing.B) {
	h, ada := newInhabited(b)
	viewer, rooms := h.ordinary(ada)
	for name, path := range map[string]string{"room": roomPath(rooms[0]), "rooms": "/rooms"} {
		for _, packing := range []string{"plain", "gzip"} {
			r := viewer.request(http.MethodGet, path, nil)
			r.Header.Set("Cookie", viewer.cookies())
			r.Header.Set("Accept-Encoding", packing)
			b.Run(name+"/"+packing, func(b *testing.B) {
				h.costs(b, http.StatusOK, func() *http.Request { return r })
			})
		}
	}
}

// BenchmarkPost is what the plain form of a message costs, the commit but not
// its way to the disk included.
func BenchmarkPost(b *testing.B) {
	h, ada := newInhabited(b)
	viewer, rooms := h.ordinary(ada)
	h.costs(b, http.StatusSeeOther, func() *http.Request {
		r := viewer.form(roomPath(rooms[0])+"/messages", "body", "a message of an ordinary day")
		r.Header.Set("Cookie", viewer.cookies())
		return r
	})
}

// costs serves requests and reports the processor's time of one: a busy machine
// makes it wait, which is no matter of ours.
func (h *house) costs(b *testing.B, status int, request func() *http.Request) {
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		w := nowhere{header: http.Header{}}
		if h.server.ServeHTTP(&w, request()); w.status != status {
			b.Fatalf("answered with %d, want %d", w.status, status)
		}
	}
	b.ReportMetric(float64(cpu(b)-before)/1000/float64(b.N), "cpu-µs/op")
}

func cpu(b *testing.B) int64 {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}

// nowhere takes an answer and keeps its status alone.
type nowhere struct {
	header http.Header
	status int
}

func (w *nowhere) Header() http.Header { return w.header }

func (w *nowhere) WriteHeader(status int) { w.status = status }

func (w *nowhere) Write(body []byte) (int, error) { return len(body), nil }
