package db_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
)

// open gives a store with one person in one room.
func open(t *testing.T, committed func([]chat.Change)) (*db.Store, chat.Membership) {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: t.TempDir(), Exclusive: true, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	store, err := db.Open(t.Context(), engine, db.Options{Committed: committed, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	ada, room, err := store.CreateFirstUser(t.Context(), chat.NewUser{Username: "ada"}, "General")
	if err != nil {
		t.Fatal(err)
	}
	m, err := store.Membership(t.Context(), ada.ID, room.ID)
	if err != nil {
		t.Fatal(err)
	}
	return store, m
}

const setTopic = `
	UPDATE rooms
	SET topic = topic || ?1
	WHERE id = 1`

func topic(t *testing.T, store *db.Store, m chat.Membership) string {
	t.Helper()
	m, err := store.Membership(t.Context(), m.User.ID, m.Room.ID)
	if err != nil {
		t.Fatal(err)
	}
	return m.Room.Topic
}

// held keeps the writer busy until release is called, so that what is queued
// meanwhile shares a commit.
func held(t *testing.T, store *db.Store) (release func()) {
	t.Helper()
	busy, free, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		err := store.Write(t.Context(), func(*db.Tx) error {
			close(busy)
			<-free
			return nil
		})
		// It shares the fate of those that join its commit.
		if err != nil && !errors.Is(err, chat.ErrUnavailable) {
			t.Error(err)
		}
	}()
	<-busy
	return func() {
		close(free)
		<-done
	}
}

func TestOperationsShareCommits(t *testing.T) {
	var commits atomic.Int64
	store, m := open(t, func([]chat.Change) { commits.Add(1) })
	const posts = 2 * db.MaxBatch
	release := held(t, store)
	var group sync.WaitGroup
	for range posts {
		group.Go(func() {
			if _, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "x"}); err != nil {
				t.Error(err)
			}
		})
	}
	before := commits.Load()

	release()
	group.Wait()

	// How many arrive while another is written is up to the scheduler, but
	// one commit each would be no groups at all.
	if got := commits.Load() - before; got > posts/2 {
		t.Errorf("%d commits for %d posts", got, posts)
	}
}

func TestFailedOperationIsUndoneAlone(t *testing.T) {
	store, m := open(t, nil)
	no := errors.New("no")
	outcomes := map[string]func(*db.Tx) error{
		"panics": func(tx *db.Tx) error { tx.Exec(setTopic, "panic"); panic("at the disco") },
		"fails":  func(tx *db.Tx) error { tx.Exec(setTopic, "failure"); return no },
		"works":  func(tx *db.Tx) error { return tx.Exec(setTopic, "success") },
		"syntax": func(tx *db.Tx) error { tx.Exec(setTopic, "syntax"); return tx.Exec("NONSENSE") },
	}
	release := held(t, store)
	got := map[string]error{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for name, do := range outcomes {
		group.Go(func() {
			err := store.Write(t.Context(), do)
			mu.Lock()
			defer mu.Unlock()
			got[name] = err
		})
	}

	release()
	group.Wait()

	if text := topic(t, store, m); text != "success" {
		t.Errorf("stored %q", text)
	}
	if err := got["panics"]; err == nil || !strings.Contains(err.Error(), "at the disco") || !strings.Contains(err.Error(), "writer_test.go") {
		t.Errorf("a panic told %v, without its words or place", err)
	}
	if err := got["fails"]; !errors.Is(err, no) {
		t.Errorf("a failure told %v", err)
	}
	if err := got["works"]; err != nil {
		t.Errorf("a success told %v", err)
	}
	if err := got["syntax"]; err == nil || errors.Is(err, chat.ErrUnavailable) {
		t.Errorf("a wrong statement told %v", err)
	}
}

func TestCheckedOperationIsUndoneAloneBeforeItWritesAndWithAllAfter(t *testing.T) {
	store, m := open(t, nil)
	no := errors.New("no")

	if err := store.WriteChecked(t.Context(), func(*db.Tx) error { return no }); !errors.Is(err, no) {
		t.Errorf("before writing: %v", err)
	}
	err := store.WriteChecked(t.Context(), func(tx *db.Tx) error {
		tx.Exec(setTopic, "half")
		return no
	})
	if !errors.Is(err, chat.ErrUnavailable) || !errors.Is(err, no) {
		t.Errorf("after writing: %v", err)
	}
	if err := store.WriteChecked(t.Context(), func(tx *db.Tx) error { return tx.Exec(setTopic, "whole") }); err != nil {
		t.Errorf("a success: %v", err)
	}

	if text := topic(t, store, m); text != "whole" {
		t.Errorf("stored %q", text)
	}
}

func TestOperationOfACallerWhoWentAwayIsSkipped(t *testing.T) {
	store, m := open(t, nil)
	release := held(t, store)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error)
	go func() { told <- store.Write(ctx, func(tx *db.Tx) error { return tx.Exec(setTopic, "too late") }) }()

	cancel()

	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("told %v", err)
	}
	release()
	if err := store.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec(setTopic, "next") }); err != nil {
		t.Error(err)
	}
	if text := topic(t, store, m); text != "next" {
		t.Errorf("stored %q", text)
	}
}

