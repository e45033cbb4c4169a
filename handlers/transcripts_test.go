package handlers_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func TestRoomIsSavedAsOneFile(t *testing.T) {
	t.Parallel()
	h, ada, bob, ofAda := inhabitedRoom(t)
	ada.say(lobby, "<i>later</i> & more")
	bob.post("/messages/" + h.stored(ada, lobby)[1].ID.String() + "/delete").is(http.StatusSeeOther)

	began := time.Now().UTC()
	saved := bob.get("/rooms/1/export").is(http.StatusOK).holds("of ada").holds("This message was removed.").
		holds("&lt;i&gt;later&lt;/i&gt; &amp; more").holds(h.base + "/messages/" + ofAda.String())
	disposition := saved.header.Get("Content-Disposition")
	today := strings.Contains(disposition, began.Format(time.DateOnly)+".html") || strings.Contains(disposition, time.Now().UTC().Format(time.DateOnly)+".html")
	if !strings.HasPrefix(disposition, "attachment; filename=") || !today {
		t.Errorf("it is sent as %q", disposition)
	}
	for _, never := range []string{"of bob", "<script", "hx-", ` src="`} {
		if strings.Contains(saved.body, never) {
			t.Errorf("the file holds %q", never)
		}
	}
	bob.get("/rooms/1/save").is(http.StatusOK).holds(`action="/rooms/1/export"`)
}

// TestFileHoldsThreadsWholeWhereTheyBegan has more in one than a step reads.
func TestFileHoldsThreadsWholeWhereTheyBegan(t *testing.T) {
	t.Parallel()
	h, ada, bob, ofAda := inhabitedRoom(t)
	m := h.membership(bob, lobby)
	for i := range 205 {
		if _, _, err := h.store.CreateMessage(t.Context(), m, chat.NewMessage{Body: fmt.Sprintf("in the thread %03d", i), Thread: ofAda, Once: strconv.Itoa(i), At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	ada.say(lobby, "after it")

	saved := ada.get("/rooms/1/export").is(http.StatusOK).body

	for _, once := range []string{"in the thread 000", "in the thread 199", "in the thread 200", "in the thread 204"} {
		if got := strings.Count(saved, once); got != 1 {
			t.Errorf("%q stands in the file %d times", once, got)
		}
	}
	if strings.Index(saved, "in the thread 204") > strings.Index(saved, "after it") {
		t.Error("the thread does not stand with what began it")
	}
}

func TestSavedSpanHoldsItsDaysAndNoOthers(t *testing.T) {
	t.Parallel()
	h, ada, _, _ := inhabitedRoom(t)
	said := h.stored(ada, lobby)[0].Created
	today, tomorrow := said.Format(time.DateOnly), said.AddDate(0, 0, 1).Format(time.DateOnly)

	ada.get("/rooms/1/export?from=" + today + "&to=" + tomorrow).is(http.StatusOK).holds("of ada")
	ada.get("/rooms/1/export?from=2020-01-01&to=" + today).is(http.StatusOK).holds("of ada")
	for _, span := range []string{"from=" + tomorrow, "to=2020-01-01"} {
		if got := ada.get("/rooms/1/export?" + span).is(http.StatusOK); strings.Contains(got.body, "of ada") {
			t.Errorf("%s holds what was said today", span)
		}
	}
	ada.get("/rooms/1/export?from=yesterday").is(http.StatusUnprocessableEntity).holds(`value="yesterday"`).holds("That is no day")
	ada.get("/rooms/1/export?from=2026-02-02&to=2026-02-01").is(http.StatusUnprocessableEntity).holds("before the first")
}

// TestLongRoomIsSavedWhole has more messages than one step reads.
func TestLongRoomIsSavedWhole(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	m := h.membership(ada, lobby)
	const many = 450
	for i := range many {
		if _, _, err := h.store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "line", Once: string(rune(i + 1)), At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}

	saved := ada.get("/rooms/1/export").is(http.StatusOK)
	if got := strings.Count(saved.body, "<article"); got != many {
		t.Errorf("the file has %d messages, want %d", got, many)
	}
	if !strings.HasSuffix(strings.TrimSpace(saved.body), "</html>") {
		t.Error("the file has no end")
	}
}

// TestSecondFileWaitsForTheFirst leaves the first unread: it is more than the
// connection holds.
func TestSecondFileWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	viewer, rooms := h.resident(ada, 1, 60_000)
	path := "/rooms/" + rooms[0].String() + "/export"
	first, err := viewer.client.Do(viewer.request(http.MethodGet, path, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Body.Close()

	if again := viewer.get(path).is(http.StatusTooManyRequests); again.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come again")
	}
	ada.get("/rooms/1/export").is(http.StatusOK) // others need not wait
}

// BenchmarkSavingARoom reads the file of a room of a hundred thousand messages
// as it comes, and looks at how much memory is in use meanwhile.
func BenchmarkSavingARoom(b *testing.B) {
	h, ada := newInhabited(b)
	const many = 100_000
	viewer, rooms := h.resident(ada, 1, many)
	for b.Loop() {
		runtime.GC()
		var before, during runtime.MemStats
		runtime.ReadMemStats(&before)
		response, err := viewer.client.Do(viewer.request(http.MethodGet, "/rooms/"+rooms[0].String()+"/export", nil))
		if err != nil {
			b.Fatal(err)
		}
		var most, size uint64
		found, chunk := 0, make([]byte, 1<<20)
		for err == nil {
			var n int
			n, err = io.ReadFull(response.Body, chunk)
			found, size = found+bytes.Count(chunk[:n], []byte("</article>")), size+uint64(n)
			runtime.ReadMemStats(&during)
			most = max(most, during.HeapAlloc)
		}
		response.Body.Close()
		if found < many-100 { // some lie across two chunks
			b.Fatalf("the file has %d messages, want %d", found, many)
		}
		b.ReportMetric(float64(size)/(1<<20), "MB/file")
		b.ReportMetric(float64(most-min(most, before.HeapAlloc))/(1<<20), "MB-more")
	}
}
