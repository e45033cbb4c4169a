package db

import (
	"time"

	"parley/db/chat"
)

const (
	// seenIn are the rows about a room that a person has read to their end.
	seenIn = `
	SELECT n.id, n.told
	FROM notifications n
	JOIN memberships m ON m.room_id = n.room_id AND m.user_id = n.user_id
	WHERE n.user_id = ?2 AND n.room_id = ?1 AND n.read = 0 AND n.gone = 0 AND n.newest <= m.last_read`

	// seenInThread are those of which a person has read all messages, now that
	// they have read the thread ?1 up to ?3.
	seenInThread = `
	SELECT n.id, n.told
	FROM messages root
	JOIN memberships s ON s.room_id = root.room_id AND s.user_id = ?2
	JOIN notifications n ON n.user_id = ?2 AND n.room_id = root.room_id AND n.read = 0 AND n.gone = 0
	WHERE root.id = ?1
		AND EXISTS (
			SELECT 1
			FROM notified g
			JOIN messages m ON m.id = g.message_id AND m.thread_id = ?1
			WHERE g.notification_id = n.id)
		AND NOT EXISTS (
			SELECT 1
			FROM notified g
			JOIN messages m ON m.id = g.message_id
			WHERE g.notification_id = n.id AND m.seq > CASE m.thread_id WHEN ?1 THEN ?3 ELSE s.last_read END)`

	markSeen = `
	UPDATE notifications
	SET read = ?2, gathers = 0, version = version + 1
	WHERE id = ?1`
)

// seenRow is a row whose messages were read.
type seenRow struct {
	id   chat.NotificationID
	told int64
}

func seenRowFields(r *seenRow) []any { return []any{number(&r.id), number(&r.told)} }

// readRoom reads what a bell says of a room, as far as its person has read the
// room.
func (t *tx) readRoom(room chat.RoomID, user chat.UserID, at time.Time) error {
	rows, err := list(t, seenRowFields, seenIn, room, user)
	if err != nil {
		return err
	}
	return t.see(rows, at)
}

// readThread reads what it says of a thread that was read up to a message.
func (t *tx) readThread(root chat.MessageID, user chat.UserID, seq chat.Seq, at time.Time) error {
	rows, err := list(t, seenRowFields, seenInThread, root, user, seq)
	if err != nil {
		return err
	}
	return t.see(rows, at)
}

// see reads rows. Somebody who had their place before them all the time was
// never told, and need not be: such a row was none.
func (t *tx) see(rows []seenRow, at time.Time) (err error) {
	for _, r := range rows {
		if r.told == 0 {
			err = t.drop(r.id)
		} else {
			_, err = t.exec(markSeen, r.id, chat.Millis(at))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
