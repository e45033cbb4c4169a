package db_test

import (
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"parley/db"
	"parley/db/sqlite"
)

// migrated opens a folder with other migrations than the engine's own.
func migrated(t *testing.T, folder string, change func(fstest.MapFS)) (int, error) {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: folder, Exclusive: true, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	steps := fstest.MapFS{}
	names, err := fs.Glob(engine.Migrations, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(engine.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		steps[name] = &fstest.MapFile{Data: text}
	}
	change(steps)
	engine.Migrations = steps
	store, err := db.Open(t.Context(), engine, db.Options{Log: quiet})
	if err != nil {
		return 0, err
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	return store.Schema(), nil
}

func unchanged(fstest.MapFS) {}

func add(name, text string) func(fstest.MapFS) {
	return func(steps fstest.MapFS) { steps[name] = &fstest.MapFile{Data: []byte(text)} }
}

func TestMigrationsGoForwardOnce(t *testing.T) {
	folder := t.TempDir()
	first, err := migrated(t, folder, unchanged)
	if err != nil {
		t.Fatal(err)
	}

	for range 2 {
		version, err := migrated(t, folder, add("0099_more.sql", ""))
		if err == nil || !strings.Contains(err.Error(), "number") {
			t.Errorf("a gap in the numbers: version %d, %v", version, err)
		}
		version, err = migrated(t, folder, add(next(first), "CREATE TABLE more (id INTEGER PRIMARY KEY)"))
		if err != nil || version != first+1 {
			t.Errorf("version %d, want %d: %v", version, first+1, err)
		}
	}
}

func TestNewerSchemaIsRefusedNamingBoth(t *testing.T) {
	folder := t.TempDir()
	first, err := migrated(t, folder, unchanged)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrated(t, folder, add(next(first), "CREATE TABLE more (id INTEGER PRIMARY KEY)")); err != nil {
		t.Fatal(err)
	}

	_, err = migrated(t, folder, unchanged)

	if err == nil || strings.Contains(err.Error(), "\n") || !mentions(err, first) || !mentions(err, first+1) {
		t.Errorf("told %v", err)
	}
}

func TestChangedMigrationIsRefused(t *testing.T) {
	folder := t.TempDir()
	if _, err := migrated(t, folder, unchanged); err != nil {
		t.Fatal(err)
	}

	_, err := migrated(t, folder, func(steps fstest.MapFS) {
		steps["0001_first.sql"] = &fstest.MapFile{Data: append(steps["0001_first.sql"].Data, "-- edited\n"...)}
	})

	if err == nil || !strings.Contains(err.Error(), "0001_first") {
		t.Errorf("told %v", err)
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	first, err := migrated(t, folder, unchanged)
	if err != nil {
		t.Fatal(err)
	}

	_, err = migrated(t, folder, add(next(first), "CREATE TABLE more (id INTEGER PRIMARY KEY); NONSENSE"))
	if err == nil {
		t.Error("nonsense was applied")
	}

	version, err := migrated(t, folder, add(next(first), "CREATE TABLE more (id INTEGER PRIMARY KEY)"))
	if err != nil || version != first+1 {
		t.Errorf("version %d, want %d: %v", version, first+1, err)
	}
}

// next names the migration after a version.
func next(version int) string { return fmt.Sprintf("%04d_more.sql", version+1) }

func mentions(err error, version int) bool {
	return strings.Contains(err.Error(), fmt.Sprintf("schema %d", version))
}
