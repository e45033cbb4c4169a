package sqlite_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
)

// Some tests need a process that can be killed or limited. This binary then
// runs itself again, with the role and the folder in its environment.
const (
	roleKey   = "PARLEY_TEST_ROLE"
	folderKey = "PARLEY_TEST_FOLDER"
)

var roles = map[string]func(folder string) error{
	"post":       postUntilKilled,
	"act":        actUntilKilled,
	"small disk": fillSmallDisk,
}

func TestMain(m *testing.M) {
	role, wanted := roles[os.Getenv(roleKey)]
	if !wanted {
		os.Exit(m.Run())
	}
	if err := role(os.Getenv(folderKey)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child is this binary in a role.
type child struct {
	*exec.Cmd
	lines *bufio.Scanner // what it prints
}

func startChild(t *testing.T, role, folder string) child {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := child{Cmd: exec.CommandContext(t.Context(), binary)}
	c.Env = append(os.Environ(), roleKey+"="+role, folderKey+"="+folder)
	c.Stderr = os.Stderr
	output, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(output)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		io.Copy(io.Discard, output)
		c.Wait()
	})
	return c
}

var quiet = slog.New(slog.DiscardHandler)

// serve opens a folder as the server does.
func serve(folder string) (*db.Store, error) {
	return openWith(sqlite.Options{Folder: folder, Exclusive: true, Log: quiet})
}

func openWith(options sqlite.Options) (*db.Store, error) {
	engine, err := sqlite.Open(background, options)
	if err != nil {
		return nil, err
	}
	return db.Open(background, engine, db.Options{Log: quiet})
}

func mustServe(tb testing.TB, folder string) *db.Store {
	tb.Helper()
	store, err := serve(folder)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { mustClose(tb, store) })
	return store
}

func mustClose(tb testing.TB, store *db.Store) {
	tb.Helper()
	if err := store.Close(); err != nil {
		tb.Error(err)
	}
}

// settle gives the first person's place in the first room, both made if need
// be.
func settle(store *db.Store) (chat.Membership, error) {
	if _, _, err := store.CreateFirstUser(background, chat.NewUser{Username: "ada"}, "General"); err != nil && err != chat.ErrConflict {
		return chat.Membership{}, err
	}
	return store.Membership(background, 1, 1)
}

func mustSettle(tb testing.TB, store *db.Store) chat.Membership {
	tb.Helper()
	m, err := settle(store)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}
