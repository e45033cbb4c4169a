package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/handlers/auth"
)

// opens tells whether a password is somebody's.
func (f folder) opens(name, password string) bool {
	f.t.Helper()
	_, hash, err := f.store().Credentials(f.t.Context(), name)
	if err != nil {
		f.t.Fatal(err)
	}
	if hash == "" {
		return false
	}
	right, _, err := auth.NewPasswords().Verify(f.t.Context(), hash, password)
	if err != nil {
		f.t.Fatal(err)
	}
	return right
}

func TestUserIsAddedWithWhatTheFlagsSay(t *testing.T) {
	f := newFolder(t)

	printed := f.does("user", "add", "Ann", "--admin", "--email", "ann@example.org", "--display-name", " Ann  Onymous ")

	ann := f.user("ann")
	want := chat.User{ID: ann.ID, Username: "ann", DisplayName: "Ann Onymous", Email: "ann@example.org", Role: chat.RoleAdmin, Active: true, Created: ann.Created, Reach: chat.ReachEveryone}
	if ann != want || printed != ann.ID.String()+"\n" {
		t.Errorf("printed %q and stored %+v, want %+v", printed, ann, want)
	}
	f.does("user", "add", "max", "--moderator")
	f.does("user", "add", "bob")
	for name, role := range map[string]chat.Role{"max": chat.RoleModerator, "bob": chat.RoleMember} {
		if got := f.user(name).Role; got != role {
			t.Errorf("%s is %s, want %s", name, got, role)
		}
	}
}

func TestPasswordComesFromStandardInputAlone(t *testing.T) {
	f := newFolder(t)

	for name, input := range map[string]string{"unix": password + "\n", "windows": password + "\r\n", "bare": password, "lines": password + "\nmore\n"} {
		f.succeeds(f.told(input, "user", "add", name, "--password-stdin"))
		if !f.opens(name, password) {
			t.Errorf("%s: the password does not open the account", name)
		}
	}
	f.succeeds(f.told(password, "user", "add", "tokens-only"))
	if f.opens("tokens-only", password) {
		t.Error("a password was read that nobody asked for")
	}
	for _, weak := range []string{"short\n", "password1234\n", "weakling-weakling\n"} {
		f.complains(f.told(weak, "user", "add", "weakling", "--password-stdin"), 1, "password")
	}
	if slices.Contains(f.names(), "weakling") {
		t.Error("somebody with a weak password was added")
	}
}

func TestUserThatCannotBeIsNamedInOneLine(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann", "--email", "ann@example.org")

	f.refuses(1, "That name is taken", "user", "add", "ANN")
	f.refuses(1, "already", "user", "add", "bob", "--email", "ANN@example.org")
	f.refuses(1, "kept for the house", "user", "add", "admin")
	f.refuses(1, "e-mail", "user", "add", "no spaces", "--email", "nowhere", "--display-name", "a\u202eb")
	f.refuses(2, "name", "user", "add", "bob", "carol")
	if got := f.names(); !slices.Equal(got, []string{"ann"}) {
		t.Errorf("the people are %q", got)
	}
}

// people is a file of three, with blank lines between them.
const people = `{"username":"ann","display_name":"Ann Onymous","email":"ann@example.org","role":"admin","password":"` + password + `"}

{"username":"Bob"}
{"username":"carol","role":"moderator"}
`

// file writes a file and gives its path.
func (f folder) file(text string) string {
	f.t.Helper()
	path := filepath.Join(f.t.TempDir(), "people.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

func TestImportingTwiceAddsNothing(t *testing.T) {
	f := newFolder(t)

	first := f.does("user", "import", f.file(people))
	ann := f.user("ann")
	second := f.does("user", "import", f.file(strings.ReplaceAll(people, "Ann Onymous", "Somebody else")+`{"username":"dora"}`))

	if first != "3 added, 0 already there\n" || second != "1 added, 3 already there\n" {
		t.Errorf("printed %q and %q", first, second)
	}
	if got := f.names(); !slices.Equal(got, []string{"ann", "bob", "carol", "dora"}) {
		t.Errorf("the people are %q", got)
	}
	want := chat.User{ID: ann.ID, Username: "ann", DisplayName: "Ann Onymous", Email: "ann@example.org", Role: chat.RoleAdmin, Active: true, Created: ann.Created, Reach: chat.ReachEveryone}
	if now := f.user("ann"); now != want {
		t.Errorf("ann is %+v, want %+v", now, want)
	}
	if f.user("carol").Role != chat.RoleModerator || !f.opens("ann", password) || f.opens("bob", password) {
		t.Error("roles or passwords are not those of the file")
	}
}

func TestImportStopsAtWhatItCannotTakeAndSaysWhere(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":          `ann`,
		"unknown field":    `{"username":"eve","admin":true}`,
		"no name":          `{"display_name":"Eve"}`,
		"role of no kind":  `{"username":"eve","role":"king"}`,
		"weak password":    `{"username":"eve","password":"short"}`,
		"taken address":    `{"username":"eve","email":"ANN@example.org"}`,
		"another type":     `{"username":7}`,
		"cut off":          `{"username":"eve"`,
		"two things wrong": `{"username":"e v e","email":"nowhere"}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)

			f.refuses(1, "person 4", "user", "import", f.file(people+line+"\n"))

			if got := f.names(); !slices.Equal(got, []string{"ann", "bob", "carol"}) {
				t.Errorf("the people are %q", got)
			}
		})
	}
}
