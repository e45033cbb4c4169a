package db

import (
	"context"
	"encoding/json"
	"time"

	"parley/db/chat"
)

const (
	passUnpushed = `
	UPDATE notifications
	SET pushed = version, told = seq
	WHERE user_id IN (SELECT value FROM json_each(?1)) AND pushed < version AND gone = 0
		AND (read > 0 OR told >= seq OR at < ?2)`
	deleteUnpushed = `
	DELETE FROM notifications
	WHERE user_id IN (SELECT value FROM json_each(?1)) AND pushed < version AND gone = 1`
)

// PassUnpushed notes as pushed what has changed in the bells of people who have
// no page to push it to, but for the news since a time: two statements, however
// many they are.
func (s *Store) PassUnpushed(ctx context.Context, users []chat.UserID, since time.Time) error {
	if len(users) == 0 {
		return nil
	}
	of, err := json.Marshal(users)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(passUnpushed, string(of), chat.Millis(since)); err != nil {
			return err
		}
		_, err := t.exec(deleteUnpushed, string(of))
		return err
	})
}
