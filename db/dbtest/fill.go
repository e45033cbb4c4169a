package dbtest

import (
	"context"
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

// fillMessages writes messages into a room as if they had been posted, a second
// apart and the last one just now, in one statement.
const (
	fillMessages = `
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
	INSERT INTO messages (room_id, seq, version, author_id, body, key, once, reply_to, created, before, continues)
	SELECT r.id, r.head + i, r.head + i, ?3, 'Message ' || i || ' of a room in which much is said, of ordinary length.', '', NULL, NULL,
		?4 - (?2 - i) * 1000, ?4 - (?2 - i + 1) * 1000, i > 1
	FROM n
	JOIN rooms r ON r.id = ?1`
	fillChanges = `
	INSERT INTO changes (room_id, seq, kind, message_id, user_id, at)
	SELECT m.room_id, m.seq, 'message.created', m.id, 0, m.created
	FROM messages m
	JOIN rooms r ON r.id = m.room_id
	WHERE m.room_id = ?1 AND m.seq > r.head`
	fillRoom = `
	UPDATE rooms
	SET (head, newest_id, active) = (
		SELECT seq, id, created
		FROM messages
		WHERE room_id = ?1
		ORDER BY seq DESC
		LIMIT 1)
	WHERE id = ?1`
)

// Fill puts so many messages of an author into each room, a hundred times
// faster than posting them. Nobody hears of it. The engine is one of its own
// beside the store's.
func Fill(ctx context.Context, engine db.Engine, rooms []chat.RoomID, messages int, author chat.UserID) error {
	at := chat.Millis(time.Now())
	for _, room := range rooms {
		tx, err := engine.Writer.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for _, step := range []struct {
			query string
			args  []any
		}{{fillMessages, []any{room, messages, author, at}}, {fillChanges, []any{room}}, {fillRoom, []any{room}}} {
			if _, err := tx.ExecContext(ctx, step.query, step.args...); err != nil {
				return fmt.Errorf("room %d: %w", room, err)
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}
