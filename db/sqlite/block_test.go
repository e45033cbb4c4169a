package sqlite_test

import (
	"testing"
	"time"

	"parley/db/chat"
	"parley/db/sqlite"
)

func TestWhoHasBlockedTheAuthorIsNotCalled(t *testing.T) {
	folder := t.TempDir()
	store := mustServe(t, folder)
	ada := mustSettle(t, store)
	bob, err := store.CreateUser(background, chat.NewUser{Username: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	direct, err := store.OpenDirect(background, ada.User, []chat.User{bob})
	if err != nil {
		t.Fatal(err)
	}
	block(t, folder, bob.ID, ada.User.ID)

	for _, m := range []chat.Membership{ada, direct} {
		if _, _, err := store.CreateMessage(background, m, chat.NewMessage{Body: "@bob", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}

	if called, err := store.Mentions(background, bob.ID); err != nil || called != 0 {
		t.Errorf("%d mentions, %v", called, err)
	}
}

// block has one person block another, past the store.
func block(t *testing.T, folder string, user, blocked chat.UserID) {
	t.Helper()
	engine, err := sqlite.Open(background, sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	if _, err := engine.Writer.Exec("INSERT INTO blocks (user_id, blocked_id, since) VALUES (?1, ?2, 1)", user, blocked); err != nil {
		t.Fatal(err)
	}
}
