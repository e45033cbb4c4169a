package db

import (
	"context"

	"parley/db/chat"
)

// Invite makes somebody a member on behalf of one who may; again changes
// nothing. chat.ErrNotFound for nobody.
func (s *Store) Invite(ctx context.Context, m chat.Membership, user chat.User) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.acting(m, chat.ChangeMembers); err != nil {
			return err
		}
		person, err := one(t, userFields, userByID, user.ID)
		if err != nil {
			return err
		}
		return t.invite(m, person)
	})
}

// invite tells the person only who was not in the room.
func (t *tx) invite(m chat.Membership, person chat.User) error {
	_, err := one(t, membershipFields, membershipOf, m.Room.ID, person.ID)
	if ignore(err, chat.ErrNotFound) != nil || err == nil {
		return err
	}
	joined, err := t.join(person, m.Room.ID, "")
	if err != nil {
		return err
	}
	return t.notify(notice{user: person.ID, kind: chat.NotifiedInvited, actor: m.User.ID, room: m.Room.ID, seq: joined.Room.Head, name: joined.Room.Name, at: joined.Joined})
}

// RemoveMember ends somebody else's membership. A room admin cannot be
// removed, only be made a member first: chat.ErrForbidden. chat.ErrNotFound for
// somebody who is not in the room.
func (s *Store) RemoveMember(ctx context.Context, m chat.Membership, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		removed, err := t.other(m, user)
		if err != nil {
			return err
		}
		if removed.Role == chat.RoomAdmin {
			return chat.ErrForbidden
		}
		if err := t.changeOne(deleteMembership, m.Room.ID, user); err != nil {
			return err
		}
		if err := t.wentOut(removed); err != nil {
			return err
		}
		if err := t.audit(chat.Entry{Act: chat.DeedRemoveFrom, Actor: nameOf(m.User), Target: nameOf(removed.User), Room: m.Room.ID}); err != nil {
			return err
		}
		at := now()
		if err := t.notify(notice{user: user, kind: chat.NotifiedRemoved, actor: m.User.ID, room: m.Room.ID, name: removed.Room.Name, at: at}); err != nil {
			return err
		}
		return t.logMember(m.Room, removed.User, chat.MemberRemoved, at)
	})
}

const updateRoleIn = `
	UPDATE memberships
	SET role = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// SetMemberRole changes what somebody is in a room, also oneself, but never
// the last room admin: chat.Invalid.
func (s *Store) SetMemberRole(ctx context.Context, m chat.Membership, user chat.UserID, role chat.RoomRole) error {
	return s.write(ctx, func(t *tx) error {
		before, err := t.other(m, user)
		if err != nil {
			return err
		}
		if err := t.changeOne(updateRoleIn, m.Room.ID, user, role); err != nil {
			return err
		}
		ruled, err := one(t, single[bool], adminsOf, m.Room.ID)
		if err != nil {
			return err
		}
		if !ruled {
			return chat.Invalid{Field: "role", Reason: "Somebody has to look after the room. Make somebody else a room admin first."}
		}
		at := now()
		if err := t.logStanding(m.Room.ID, user, at); err != nil || before.Role == role {
			return err
		}
		return t.notify(notice{user: user, kind: chat.NotifiedRole, actor: m.User.ID, room: m.Room.ID, seq: before.Room.Head + 1, name: before.Room.Name, result: string(role), at: at})
	})
}

// other finds somebody's place in the room of one who may change members.
func (t *tx) other(m chat.Membership, user chat.UserID) (chat.Membership, error) {
	if _, err := t.acting(m, chat.ChangeMembers); err != nil {
		return chat.Membership{}, err
	}
	return one(t, membershipFields, membershipOf, m.Room.ID, user)
}
