package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const seqBefore = `
	SELECT coalesce(min(seq) - 1, ?3)
	FROM messages
	WHERE room_id = ?1 AND created >= ?2`

// SeqBefore is the number in front of the first message that a room got at a
// time or later; the room's head where there is none. chat.ErrNotFound when the
// membership has ended.
func (s *Store) SeqBefore(ctx context.Context, m chat.Membership, at time.Time) (chat.Seq, error) {
	var before chat.Seq
	err := s.snapshot(ctx, func(from source) error {
		head, err := one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID)
		if err != nil {
			return err
		}
		before, err = one(from, single[chat.Seq], seqBefore, m.Room.ID, chat.Millis(at), head)
		return err
	})
	return before, err
}
