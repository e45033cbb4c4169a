package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
)

// TestBackupBesideAServerIsWhole has somebody write all the time.
func TestBackupBesideAServerIsWhole(t *testing.T) {
	f := newFolder(t)
	f.succeeds(f.told(password, "user", "add", "ann", "--password-stdin", "--admin"))
	room := f.addRoom("Den", "--member", "ann")
	p := f.serves()
	token := f.mint("ann")
	post := func(n int) {
		r := p.request("POST", p.address+"/rooms/"+room.String()+"/messages", fmt.Sprintf("body=message+%d", n))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer "+token)
		if status, body := p.answered(r); status != 303 && status != 429 {
			t.Errorf("a message was answered with %d %s", status, body)
		}
	}
	post(0)
	copied := newFolder(t)
	if err := os.Mkdir(copied.path, 0o700); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(copied.path, "parley.db")

	var writing sync.WaitGroup
	writing.Go(func() {
		for n := range 50 {
			post(n + 1)
		}
	})
	for range 2 { // the second in the place of the first
		if printed := f.does("backup", target); !strings.Contains(printed, target) {
			t.Errorf("backup printed %q", printed)
		}
	}
	writing.Wait()

	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	copied.does("check")
	if !copied.opens("ann", password) {
		t.Error("the password does not open the copy")
	}
	m, err := copied.store().Membership(t.Context(), copied.user("ann").ID, room)
	if err != nil {
		t.Fatal(err)
	}
	page, err := copied.store().After(t.Context(), m, 0, 100)
	if err != nil || len(page.Messages) == 0 || page.Messages[0].Body != "message 0" {
		t.Errorf("the copy holds %d messages, %v", len(page.Messages), err)
	}
	for i, message := range page.Messages[1:] {
		if message.Seq != page.Messages[i].Seq+1 {
			t.Errorf("message %d follows %d", message.Seq, page.Messages[i].Seq)
		}
	}
}

func TestBackupThatCannotBeLeavesNothingBehind(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	elsewhere := t.TempDir()

	f.refuses(1, "no-such-folder", "backup", filepath.Join(elsewhere, "no-such-folder", "copy.db"))
	f.refuses(1, "database itself", "backup", filepath.Join(f.path, "parley.db"))
	f.refuses(1, "backup", "backup", elsewhere)

	if left, err := os.ReadDir(elsewhere); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	f.does("check")
}

func TestMigrateCheckAndVersionSayTheSchema(t *testing.T) {
	f := newFolder(t)
	schema := fmt.Sprint("schema ", latestSchema())

	for range 2 { // the second time there is nothing to do
		if printed := f.does("migrate"); printed != schema+"\n" {
			t.Errorf("migrate printed %q", printed)
		}
	}
	if printed := f.does("check"); !strings.Contains(printed, "sound") || !strings.Contains(printed, schema) {
		t.Errorf("check printed %q", printed)
	}
	var printed bytes.Buffer
	if err := run(t.Context(), []string{"version"}, noEnv, nil, &printed); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("parley %s, %s, %s\n", version, runtime.Version(), schema); printed.String() != want {
		t.Errorf("version printed %q, want %q", printed.String(), want)
	}
}

func TestCheckBesideAServerIsWell(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	p := f.serves()
	anns := p.dial(f.mint("ann"))

	f.does("check")
	f.does("migrate")

	anns.answers()
}

func TestCheckFindsADamagedDatabase(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	room := f.addRoom("Den", "--member", "ann")
	f.fill("ann", room)
	path := filepath.Join(f.path, "parley.db")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) / 2; i < len(data)/2+4096; i++ {
		data[i] = 'x'
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}

	if o := f.told("", "check"); o.code != 1 || o.complaint == "" || strings.Count(o.complaint, "\n") != 1 {
		t.Errorf("ended with %d and %q, want 1 and one line", o.code, o.complaint)
	}
}

// fill writes enough into a room for a database of several pages.
func (f folder) fill(name string, id chat.RoomID) {
	f.t.Helper()
	store := f.store()
	m, err := store.Membership(f.t.Context(), f.user(name).ID, id)
	if err != nil {
		f.t.Fatal(err)
	}
	for range 20 {
		if _, _, err := store.CreateMessage(f.t.Context(), m, chat.NewMessage{Body: strings.Repeat("words ", 600), At: time.Now()}); err != nil {
			f.t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// badSettings are what check must find without starting anything.
var badSettings = map[string][]string{
	"base-url":      {"--base-url", "ftp://chat.example.org"},
	"time-zone":     {"--time-zone", "Europe/Atlantis"},
	"trusted-proxy": {"--trusted-proxy", "proxy"},
	"allow-origin":  {"--allow-origin", "*"},
	"support-frame": {"--support-frame", "*"},
	"limit":         {"--limit", "jokes=3"},
	"smtp":          {"--smtp", "mail.example.org"},
	"mail-from":     {"--smtp", "smtp://mail.example.org", "--mail-from", "nobody"},
	"log":           {"--log", "xml"},
	"bus":           {"--bus", "carrier-pigeon://"},
	"database":      {"--database", "mysql://localhost"},
}

func TestCheckVerifiesTheConfigurationAsServeWould(t *testing.T) {
	f := newFolder(t)

	f.does("check", "--base-url", "https://chat.example.org", "--allow-origin", "https://www.example.org", "--time-zone", "Europe/Berlin",
		"--smtp", "smtp://user:secret@mail.example.org:587", "--mail-from", "chat@example.org", "--limit", "messages=5")
	for setting, args := range badSettings {
		f.refuses(2, strings.TrimPrefix(setting, "allow-"), append([]string{"check"}, args...)...)
	}
	f.refuses(2, "check", "check", "everything")
}

func TestCheckVerifiesTheKeys(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	f.mint("ann")
	keys, err := filepath.Glob(filepath.Join(f.path, "keys", "*.key"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("the keys are %q, %v", keys, err)
	}
	f.does("check")

	for _, content := range []string{"", "short", strings.Repeat("!", 64)} {
		if err := os.WriteFile(keys[0], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		f.refuses(1, filepath.Base(keys[0]), "check")
	}
}

func TestKeyThatOthersMayReadIsRefused(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	f.mint("ann")
	keys, err := filepath.Glob(filepath.Join(f.path, "keys", "*.key"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("the keys are %q, %v", keys, err)
	}
	if err := os.Chmod(keys[0], 0o640); err != nil {
		t.Fatal(err)
	}

	f.refuses(1, "its mode is 640 and must be 600", "check")
	f.refuses(1, filepath.Base(keys[0]), "serve", "--listen", "127.0.0.1:0")

	if err := os.Chmod(keys[0], 0o600); err != nil {
		t.Fatal(err)
	}
	f.does("check")
}

func TestCheckNamesTheEntryOfTheLogThatWasChanged(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	f.does("user", "role", "ann", "moderator")
	f.does("check")

	file, err := sql.Open("sqlite3", filepath.Join(f.path, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Exec(`DROP TRIGGER audit_keeps; UPDATE audit SET reason = 'admin'`); err != nil {
		t.Fatal(err)
	}

	f.refuses(1, "entry 1 is not as it was written", "check")
}
