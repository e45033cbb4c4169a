package db

import (
	"context"
	"strconv"
	"time"

	"parley/db/chat"
)

// The newest come first: no message is drawn anew that goes the next moment.
const sweepable = selectMessage + `
	WHERE m.author_id = ?1 AND m.created >= ?2 AND m.deleted = 0
		AND m.room_id IN (SELECT id FROM rooms WHERE kind <> 'direct' AND deleted = 0 AND (id = ?3 OR ?3 = 0))
	ORDER BY m.id DESC
	LIMIT ?4`

const noteSwept = `
	INSERT INTO swept (message_id, entry_id)
	VALUES (?1, ?2)`

// Sweep removes much of what somebody wrote who ranks below, as one act with
// one entry in the log, which Unsweep takes back. It gives how many messages
// those were; chat.Invalid where there are none.
func (s *Store) Sweep(ctx context.Context, actor, user chat.UserID, sweep chat.Sweep) (count int, err error) {
	e := chat.Entry{Act: chat.DeedSweep, Room: sweep.Room, Reason: sweep.Reason}
	err = s.judge(ctx, actor, user, e, above, func(t *tx, e chat.Entry, target chat.User) error {
		found, err := list(t, messageFields, sweepable, target.ID, chat.Millis(sweep.Since), sweep.Room, chat.MaxSwept)
		if err == nil && len(found) == 0 {
			err = chat.Invalid{Field: "span", Reason: "They wrote nothing there in that time."}
		}
		if err != nil {
			return err
		}
		count = len(found)
		return t.sweep(found, e, sweep.At)
	})
	return count, err
}

func (t *tx) sweep(found []chat.Message, e chat.Entry, at time.Time) error {
	for _, m := range found {
		if err := complete(t, &m); err != nil {
			return err
		}
		m.Remover = e.Actor.ID
		if _, err := t.delete(m, at); err != nil {
			return err
		}
	}
	e.Reason = messageCount(len(found)) + ": " + e.Reason
	if err := t.audit(e); err != nil {
		return err
	}
	entry, err := one(t, single[chat.EntryID], newestEntry)
	for i := 0; i < len(found) && err == nil; i++ {
		_, err = t.exec(noteSwept, found[i].ID, entry)
	}
	return err
}

// newestEntry is the one that a transaction has just written.
const newestEntry = `
	SELECT max(id)
	FROM audit`

func messageCount(n int) string {
	if n == 1 {
		return "1 message"
	}
	return strconv.Itoa(n) + " messages"
}

// The oldest come first, so that each finds its neighbour in front.
const sweptBy = selectMessage + `
	JOIN swept w ON w.message_id = m.id
	JOIN rooms r ON r.id = m.room_id AND r.deleted = 0
	WHERE w.entry_id = ?1 AND m.deleted > 0
	ORDER BY m.id`

const entryByID = selectDeed + `
	WHERE e.id = ?1`

// Unsweep brings back what one sweep removed and nobody brought back since, as
// one act with an entry of its own. chat.ErrConflict where nothing is left of
// it, chat.ErrNotFound where the entry is no sweep.
func (s *Store) Unsweep(ctx context.Context, actor chat.UserID, entry chat.EntryID, at time.Time) (count int, err error) {
	swept, err := one(s.reader(ctx), deedFields, entryByID, entry)
	if err == nil && swept.Act != chat.DeedSweep {
		err = chat.ErrNotFound
	}
	if err != nil {
		return 0, s.translate(err)
	}
	e := chat.Entry{Act: chat.DeedRestore, Room: swept.Room}
	err = s.judge(ctx, actor, swept.Target.ID, e, above, func(t *tx, e chat.Entry, _ chat.User) error {
		found, err := list(t, messageFields, sweptBy, entry)
		if err == nil && len(found) == 0 {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		for _, m := range found {
			if _, err := t.restore(m, at); err != nil {
				return err
			}
		}
		count = len(found)
		e.Reason = messageCount(count) + " of entry " + strconv.FormatInt(int64(entry), 10)
		return t.audit(e)
	})
	return count, err
}

// sweepsOf leaves out of which nothing can be brought back.
const sweepsOf = `
	SELECT e.id, e.at, e.act, e.actor_id, a.display_name, e.target_id, p.display_name, e.room_id, e.message_id, e.report_id,
		e.until, e.reason, e.words, e.hash, (SELECT count(*) FROM swept WHERE entry_id = e.id)
	FROM audit e
	LEFT JOIN users a ON a.id = e.actor_id
	LEFT JOIN users p ON p.id = e.target_id
	WHERE e.target_id = ?1 AND e.act = 'sweep' AND e.id IN (SELECT entry_id FROM swept)
	ORDER BY e.id DESC
	LIMIT 20`

func sweptFields(s *chat.Swept) []any { return append(deedFields(&s.Entry), number(&s.Count)) }

// SweepsOf lists the sweeps over what somebody wrote that can be taken back,
// the latest first, at most 20.
func (s *Store) SweepsOf(ctx context.Context, user chat.UserID) ([]chat.Swept, error) {
	return listed(ctx, s, sweptFields, sweepsOf, user)
}

// RestoreReported brings back the message of a report that somebody other than
// its author removed. chat.ErrConflict where it stands or is not to be had
// back.
func (s *Store) RestoreReported(ctx context.Context, actor chat.UserID, id chat.ReportID, at time.Time) error {
	return s.judgeReport(ctx, actor, id, chat.DeedRestore, above, func(t *tx, e chat.Entry, r chat.Report) error {
		found, err := one(t, messageFields, restorable, r.Message)
		if err != nil {
			return gone(err)
		}
		if _, err := t.restore(found, at); err != nil {
			return gone(err)
		}
		return t.audit(e)
	})
}

const restorable = selectMessage + `
	JOIN rooms r ON r.id = m.room_id AND r.deleted = 0
	WHERE m.id = ?1 AND m.deleted > 0 AND m.remover_id <> m.author_id`

// gone says of what is not there any more that somebody was first.
func gone(err error) error {
	if ignore(err, chat.ErrNotFound) == nil {
		return chat.ErrConflict
	}
	return err
}
