package db

import (
	"context"
	"time"

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
// has been there longest becomes one, before those who are muted. chat.ErrNotFound when it had ended,
// chat.ErrForbidden for a direct conversation, which is one set of people.
func (s *Store) Leave(ctx context.Context, m chat.Membership) error {
	return s.write(ctx, func(t *tx) error {
		at := now()
		left, err := t.acting(m, chat.LeaveRoom)
		if err != nil {
			return err
		}
		if err := t.changeOne(deleteMembership, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if err := t.wentOut(left); err != nil {
			return err
		}
		if err := t.handOver(m.Room.ID, at); err != nil {
			return err
		}
		return t.logMember(m.Room, m.User, chat.MemberLeft, at)
	})
}

const (
	keepMute = `
	INSERT INTO mutes (room_id, user_id, until)
	VALUES (?1, ?2, ?3)
	ON CONFLICT (room_id, user_id) DO UPDATE SET until = ?3`
	forgetMute = `
	DELETE FROM mutes
	WHERE room_id = ?1 AND user_id = ?2`
)

// wentOut counts somebody out, and takes the room out of their bell. Their mute is kept, so that coming back does
// not end it.
func (t *tx) wentOut(left chat.Membership) error {
	if _, err := t.exec(countOut, left.Room.ID); err != nil {
		return err
	}
	if err := t.unnotifyOut(left.Room.ID, left.User.ID); err != nil {
		return err
	}
	if left.MutedUntil.IsZero() {
		_, err := t.exec(forgetMute, left.Room.ID, left.User.ID)
		return err
	}
	_, err := t.exec(keepMute, left.Room.ID, left.User.ID, chat.Millis(left.MutedUntil))
	return err
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
		ORDER BY muted_until > ?2, joined, user_id
		LIMIT 1)`

// handOver finds a room admin for a room that has people and none.
func (t *tx) handOver(room chat.RoomID, at time.Time) error {
	ruled, err := one(t, single[bool], adminsOf, room)
	if err != nil || ruled {
		return err
	}
	_, err = t.exec(promoteLongest, room, chat.Millis(at))
	return err
}
