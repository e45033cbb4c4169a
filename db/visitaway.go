package db

import (
	"context"
	"encoding/json"
	"time"

	"parley/db/chat"
)

const seenAgain = `
	UPDATE visits
	SET seen = ?2
	WHERE hash = ?1 AND closed = 0`

// SeeVisit notes that a visitor looked at their visit at a time, for those whose
// pages never listen.
func (s *Store) SeeVisit(ctx context.Context, hash []byte, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(seenAgain, hash, chat.Millis(at))
		return err
	})
}

const (
	seenThere = `
	UPDATE visits
	SET seen = ?2, live = 1
	WHERE id IN (SELECT value FROM json_each(?1)) AND closed = 0`
	longAway = `
	SELECT id
	FROM visits
	WHERE closed = 0 AND seen <= CASE live WHEN 1 THEN ?1 ELSE ?2 END
	ORDER BY id`
)

const awaitVisitors = `
	UPDATE visits
	SET seen = max(seen, ?1)
	WHERE closed = 0 AND live = 1`

// AwaitVisitors gives the visitors whose pages listened all of chat.VisitAway
// from a time on to come back: for a server that begins, because the pages of
// the one before it could not but go.
func (s *Store) AwaitVisitors(ctx context.Context, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(awaitVisitors, chat.Millis(at))
		return err
	})
}

// CloseAway notes which visitors' pages listen at a time, and closes the visits
// of those who have been gone for chat.VisitAway, or without a page that listens
// have done nothing for chat.VisitQuiet.
func (s *Store) CloseAway(ctx context.Context, here []chat.VisitID, at time.Time) error {
	away, err := list(s.reader(ctx), single[chat.VisitID], longAway, chat.Millis(at.Add(-chat.VisitAway)), chat.Millis(at.Add(-chat.VisitQuiet)))
	if err != nil || len(here)+len(away) == 0 {
		return s.translate(err)
	}
	return s.write(ctx, func(t *tx) error { return t.closeAway(here, at) })
}

// closeAway looks again: somebody may have come back.
func (t *tx) closeAway(here []chat.VisitID, at time.Time) error {
	present, err := json.Marshal(here)
	if err != nil {
		return err
	}
	if _, err := t.exec(seenThere, string(present), chat.Millis(at)); err != nil {
		return err
	}
	away, err := list(t, single[chat.VisitID], longAway, chat.Millis(at.Add(-chat.VisitAway)), chat.Millis(at.Add(-chat.VisitQuiet)))
	if err != nil {
		return err
	}
	for _, id := range away {
		if err := t.closeVisit(id, chat.EndedAway, 0, at); err != nil {
			return err
		}
	}
	return nil
}

const openAfter = selectVisit + `
	WHERE v.closed = 0 AND EXISTS (SELECT 1 FROM visit_lines WHERE visit_id = v.id AND id > ?1)
	ORDER BY v.id`

// OpenVisitsAfter lists the visits that go on and have lines after one, whichever
// process wrote them.
func (s *Store) OpenVisitsAfter(ctx context.Context, line chat.VisitLineID) ([]chat.Visit, error) {
	return listed(ctx, s, visitFields, openAfter, line)
}
