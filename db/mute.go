package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const muteMember = `
	UPDATE memberships
	SET muted_until = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// MuteMember lets somebody only read until a time: the zero time lets them
// write again, chat.NoEnd is for good. The same again changes nothing. Leaving
// and coming back does not end a mute. chat.ErrForbidden for a room admin, as
// in RemoveMember, and chat.ErrNotFound for somebody who is not in the room.
func (s *Store) MuteMember(ctx context.Context, m chat.Membership, user chat.UserID, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		muted, err := t.other(m, user)
		switch {
		case err != nil:
			return err
		case muted.Role == chat.RoomAdmin:
			return chat.ErrForbidden
		case chat.Millis(muted.MutedUntil) == chat.Millis(until):
			return nil
		}
		t.act(chat.Entry{Act: muting(until), Actor: nameOf(m.User), Target: nameOf(muted.User), Room: m.Room.ID, Until: until})
		if err := t.changeOne(muteMember, m.Room.ID, user, chat.Millis(until)); err != nil {
			return err
		}
		return t.logStanding(m.Room.ID, user, now())
	})
}

func muting(until time.Time) chat.Deed {
	if until.IsZero() {
		return chat.DeedUnmute
	}
	return chat.DeedMute
}

// logStanding writes the change that somebody's place is another one, which it
// carries.
func (t *tx) logStanding(room chat.RoomID, user chat.UserID, at time.Time) error {
	seq, err := t.nextSeq(room)
	if err != nil {
		return err
	}
	standing, err := one(t, membershipFields, membershipOf, room, user)
	if err != nil {
		return err
	}
	return t.log(chat.Change{Room: room, Seq: seq, Kind: chat.MemberChanged, User: standing.User, Place: standing.Room, Standing: standing, At: at})
}
