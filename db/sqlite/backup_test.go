package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"parley/db"
	"parley/db/chat"
)

func TestBackupUnderLoadHoldsWhatWasAcknowledged(t *testing.T) {
	store := mustServe(t, t.TempDir())
	m := mustSettle(t, store)
	var stop atomic.Bool
	acknowledged := make(chan struct{})
	var last [4]atomic.Int64
	var group sync.WaitGroup
	for poster := range last {
		group.Go(func() {
			for n := 1; !stop.Load(); n++ {
				if _, _, err := store.CreateMessage(t.Context(), m, numbered(poster, n)); err != nil {
					t.Error(err)
					return
				}
				last[poster].Store(int64(n))
				select {
				case acknowledged <- struct{}{}:
				default:
				}
			}
		})
	}
	for round := range 3 {
		for range 50 {
			<-acknowledged
		}
		var before [4]int64
		for poster := range last {
			before[poster] = last[poster].Load()
		}
		restored := t.TempDir()

		if err := store.Backup(t.Context(), filepath.Join(restored, "parley.db")); err != nil {
			t.Fatal(err)
		}

		expectBackup(t, restored, m, before[:], round)
	}
	stop.Store(true)
	group.Wait()
}

func expectBackup(t *testing.T, folder string, m chat.Membership, before []int64, round int) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	info, err := entries[0].Info()
	if err != nil || len(entries) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("round %d left %v, %v", round, entries, err)
	}
	store := mustServe(t, folder)
	if err := store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	said, err := allMessages(store, m)
	if err != nil {
		t.Fatal(err)
	}
	for poster, n := range before {
		if got := count(said, poster); got < int(n) {
			t.Errorf("round %d: %d messages of poster %d, and %d were acknowledged", round, got, poster, n)
		}
	}
}

func TestBackupReplacesAnOlderOneAndLeavesNoDraft(t *testing.T) {
	store, folder := mustServe(t, t.TempDir()), t.TempDir()
	mustSettle(t, store)
	path := filepath.Join(folder, "backup.db")
	for range 2 {
		if err := store.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}

	if err := store.Backup(t.Context(), filepath.Join(folder, "nowhere", "backup.db")); err == nil {
		t.Error("a backup into a folder that is not there")
	}

	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}

func TestBackupDoesNotReplaceTheDatabase(t *testing.T) {
	folder := t.TempDir()
	store := mustServe(t, folder)
	m := mustSettle(t, store)

	err := store.Backup(t.Context(), filepath.Join(folder, ".", "parley.db"))

	if err == nil || !strings.Contains(err.Error(), "itself") {
		t.Errorf("told %v", err)
	}
	expectAlive(t, store, m)
}

func expectAlive(t *testing.T, store *db.Store, m chat.Membership) {
	t.Helper()
	if _, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: "still here"}); err != nil {
		t.Error(err)
	}
}
