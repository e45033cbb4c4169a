package sqlite_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"parley/db/chat"
)

// visited makes a folder with a visit at its desk.
func visited(t *testing.T) (folder string, visit chat.Visit) {
	t.Helper()
	folder = t.TempDir()
	store, err := serve(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, store)
	ada := mustSettle(t, store).User
	if err := store.OpenDesk(t.Context(), ada.ID, true); err != nil {
		t.Fatal(err)
	}
	visit, err = store.OpenVisit(t.Context(), chat.NewVisit{Hash: bytes.Repeat([]byte{1}, 32), Name: "Zoe", Body: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	return folder, visit
}

func TestBackupHoldsTheDesk(t *testing.T) {
	folder, visit := visited(t)
	store, restored := mustServe(t, folder), t.TempDir()

	if err := store.Backup(t.Context(), filepath.Join(restored, "parley.db")); err != nil {
		t.Fatal(err)
	}

	copied := mustServe(t, restored)
	found, err := copied.Visit(t.Context(), visit.ID)
	if err != nil || found != visit {
		t.Errorf("%+v, %v, want %+v", found, err, visit)
	}
	lines, err := copied.VisitLines(t.Context(), visit.ID)
	if err != nil || len(lines) != 1 || lines[0].Body != "Hello" {
		t.Errorf("lines %+v, %v", lines, err)
	}
	if open, err := copied.DeskOpen(t.Context()); err != nil || !open {
		t.Errorf("open: %t, %v", open, err)
	}
}

func TestCheckFindsWhatOfTheDeskPointsNowhere(t *testing.T) {
	for change, table := range map[string]string{
		`DELETE FROM visits`:             "visit_lines",
		`UPDATE visits SET agent_id = 9`: "visits",
	} {
		folder, _ := visited(t)
		if err := checkOf(t, folder); err != nil {
			t.Fatal(err)
		}

		file := raw(t, folder)
		if _, err := file.Exec(change); err != nil {
			t.Fatal(err)
		}
		file.Close()

		if err := checkOf(t, folder); err == nil || !strings.Contains(err.Error(), " of "+table+" points") {
			t.Errorf("%s: %v", change, err)
		}
	}
}
