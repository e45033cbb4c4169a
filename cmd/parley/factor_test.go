package main

import (
	"os"
	"path/filepath"
	"testing"

	"parley/db/chat"
)

func TestLostSecondFactorIsTakenOffByTheCommandAndLogged(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann", "--admin")
	ann, store := f.user("ann"), f.store()
	if err := store.BeginFactor(t.Context(), ann.ID, []byte("sealed")); err != nil {
		t.Fatal(err)
	}
	f.refuses(1, "ann has no second factor", "user", "factor", "ann", "off") // it waits for its first code
	if err := store.TurnFactorOn(t.Context(), ann.ID, chat.NewFactor{Secret: []byte("sealed"), Step: 1}); err != nil {
		t.Fatal(err)
	}

	f.refuses(2, `"on" is not off`, "user", "factor", "ann", "on")
	f.refuses(2, "takes 2 arguments", "user", "factor", "ann")
	f.refuses(1, "nobody named", "user", "factor", "bob", "off")
	f.does("user", "factor", "ANN", "off")
	f.refuses(1, "ann has no second factor", "user", "factor", "ann", "off")

	if factor, err := store.Factor(t.Context(), ann.ID); err != nil || factor.On() {
		t.Errorf("it is %+v, %v", factor, err)
	}
	entries, err := store.Entries(t.Context(), chat.EntryFilter{Act: chat.DeedFactorOff}, 10)
	if err != nil || len(entries) != 1 || entries[0].Actor.ID != 0 || entries[0].Target.ID != ann.ID {
		t.Errorf("the log holds %+v, %v", entries, err)
	}
}

func TestCheckNamesAKeyOfSecondFactorsThatIsNone(t *testing.T) {
	f := newFolder(t)
	f.does("check")
	if err := os.WriteFile(filepath.Join(f.path, "keys", "factors.seal"), []byte("c2hvcnQ"), 0o600); err != nil {
		t.Fatal(err)
	}

	f.refuses(1, "factors.seal", "check")
}
