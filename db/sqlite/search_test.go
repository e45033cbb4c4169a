package sqlite_test

import (
	"context"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/dbtest"
	"parley/db/sqlite"
)

// olderPlace is a folder with messages that are in no index, as a version
// without search has left it. people makes who lives there besides the first.
func olderPlace(t testing.TB, people func(*db.Store, chat.User), fill func(db.Engine, chat.Membership) error) (folder string, ada chat.Membership) {
	t.Helper()
	folder = t.TempDir()
	store := mustServe(t, folder)
	ada = mustSettle(t, store)
	people(store, ada.User)
	mustClose(t, store)
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(engine, ada); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Writer.Exec("UPDATE indexed SET (first, last) = (SELECT max(id) + 1, max(id) FROM messages)"); err != nil {
		t.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	return folder, ada
}

func alone(*db.Store, chat.User) {}

// stopping is a context that ends when it has been asked for its end so often.
type stopping struct {
	context.Context
	left int
}

func (s *stopping) Err() error { return context.Canceled }

func (s *stopping) Done() <-chan struct{} {
	if s.left--; s.left >= 0 {
		return nil
	}
	ended := make(chan struct{})
	close(ended)
	return ended
}

func found(t testing.TB, store *db.Store, user chat.UserID, typed string, limit int) []chat.Hit {
	t.Helper()
	page, err := store.Search(t.Context(), user, chat.ParseSearch(typed, time.UTC), 0, limit)
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return page.Hits
}

func TestWhatWasSaidBeforeTheIndexComesIntoIt(t *testing.T) {
	folder, ada := olderPlace(t, alone, func(engine db.Engine, m chat.Membership) error {
		return dbtest.Fill(t.Context(), engine, []chat.RoomID{m.Room.ID}, 1100, m.User.ID)
	})
	store := mustServe(t, folder)
	defer mustClose(t, store)
	if _, _, err := store.CreateMessage(t.Context(), ada, chat.NewMessage{Body: "quite new", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if hits := found(t, store, ada.User.ID, "ordinary", 20); len(hits) != 0 {
		t.Fatalf("%d hits before anything is in the index", len(hits))
	}

	if err := store.IndexMessages(t.Context()); err != nil {
		t.Fatal(err)
	}

	for typed, count := range map[string]int{"ordinary": 1100, `"Message 1 of"`: 1, `"Message 1100 of"`: 1, "quite": 1} {
		if hits := found(t, store, ada.User.ID, typed, 2000); len(hits) != count {
			t.Errorf("%q finds %d, want %d", typed, len(hits), count)
		}
	}
}

func TestIndexGoesOnWhereACrashLeftIt(t *testing.T) {
	folder, ada := olderPlace(t, alone, func(engine db.Engine, m chat.Membership) error {
		return dbtest.Fill(t.Context(), engine, []chat.RoomID{m.Room.ID}, 600, m.User.ID)
	})
	store := mustServe(t, folder)
	stopped := &stopping{Context: t.Context(), left: 1}
	if err := store.IndexMessages(stopped); err == nil {
		t.Fatal("the index was finished before it was stopped")
	}
	half := len(found(t, store, ada.User.ID, "ordinary", 2000))
	if half == 0 || half == 600 {
		t.Fatalf("%d of 600 messages were in the index when it stopped", half)
	}
	mustClose(t, store)

	store = mustServe(t, folder)
	defer mustClose(t, store)
	if err := store.IndexMessages(t.Context()); err != nil {
		t.Fatal(err)
	}

	if all := len(found(t, store, ada.User.ID, "ordinary", 2000)); all != 600 {
		t.Errorf("%d of 600 messages are in the index", all)
	}
	if err := store.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
