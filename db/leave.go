package db

import (
	"context"

	"parley/db/chat"
)

const deleteMembership = `
	DELETE FROM memberships
	WHERE room_id = ?1 AND user_id = ?2`

const countOut = `
	UPDATE rooms
	SET people = people - 1
	WHERE id = ?1`

// Leave ends a membership. When it was the last room admin's, the member who
// has been there longest becomes one. chat.ErrNotFound when it had ended,
// chat.ErrForbidden for a direct conversation, which is one set of people.
func (s *Store) Leave(ctx context.Context, m chat.Membership) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.acting(m, chat.LeaveRoom); err != nil {
			return err
		}
		if err := t.changeOne(deleteMembership, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if _, err := t.exec(countOut, m.Room.ID); err != nil {
			return err
		}
		if err := t.handOver(m.Room.ID); err != nil {
			return err
		}
		return t.logMember(m.Room, m.User, chat.MemberLeft, now())
	})
}

const adminsOf = `
	SELECT EXISTS (SELECT 1 FROM memberships WHERE room_id = ?1 AND role = 'admin')`

const promoteLongest = `
	UPDATE memberships
	SET role = 'admin'
	WHERE room_id = ?1 AND user_id = (
		SELECT user_id
		FROM memberships
		WHERE room_id = ?1
		ORDER BY joined, user_id
		LIMIT 1)`

// handOver finds a room admin for a room that has people and none.
func (t *tx) handOver(room chat.RoomID) error {
	ruled, err := one(t, single[bool], adminsOf, room)
	if err != nil || ruled {
		return err
	}
	_, err = t.exec(promoteLongest, room)
	return err
}
