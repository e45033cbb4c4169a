package db

import (
	"context"

	"parley/db/chat"
)

const moveRead = `
	UPDATE memberships
	SET last_read = CASE WHEN ?3 < rooms.head THEN ?3 ELSE rooms.head END
	FROM rooms
	WHERE rooms.id = memberships.room_id
		AND memberships.room_id = ?1 AND memberships.user_id = ?2
		AND memberships.last_read < ?3 AND memberships.last_read < rooms.head`

// MarkRead moves read marks, all in one transaction: forward only and never
// beyond the room's head. Marks of strangers are passed over.
func (s *Store) MarkRead(ctx context.Context, marks []chat.ReadMark) error {
	if len(marks) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, mark := range marks {
			if _, err := t.exec(moveRead, mark.Room, mark.User, mark.Seq); err != nil {
				return err
			}
		}
		return nil
	})
}
