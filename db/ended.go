package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const endedSignIns = `
	SELECT id
	FROM sign_ins
	WHERE revoked_at >= ?1
	ORDER BY revoked_at`

// EndedSignIns lists the sign-ins that ended at a time or later, by whichever
// process: what a server asks every second, to close their connections.
func (s *Store) EndedSignIns(ctx context.Context, since time.Time) ([]chat.SignInID, error) {
	ended, err := list(s.reader(ctx), single[chat.SignInID], endedSignIns, chat.Millis(since))
	return ended, s.translate(err)
}
