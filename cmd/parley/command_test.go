package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"parley/db"
	"parley/db/chat"
)

// folder is a data folder in which commands are run, with a server beside them
// or without.
type folder struct {
	t    *testing.T
	path string
}

func newFolder(t *testing.T) folder { return folder{t: t, path: filepath.Join(t.TempDir(), "data")} }

// serves starts a server of the folder, which runs until the test ends.
func (f folder) serves() *place {
	f.t.Helper()
	return openPlace(f.t, "--data", f.path)
}

// outcome is what a command left behind.
type outcome struct {
	code           int
	out, complaint string
}

// told runs a command as somebody types it, with a text on its standard input.
func (f folder) told(input string, args ...string) outcome {
	f.t.Helper()
	var out, stderr bytes.Buffer
	err := run(f.t.Context(), append(args, "--data", f.path), noEnv, strings.NewReader(input), &out)
	return outcome{code: exitCode(err, &stderr), out: out.String(), complaint: stderr.String()}
}

// does runs a command that must succeed, and gives what it prints.
func (f folder) does(args ...string) string {
	f.t.Helper()
	return f.succeeds(f.told("", args...), args...)
}

func (f folder) succeeds(o outcome, args ...string) string {
	f.t.Helper()
	if o.code != 0 || o.complaint != "" {
		f.t.Fatalf("parley %s ended with %d: %s", strings.Join(args, " "), o.code, o.complaint)
	}
	return o.out
}

// refuses runs a command that must end with a code and one line that names
// what is wrong.
func (f folder) refuses(code int, says string, args ...string) {
	f.t.Helper()
	f.complains(f.told("", args...), code, says)
}

func (f folder) complains(o outcome, code int, says string) {
	f.t.Helper()
	if o.code != code || !strings.Contains(o.complaint, says) || strings.Count(o.complaint, "\n") != 1 {
		f.t.Errorf("ended with %d and %q, want %d and one line that names %q", o.code, o.complaint, code, says)
	}
}

// store opens the folder's database as a command does.
func (f folder) store() *db.Store {
	f.t.Helper()
	store, err := openStore(f.t.Context(), config{data: f.path})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { store.Close() })
	return store
}

// user is somebody as they lie in the folder.
func (f folder) user(name string) chat.User {
	f.t.Helper()
	user, err := f.store().UserNamed(f.t.Context(), name)
	if err != nil {
		f.t.Fatal(err)
	}
	return user
}

// names are the people of the folder, oldest first.
func (f folder) names() []string {
	f.t.Helper()
	users, err := f.store().Users(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	var names []string
	for _, user := range users {
		names = append(names, user.Username)
	}
	return names
}
