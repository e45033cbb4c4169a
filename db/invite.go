package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const insertInvite = `
	INSERT INTO invites (hash, room_id, maker_id, created, expires, uses_left)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)`

// CreateInvite stores the hash of a link into the membership's room. uses
// below 0 is any number, expires zero is never.
func (s *Store) CreateInvite(ctx context.Context, m chat.Membership, hash []byte, expires time.Time, uses int) error {
	left := any(nil)
	if uses >= 0 {
		left = uses
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.acting(m, chat.ChangeMembers); err != nil {
			return err
		}
		_, err := t.exec(insertInvite, hash, m.Room.ID, m.User.ID, chat.Millis(now()), chat.Millis(expires), left)
		return err
	})
}

const invitesOf = `
	SELECT i.id, i.room_id, i.created, i.expires, coalesce(i.uses_left, -1), ` + userColumns + `
	FROM invites i
	JOIN users u ON u.id = i.maker_id
	WHERE i.room_id = ?1 AND (i.expires = 0 OR i.expires > ?2) AND coalesce(i.uses_left, 1) > 0
	ORDER BY i.id DESC
	LIMIT 100`

func inviteFields(i *chat.Invite) []any {
	return append([]any{number(&i.ID), number(&i.Room), moment(&i.Created), moment(&i.Expires), &i.UsesLeft}, userFields(&i.Maker)...)
}

// InvitesOf lists the links into a room that still work, newest first, at most
// 100.
func (s *Store) InvitesOf(ctx context.Context, m chat.Membership) ([]chat.Invite, error) {
	found, err := list(s.reader(ctx), inviteFields, invitesOf, m.Room.ID, chat.Millis(time.Now()))
	return found, s.translate(err)
}

const deleteInvite = `
	DELETE FROM invites
	WHERE id = ?1 AND room_id = ?2`

// RevokeInvite ends a link. chat.ErrNotFound when it has ended or leads into
// another room.
func (s *Store) RevokeInvite(ctx context.Context, m chat.Membership, id chat.InviteID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.acting(m, chat.ChangeMembers); err != nil {
			return err
		}
		return t.changeOne(deleteInvite, id, m.Room.ID)
	})
}

const invited = `
	SELECT i.room_id
	FROM invites i
	JOIN rooms r ON r.id = i.room_id
	WHERE i.hash = ?1 AND (i.expires = 0 OR i.expires > ?2) AND coalesce(i.uses_left, 1) > 0
		AND r.archived = 0 AND r.deleted = 0`

const invitedListing = selectListing + `
	WHERE r.id = ?2`

// Invited tells a person which room a link leads into. A link that was used
// up, has expired or never was is chat.ErrNotFound.
func (s *Store) Invited(ctx context.Context, user chat.UserID, hash []byte) (chat.Listing, error) {
	room, err := one(s.reader(ctx), single[chat.RoomID], invited, hash, chat.Millis(time.Now()))
	if err != nil {
		return chat.Listing{}, s.translate(err)
	}
	found, err := one(s.reader(ctx), listingFields, invitedListing, user, room)
	return found, s.translate(err)
}

const countUse = `
	UPDATE invites
	SET uses_left = uses_left - 1
	WHERE hash = ?1 AND uses_left IS NOT NULL`

// UseInvite takes a person into the room of a link. Who is in it already uses
// nothing up.
func (s *Store) UseInvite(ctx context.Context, user chat.User, hash []byte) (chat.Membership, error) {
	var joined chat.Membership
	err := s.write(ctx, func(t *tx) error {
		room, err := one(t, single[chat.RoomID], invited, hash, chat.Millis(now()))
		if err != nil {
			return err
		}
		joined, err = one(t, membershipFields, membershipOf, room, user.ID)
		if ignore(err, chat.ErrNotFound) != nil || err == nil {
			return err
		}
		if _, err := t.exec(countUse, hash); err != nil {
			return err
		}
		joined, err = t.join(user, room, "")
		return err
	})
	return joined, err
}
