package handlers_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"parley/db"
	"parley/db/chat"
	"parley/db/dbtest"
	"parley/db/sqlite"
	"parley/handlers"
)

// resident puts somebody into so many rooms, each with two others and so many
// messages.
func (h *house) resident(ada *browser, rooms, messages int) (*browser, []chat.RoomID) {
	h.t.Helper()
	viewer, other := h.person("resident"), h.person("other")
	var ids []chat.RoomID
	for i := range rooms {
		m, err := h.store.CreateRoom(h.t.Context(), ada.user, chat.NewRoom{Name: "Room " + strconv.Itoa(i), Kind: chat.Closed})
		if err != nil {
			h.t.Fatal(err)
		}
		ids = append(ids, m.Room.ID)
		for _, b := range []*browser{viewer, other} {
			if err := h.store.AddMember(h.t.Context(), m.Room.ID, b.user.ID); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	beside, err := sqlite.Open(h.t.Context(), sqlite.Options{Folder: h.folder, Log: h.log.logger()})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := dbtest.Fill(h.t.Context(), beside, ids, messages, other.user.ID); err != nil {
		h.t.Fatal(err)
	}
	if err := beside.Close(); err != nil {
		h.t.Fatal(err)
	}
	for _, room := range ids {
		if newest := h.membership(viewer, room).Room.Newest; int(newest) < messages {
			h.t.Fatalf("room %d has messages up to %d, want %d of them", room, newest, messages)
		}
	}
	return viewer, ids
}

// BenchmarkRoomAmongMany reads room pages, sidebar and all, of somebody who is
// in 300 rooms of 10,000 messages: a page that nobody has asked for before, and
// the same page again.
func BenchmarkRoomAmongMany(b *testing.B) {
	h, ada := newInhabited(b)
	viewer, rooms := h.resident(ada, 300, 10_000)
	b.Run("cold", func(b *testing.B) { h.reads(b, viewer, rooms) })
	b.Run("warm", func(b *testing.B) { h.reads(b, viewer, rooms[:1]) })
	b.Run("history", func(b *testing.B) {
		b.ReportAllocs()
		var took []time.Duration
		for i := range b.N {
			took = append(took, viewer.took(roomPath(rooms[i%len(rooms)])+"?before="+strconv.Itoa(100+i%9000)))
		}
		report(b, took)
	})
}

// reads asks for the rooms in turn. With several it begins with a fresh server
// that remembers none of them.
func (h *house) reads(b *testing.B, viewer *browser, rooms []chat.RoomID) {
	b.ReportAllocs()
	var took []time.Duration
	for i := range b.N {
		if len(rooms) > 1 && i%len(rooms) == 0 {
			b.StopTimer()
			h.forget()
			b.StartTimer()
		}
		took = append(took, viewer.took(roomPath(rooms[i%len(rooms)])))
	}
	report(b, took)
}

// forget puts a fresh server, store and all, in the place of the one that has
// seen the rooms before.
func (h *house) forget() {
	h.t.Helper()
	h.server.Close()
	h.hub.Close()
	h.closeStore()
	h.open(h.config())
}

func (b *browser) took(path string) time.Duration {
	b.t.Helper()
	began := time.Now()
	b.get(path).is(http.StatusOK)
	return time.Since(began)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
}

// counted counts the questions that the store asks its readers.
type counted struct {
	*sqlite3.SQLiteConn
	questions *atomic.Int64
}

func (c counted) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.questions.Add(1)
	return c.SQLiteConn.QueryContext(ctx, query, args)
}

// countedFile opens counted connections of a file; it is a driver.Connector.
type countedFile struct {
	name      string
	questions *atomic.Int64
}

func (f countedFile) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (f countedFile) Connect(context.Context) (driver.Conn, error) {
	conn, err := f.Driver().Open(f.name)
	if err != nil {
		return nil, err
	}
	return counted{conn.(*sqlite3.SQLiteConn), f.questions}, nil
}

// counting has the house count its questions.
func counting(questions *atomic.Int64) setting {
	return func(h *house, _ *handlers.Config) {
		h.tune = func(engine *db.Engine) {
			readers := sql.OpenDB(countedFile{"file:" + filepath.Join(h.folder, "parley.db") + "?mode=ro", questions})
			engine.Readers.Close()
			engine.Readers = readers
			closeEngine := engine.Close
			engine.Close = func() error {
				readers.Close()
				return closeEngine()
			}
		}
	}
}

func TestPageAsksNoQuestionPerRoomAndNonePerMessage(t *testing.T) {
	asked := map[string][]int64{}
	for _, size := range []struct{ rooms, messages int }{{3, 2}, {300, 60}} {
		var questions atomic.Int64
		h, ada := newInhabited(t, counting(&questions))
		viewer, rooms := h.resident(ada, size.rooms, size.messages)
		room := roomPath(rooms[0])
		for _, path := range []string{room, room + "?before=999", room + "/messages?before=999", room + "/settings", "/rooms", "/people", "/settings/sessions"} {
			b := viewer
			if path == room+"/settings" {
				b = ada
			}
			least := int64(math.MaxInt64) // what else the server does meanwhile asks too
			for range 5 {
				before := questions.Load()
				b.get(path).is(http.StatusOK)
				least = min(least, questions.Load()-before)
			}
			asked[path] = append(asked[path], least)
		}
	}
	for path, n := range asked {
		if n[0] == 0 || n[0] != n[1] {
			t.Errorf("%s: %d questions with 3 rooms of 2 messages, %d with 300 rooms of 60", path, n[0], n[1])
		}
	}
}
