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
// no page to push it to, but for the news since a time: three statements, however
// many they are, and what it costs to tell those of it who want mail or a hook
// called.
func (s *Store) PassUnpushed(ctx context.Context, users []chat.UserID, since time.Time) error {
	if len(users) == 0 {
		return nil
	}
	of, err := json.Marshal(users)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.tellAway(string(of), since); err != nil {
			return err
		}
		if _, err := t.exec(passUnpushed, string(of), chat.Millis(since)); err != nil {
			return err
		}
		_, err := t.exec(deleteUnpushed, string(of))
		return err
	})
}

const outwardNews = selectNotification + `
	WHERE n.user_id IN (SELECT value FROM json_each(?1)) AND n.pushed < n.version AND n.gone = 0 AND n.read = 0 AND n.told < n.seq AND n.at < ?2
		AND (EXISTS (SELECT 1 FROM mailings WHERE user_id = n.user_id AND wanted = 1)
			OR EXISTS (SELECT 1 FROM hooks WHERE user_id = n.user_id AND paused = 0))`

// tellAway has news told outside the pages of people who have none.
func (t *tx) tellAway(users string, since time.Time) error {
	news, err := list(t, notificationFields, outwardNews, users, chat.Millis(since))
	if err != nil {
		return err
	}
	for _, n := range news {
		if err := t.tellOutside(n, true, now()); err != nil {
			return err
		}
	}
	return nil
}
