package sqlite_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/db/sqlite"
)

// wantRefusal: opening fails with one line that holds all the words.
func wantRefusal(t *testing.T, folder string, words ...string) {
	t.Helper()
	store, err := serve(folder)
	if err == nil {
		mustClose(t, store)
		t.Fatal("it was opened")
	}
	for _, word := range append(words, "sqlite: ") {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than a line: %q", err)
	}
}

// lived is a folder that was served, with a message in it, and stopped cleanly.
func lived(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	store, err := serve(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.CreateMessage(t.Context(), mustSettle(t, store), chat.NewMessage{Body: "kept"}); err != nil {
		t.Fatal(err)
	}
	mustClose(t, store)
	return folder
}

// killed is such a folder whose server was killed.
func killed(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	runAndKill(t, folder, 10)
	return folder
}

func remove(t *testing.T, path ...string) {
	t.Helper()
	if err := os.Remove(filepath.Join(path...)); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, text string, path ...string) {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyTheOwnerCanRead(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "data")
	mustSettle(t, mustServe(t, folder))

	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})

	if err != nil {
		t.Error(err)
	}
}

func TestFolderMayHaveAnyName(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "what? 100% #1 & ünïcode:")
	store := mustServe(t, folder)
	mustSettle(t, store)

	if _, err := os.Stat(filepath.Join(folder, "parley.db-wal")); err != nil {
		t.Error(err)
	}
}

func TestCommandsRunBesideTheServer(t *testing.T) {
	folder := t.TempDir()
	server := mustServe(t, folder)
	mustSettle(t, server)

	command, err := openWith(sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command.CreateUser(t.Context(), chat.NewUser{Username: "bob"}); err != nil {
		t.Error(err)
	}
	mustClose(t, command)

	if _, err := server.UserNamed(t.Context(), "bob"); err != nil {
		t.Errorf("the server: %v", err)
	}
	if _, err := server.CreateUser(t.Context(), chat.NewUser{Username: "cyd"}); err != nil {
		t.Errorf("the server: %v", err)
	}
}

func TestSecondServerIsRefused(t *testing.T) {
	folder := t.TempDir()
	mustServe(t, folder)

	wantRefusal(t, folder, "another server", folder)
}

func TestUncleanStopIsChecked(t *testing.T) {
	folder := killed(t)
	var log bytes.Buffer

	store, err := openWith(sqlite.Options{Folder: folder, Exclusive: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, store)

	if text := log.String(); !strings.Contains(text, "integrity_check") || !strings.Contains(text, "not stop cleanly") {
		t.Errorf("logged %q", text)
	}
	log.Reset()
	store, err = openWith(sqlite.Options{Folder: folder, Exclusive: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, store)
	if log.Len() > 0 {
		t.Errorf("after a clean stop: %q", log.String())
	}
}

func TestMissingLogOfAKilledServerIsRefused(t *testing.T) {
	folder := killed(t)
	remove(t, folder, "parley.db-wal")

	wantRefusal(t, folder, "parley.db-wal is missing", "AcceptMissingWAL")

	store, err := openWith(sqlite.Options{Folder: folder, Exclusive: true, AcceptMissingWAL: true, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, store)
	mustServe(t, folder)
}

func TestCommandAfterACrashKeepsTheLog(t *testing.T) {
	folder := killed(t)

	command, err := openWith(sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, command)

	mustServe(t, folder)
}

func TestMissingDatabaseIsRefusedWhereThereWasOne(t *testing.T) {
	beside := t.TempDir()
	write(t, "a picture", beside, "files", "ab", "cdef")
	wantRefusal(t, beside, "parley.db is missing", "files")

	folder := killed(t)
	remove(t, folder, "parley.db")
	wantRefusal(t, folder, "parley.db is missing", "parley.running")
}

func TestEmptyUploadsAreNoSignOfADatabase(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "files"), 0o700); err != nil {
		t.Fatal(err)
	}

	mustServe(t, folder)
}

func TestDamagedFileIsRefused(t *testing.T) {
	for name, damage := range map[string]func(contents []byte) []byte{
		"not a database": func([]byte) []byte { return []byte(strings.Repeat("these are the minutes of a meeting\n", 300)) },
		"cut short":      func(contents []byte) []byte { return contents[:len(contents)/2] },
		"a page of noise": func(contents []byte) []byte {
			for i := range 4096 {
				contents[2*4096+i] = byte(i * 7)
			}
			return contents
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := lived(t)
			file := filepath.Join(folder, "parley.db")
			contents, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, string(damage(contents)), file)

			wantRefusal(t, folder, "parley.db")
		})
	}
}
