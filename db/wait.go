package db

import (
	"context"

	"parley/db/chat"
)

const waitsOf = `
	SELECT (` + countFriendRequests + `), (` + unreadThreads + `), (` + unreadNotifications + `)`

func waitFields(w *chat.Waits) []any {
	return []any{number(&w.Requests), number(&w.Threads), number(&w.Notifications)}
}

// Waits are the three counts of a person's sidebar, in one question: every page
// asks for them.
func (s *Store) Waits(ctx context.Context, user chat.UserID) (chat.Waits, error) {
	waits, err := one(s.reader(ctx), waitFields, waitsOf, user)
	return waits, s.translate(err)
}
