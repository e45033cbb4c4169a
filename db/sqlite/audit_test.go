package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/db/chat"
)

// raw opens the file of a closed store, as somebody does who reaches past us.
func raw(t *testing.T, folder string) *sql.DB {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+filepath.Join(folder, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// checkOf is what the check of a folder says.
func checkOf(t *testing.T, folder string) error {
	t.Helper()
	store, err := serve(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, store)
	return store.Check(context.Background())
}

// logged makes a folder with three entries in its log of acts.
func logged(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	store, err := serve(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, store)
	mustSettle(t, store)
	bob, err := store.CreateUser(t.Context(), chat.NewUser{Username: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []chat.Role{chat.RoleModerator, chat.RoleMember, chat.RoleAdmin} {
		if err := store.SetRole(t.Context(), bob.ID, role); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestLogOfActsIsOnlyAddedTo(t *testing.T) {
	file := raw(t, logged(t))

	for _, query := range []string{`UPDATE audit SET reason = 'other'`, `DELETE FROM audit`} {
		if _, err := file.Exec(query); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestChangedLogOfActsIsFoundWithItsFirstBrokenEntry(t *testing.T) {
	for change, found := range map[string]string{
		`UPDATE audit SET reason = 'member' WHERE id = 3`:   "entry 3 is not as it was written",
		`UPDATE audit SET actor_id = 1 WHERE id = 2`:        "entry 2 is not as it was written",
		`UPDATE audit SET at = at + 1 WHERE id = 1`:         "entry 1 is not as it was written",
		`UPDATE audit SET hash = zeroblob(32) WHERE id = 1`: "entry 1 is not as it was written",
		`UPDATE audit SET words = 'x' WHERE id IN (2, 3)`:   "entry 2 is not as it was written",
		`DELETE FROM audit WHERE id = 2`:                    "entry 2 is missing",
		`DELETE FROM audit WHERE id = 1`:                    "entry 1 is missing",
	} {
		folder := logged(t)
		if err := checkOf(t, folder); err != nil {
			t.Fatal(err)
		}

		file := raw(t, folder)
		if _, err := file.Exec(`DROP TRIGGER audit_keeps; DROP TRIGGER audit_stays; ` + change); err != nil {
			t.Fatal(err)
		}
		file.Close()

		if err := checkOf(t, folder); err == nil || !strings.Contains(err.Error(), found) {
			t.Errorf("%s: %v, want %s", change, err, found)
		}
	}
}

const actors = 4

// actUntilKilled is a server on which several people act at once. It prints
// what was acknowledged.
func actUntilKilled(folder string) error {
	store, err := serve(folder)
	if err != nil {
		return err
	}
	m, err := settle(store)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	for actor := range actors {
		user, err := store.UserNamed(background, fmt.Sprint("person", actor))
		if err != nil {
			if user, err = store.CreateUser(background, chat.NewUser{Username: fmt.Sprint("person", actor)}); err != nil {
				return err
			}
		}
		group.Go(func() {
			for {
				done, err := store.Sanction(background, m.User.ID, user.ID, chat.NewSanction{Kind: chat.Warn, Reason: "spam"})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				mu.Lock()
				fmt.Println("warned", done.ID)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return nil
}

func TestKilledServerKeepsTheChainAndEveryActWithItsEntry(t *testing.T) {
	folder := t.TempDir()
	acknowledged := map[string]bool{}
	for cycle := range crashes / 2 {
		server := startChild(t, "act", folder)
		for lines := 0; server.lines.Scan(); lines++ {
			if _, id, whole := strings.Cut(server.lines.Text(), "warned "); whole && id != "" && lines < 20+10*cycle {
				acknowledged[id] = true
			}
			if lines == 20+10*cycle {
				server.Process.Kill()
			}
		}

		if err := checkOf(t, folder); err != nil {
			t.Fatalf("after crash %d: %v", cycle+1, err)
		}
		acts, entries := actsOf(t, folder)
		if acts != entries {
			t.Fatalf("after crash %d there are %d acts and %d entries", cycle+1, acts, entries)
		}
		if acts < len(acknowledged) {
			t.Fatalf("after crash %d there are %d acts, and %d were acknowledged, such as %v", cycle+1, acts, len(acknowledged), slices.Collect(maps.Keys(acknowledged))[:3])
		}
	}
}

func actsOf(t *testing.T, folder string) (acts, entries int) {
	t.Helper()
	file := raw(t, folder)
	defer file.Close()
	if err := file.QueryRow(`SELECT (SELECT count(*) FROM sanctions), (SELECT count(*) FROM audit)`).Scan(&acts, &entries); err != nil {
		t.Fatal(err)
	}
	return acts, entries
}
