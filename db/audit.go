package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"parley/db/chat"
)

const lastEntry = `
	SELECT id, hash
	FROM audit
	ORDER BY id DESC
	LIMIT 1`

const insertEntry = `
	INSERT INTO audit (id, at, act, actor_id, target_id, room_id, message_id, report_id, until, reason, words, hash)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`

// audit writes an act into the log, in the transaction of the act itself: the
// two are there together or not at all.
func (t *tx) audit(e chat.Entry) error {
	last, err := one(t, func(e *chat.Entry) []any { return []any{number(&e.ID), &e.Hash} }, lastEntry)
	if ignore(err, chat.ErrNotFound) != nil {
		return err
	}
	e.ID, e.At = last.ID+1, now()
	t.act(e)
	_, err = t.exec(insertEntry, e.ID, chat.Millis(e.At), e.Act, optional(e.Actor.ID), optional(e.Target.ID), optional(e.Room),
		e.Message, e.Report, chat.Millis(e.Until), e.Reason, e.Words, sealed(last.Hash, e))
	return err
}

// sealed is the hash of an entry: SHA-256 over that of the entry in front, or
// nothing for the first, and the entry as a JSON list, which no two entries
// share.
func sealed(previous []byte, e chat.Entry) []byte {
	written, err := json.Marshal([]any{e.ID, chat.Millis(e.At), e.Act, e.Actor.ID, e.Target.ID, e.Room, e.Message, e.Report,
		chat.Millis(e.Until), e.Reason, e.Words})
	if err != nil {
		panic(err) // numbers and texts can always be written
	}
	sum := sha256.Sum256(append(bytes.Clone(previous), written...))
	return sum[:]
}

// selectDeed goes with deedFields.
const selectDeed = `
	SELECT e.id, e.at, e.act, e.actor_id, a.display_name, e.target_id, p.display_name, e.room_id, e.message_id, e.report_id,
		e.until, e.reason, e.words, e.hash
	FROM audit e
	LEFT JOIN users a ON a.id = e.actor_id
	LEFT JOIN users p ON p.id = e.target_id`

func deedFields(e *chat.Entry) []any {
	return []any{number(&e.ID), moment(&e.At), text(&e.Act), number(&e.Actor.ID), text(&e.Actor.Name), number(&e.Target.ID), text(&e.Target.Name),
		number(&e.Room), number(&e.Message), number(&e.Report), moment(&e.Until), text(&e.Reason), text(&e.Words), &e.Hash}
}

const entriesBefore = selectDeed + `
	WHERE (e.id < ?1 OR ?1 = 0)
		AND (e.actor_id = ?2 OR ?2 = 0)
		AND (e.target_id = ?3 OR ?3 = 0)
		AND (e.act = ?4 OR ?4 = '')
		AND (e.at >= ?5 OR ?5 = 0)
		AND (e.at < ?6 OR ?6 = 0)
	ORDER BY e.id DESC
	LIMIT ?7`

// Entries lists the log of acts, newest first, at most limit of those that the
// filter lets through.
func (s *Store) Entries(ctx context.Context, f chat.EntryFilter, limit int) ([]chat.Entry, error) {
	return listed(ctx, s, deedFields, entriesBefore, f.Before, f.Actor, f.Target, f.Act, chat.Millis(f.From), chat.Millis(f.To), limit)
}

const entriesAfter = selectDeed + `
	WHERE e.id > ?1
	ORDER BY e.id
	LIMIT ?2`

// chainPage is how many entries are checked at a time.
const chainPage = 1000

// errChain names the first entry that is not as it was written.
var errChain = errors.New("the log of acts was changed")

// checkChain looks whether every entry of the log of acts is as it was written,
// and none is missing from among them.
func (s *Store) checkChain(ctx context.Context) error {
	var last chat.Entry
	for {
		page, err := listed(ctx, s, deedFields, entriesAfter, last.ID, chainPage)
		if err != nil {
			return err
		}
		for _, e := range page {
			if e.ID != last.ID+1 {
				return fmt.Errorf("%w: entry %d is missing", errChain, last.ID+1)
			}
			if !bytes.Equal(e.Hash, sealed(last.Hash, e)) {
				return fmt.Errorf("%w: entry %d is not as it was written", errChain, e.ID)
			}
			last = e
			last.Hash = bytes.Clone(e.Hash)
		}
		if len(page) < chainPage {
			return nil
		}
	}
}

// nameOf is a person as a log names them.
func nameOf(user chat.User) chat.Named { return chat.Named{ID: user.ID, Name: user.DisplayName} }