// breakCommit writes a row that points nowhere and has SQLite look at the
// commit only.
func breakCommit(tx *db.Tx) error {
	if err := tx.Exec("PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	return tx.Exec("INSERT INTO memberships (room_id, user_id, role, last_read, joined) VALUES (1, 4711, 'member', 0, 0)")
}

func TestFailedCommitIsNoSuccessForAnybody(t *testing.T) {
	var announced atomic.Int64
	store, m := open(t, func(changes []chat.Change) { announced.Add(int64(len(changes))) })
	before := announced.Load()
	release := held(t, store)
	var group sync.WaitGroup
	outcomes := make([]error, 2)
	group.Go(func() { outcomes[0] = store.Write(t.Context(), breakCommit) })
	group.Go(func() {
		_, _, outcomes[1] = store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "unlucky", Once: "key"})
	})

	release()
	group.Wait()

	if !errors.Is(outcomes[0], chat.ErrUnavailable) {
		t.Errorf("the breaker was told %v", outcomes[0])
	}
	// The other may have had a commit of its own; what it was told is true.
	again, created, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "unlucky", Once: "key"})
	if err != nil || created != errors.Is(outcomes[1], chat.ErrUnavailable) {
		t.Errorf("told %v at first, then created %v, %v", outcomes[1], created, err)
	}
	if got := announced.Load() - before; got != 1 {
		t.Errorf("%d changes announced for message %d", got, again.ID)
	}
	if err := store.Writable(); err != nil {
		t.Errorf("after one failure: %v", err)
	}
}

func TestThreeFailuresMakeTheStoreReadOnlyUntilAProbeSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, m := open(t, nil)
		for i := range 3 {
			if err := store.Writable(); err != nil {
				t.Errorf("after %d failures: %v", i, err)
			}
			store.Write(t.Context(), breakCommit)
		}

		if err := store.Writable(); !errors.Is(err, chat.ErrUnavailable) {
			t.Errorf("after three failures: %v", err)
		}
		if _, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "x"}); !errors.Is(err, chat.ErrUnavailable) {
			t.Errorf("a write was told %v", err)
		}
		if _, err := store.Latest(t.Context(), m, 1); err != nil {
			t.Errorf("reading: %v", err)
		}

		time.Sleep(db.ProbeInterval)
		synctest.Wait()
		if err := store.Writable(); err != nil {
			t.Errorf("after the probe: %v", err)
		}
		if _, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "x"}); err != nil {
			t.Errorf("after the probe: %v", err)
		}
	})
}

func TestFailuresFarApartAreForgiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, _ := open(t, nil)
		for range 5 {
			store.Write(t.Context(), breakCommit)
			time.Sleep(db.FailureSpan/2 + time.Second)
		}

		if err := store.Writable(); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseFinishesWhatIsQueued(t *testing.T) {
	store, m := open(t, nil)
	release := held(t, store)
	told := make(chan error)
	go func() {
		_, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "x"})
		told <- err
	}()
	closed := make(chan error)
	go func() { closed <- store.Close() }()

	release()

	if err := <-told; err != nil && !errors.Is(err, chat.ErrUnavailable) {
		t.Errorf("told %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
