package views

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"parley/db/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// version matches the part of an address that follows the content of another
// file, which has its own tests.
var version = regexp.MustCompile(`((?:icons|nothing)-)[0-9a-f]+|(composer\?v=|connection-lost\?v=|icon\?v=)[0-9a-z]+`)

func TestFragmentsAreAsTheyWere(t *testing.T) {
	fragments := plain.frames()
	fragments["composer"] = Composer().Bytes()
	fragments["connection-lost"] = ConnectionLost().Bytes()
	fragments["older-messages"] = Render(OlderMessages(plain.room().Membership, plain.room().Messages, 8, true)).Bytes()
	fragments["newer-messages"] = Render(NewerMessages(7, plain.room().Messages, 9, 12, true)).Bytes()
	fragments["more-hits"] = Render(SearchMore(plain.search())).Bytes()
	fragments["bell-menu"] = Render(BellMenu(readers, plain.notifications()[:2], true)).Bytes()
	fragments["picker"] = Render(Picker(ReactionPage{Message: plain.message(9), Text: plain.text, Errors: plain.errors("emoji")})).Bytes()
	fragments["face"] = Render(Face(plain.user(42))).Bytes()
	fragments["me"] = StyleFor(plain.user(42))
	fragments["me-with-drafts"] = DraftStyle([]chat.RoomID{7, 9})
	fragments["me-without-drafts"] = DraftStyle(nil)
	fragments["me-moderating"] = StyleFor(plain.moderator())
	fragments["recovery-codes"] = Render(recoveryCodes([]string{"AAAA-BBBB", "CCCC-DDDD"})).Bytes()
	fragments["me-blocking"] = StyleFor(plain.user(42), 43, 44)

	for name, fragment := range fragments {
		t.Run(name, func(t *testing.T) {
			golden(t, name, string(fragment))
		})
	}
}

// golden compares with what a file says, or writes it anew.
func golden(t *testing.T, name, text string) {
	t.Helper()
	got := version.ReplaceAllString(text, "$1${2}VERSION")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
