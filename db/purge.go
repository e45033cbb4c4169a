package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// purgeable are the next ?1 messages of deleted rooms that still hold words or
// files, from room ?2 behind number ?3 on. The rooms come first: SQLite keeps the
// order of a CROSS JOIN (https://www.sqlite.org/optoverview.html, section 8.2)
// and would otherwise read every message of the house to have them in order.
const purgeable = `
	FROM rooms r
	CROSS JOIN messages m
	WHERE r.deleted > 0 AND r.id >= ?2 AND m.room_id = r.id
		AND (m.body <> '' OR EXISTS (SELECT 1 FROM files f WHERE f.message_id = m.id))
		AND m.seq > CASE r.id WHEN ?2 THEN ?3 ELSE 0 END
	ORDER BY r.id, m.seq
	LIMIT ?1`

const (
	purgeEntries = `
	SELECT m.id, m.room_id, m.author_id, m.created, m.body, ` + holdsColumns + purgeable
	purgeEdits = `
	DELETE FROM edits
	WHERE message_id IN (SELECT m.id` + purgeable + `)`
	purgeMentions = `
	DELETE FROM mentions
	WHERE (room_id, seq) IN (SELECT m.room_id, m.seq` + purgeable + `)`
	purgeReactions = `
	DELETE FROM reactions
	WHERE message_id IN (SELECT m.id` + purgeable + `)`
	purgeSaved = `
	DELETE FROM saved
	WHERE message_id IN (SELECT m.id` + purgeable + `)`
	purgeCards = `
	DELETE FROM cards
	WHERE message_id IN (SELECT m.id` + purgeable + `)`
	purgeMessages = `
	UPDATE messages
	SET body = '', html = '', renderer = 0, key = '', deleted = ?4
	WHERE id IN (SELECT m.id` + purgeable + `)`
)

// purgeStep is how many messages one transaction empties: few enough that
// nobody who posts meanwhile notices.
const purgeStep = 100

// Purge empties the messages of deleted rooms, in steps, until nothing is
// left. Between the steps it leaves the writer to others for as long as a step
// took. Ids stay taken.
func (s *Store) Purge(ctx context.Context) error {
	var room chat.RoomID
	var seq chat.Seq
	for {
		took := time.Duration(0)
		err := s.write(ctx, func(t *tx) (err error) {
			begun := time.Now()
			room, seq, err = t.purge(room, seq)
			took = time.Since(begun)
			return err
		})
		if err != nil || room == 0 {
			return err
		}
		if err := pause(ctx, took); err != nil {
			return err
		}
	}
}

const seqInRoom = `
	SELECT seq
	FROM messages
	WHERE id = ?1 AND room_id = ?2`

// purge does one step behind a place, and gives the place of its last message;
// none where nothing is left.
func (t *tx) purge(room chat.RoomID, seq chat.Seq) (chat.RoomID, chat.Seq, error) {
	entries, err := list(t, entryFields, purgeEntries, purgeStep, room, seq)
	if err != nil || len(entries) == 0 {
		return 0, 0, err
	}
	for _, e := range entries {
		if err := t.reword(e, ""); err != nil {
			return 0, 0, err
		}
	}
	last := entries[len(entries)-1]
	behind, err := one(t, single[chat.Seq], seqInRoom, last.ID, last.Room)
	if err != nil {
		return 0, 0, err
	}
	for _, query := range []string{purgeEdits, purgeMentions, purgeReactions, purgeSaved, purgeCards} {
		if _, err := t.exec(query, purgeStep, room, seq); err != nil {
			return 0, 0, err
		}
	}
	if _, err = t.exec(purgeMessages, purgeStep, room, seq, chat.Millis(now())); err != nil {
		return 0, 0, err
	}
	for _, e := range entries { // last, because it changes what is purgeable
		if _, err := t.exec(forgetFiles, e.ID); err != nil {
			return 0, 0, err
		}
	}
	return last.Room, behind, nil
}
