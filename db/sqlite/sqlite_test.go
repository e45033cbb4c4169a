package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"parley/db"
	"parley/db/chat"
	"parley/db/dbtest"
	"parley/db/sqlite"
)

func TestContract(t *testing.T) {
	dbtest.Run(t, func(t *testing.T) db.Engine {
		t.Helper()
		engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: t.TempDir(), Exclusive: true, Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		return engine
	})
}

func mustOpen(t *testing.T) db.Engine {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: t.TempDir(), Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

func pragma(t *testing.T, pool *sql.DB, name string) (value string) {
	t.Helper()
	if err := pool.QueryRow("PRAGMA " + name).Scan(&value); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return value
}

func TestEveryConnectionIsCareful(t *testing.T) {
	engine := mustOpen(t)
	both := map[string]string{
		"busy_timeout":    "5000",
		"foreign_keys":    "1",
		"trusted_schema":  "0",
		"cell_size_check": "1",
		"secure_delete":   "2", // FAST
		"temp_store":      "2", // MEMORY
		"cache_size":      "-16000",
		"mmap_size":       "0",
		"journal_mode":    "wal",
	}
	writer := map[string]string{
		"synchronous":        "2", // FULL
		"journal_size_limit": "67108864",
		"query_only":         "0",
	}
	for name, want := range both {
		for role, pool := range map[string]*sql.DB{"writer": engine.Writer, "reader": engine.Readers} {
			if got := pragma(t, pool, name); got != want {
				t.Errorf("%s: %s is %s, want %s", role, name, got, want)
			}
		}
	}
	for name, want := range writer {
		if got := pragma(t, engine.Writer, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := pragma(t, engine.Readers, "query_only"); got != "1" {
		t.Errorf("a reader's query_only is %s", got)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	engine := mustOpen(t)

	for _, statement := range []string{"CREATE TABLE t (id INTEGER)", "PRAGMA query_only = OFF; CREATE TABLE t (id INTEGER)"} {
		if _, err := engine.Readers.Exec(statement); err == nil {
			t.Errorf("%s was done", statement)
		}
	}
}

func TestEveryForeignKeyIsIndexed(t *testing.T) {
	folder := t.TempDir()
	mustClose(t, mustServe(t, folder))
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()

	// A key is indexed when some index begins with its column.
	rows, err := engine.Readers.Query(`
		SELECT t.name, k."from"
		FROM sqlite_schema t
		JOIN pragma_foreign_key_list(t.name) k
		WHERE t.type = 'table' AND NOT EXISTS (
			SELECT 1
			FROM pragma_index_list(t.name) l
			JOIN pragma_index_info(l.name) i
			WHERE i.seqno = 0 AND i.name = k."from")`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s.%s has no index", table, column)
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}

func TestTheLogStaysSmallUnderLoad(t *testing.T) {
	folder := t.TempDir()
	store := mustServe(t, folder)
	m := mustSettle(t, store)
	const limit = 64 << 20
	text := string(make([]byte, 16<<10))
	var largest int64

	for range 2000 { // 32 MiB of text, and as much again in pages that are written twice
		if _, _, err := store.CreateMessage(t.Context(), m, chat.NewMessage{Body: text}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(folder, "parley.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, info.Size())
	}
	mustClose(t, store)

	if largest > limit/4 {
		t.Errorf("the log grew to %d bytes", largest)
	}
	info, err := os.Stat(filepath.Join(folder, "parley.db-wal"))
	if err != nil || info.Size() != 0 {
		t.Errorf("after a clean stop: %v, %v", info, err)
	}
}

func TestAReaderSeesOneMomentWhileOthersWrite(t *testing.T) {
	store := mustServe(t, t.TempDir())
	m := mustSettle(t, store)
	ctx, cancel := context.WithCancel(t.Context())
	written := make(chan error)
	go func() {
		for n := 0; ctx.Err() == nil; n++ {
			if _, _, err := store.CreateMessage(t.Context(), m, numbered(0, n)); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()

	const behind = 100 // as far as a page is that was away for a while
	after := chat.Seq(0)
	for range 200 {
		changes, head, err := store.ChangesAfter(t.Context(), m, after, 1<<20)
		if err != nil || len(changes) != int(head-after) {
			t.Fatalf("%d changes after %d up to %d: %v", len(changes), after, head, err)
		}
		after = max(0, head-behind)
	}

	cancel()
	if err := <-written; err != nil {
		t.Error(err)
	}
}
