package db

import (
	"context"

	"parley/db/chat"
)

// moveRead counts what is left of the mentions only where there were any.
const moveRead = `
	UPDATE memberships
	SET last_read = ?3,
		mentions = CASE mentions WHEN 0 THEN 0 ELSE (
			SELECT count(*)
			FROM mentions x
			WHERE x.room_id = ?1 AND x.user_id = ?2 AND x.seq > ?3) END
	WHERE room_id = ?1 AND user_id = ?2 AND last_read < ?3
		AND ?3 <= (SELECT head FROM rooms WHERE id = ?1)`

// MarkRead moves read marks, all in one transaction: forward only, and not at
// all beyond the room's head, which nobody can have seen. What their bells say
// of as much is read with it. Marks of strangers are passed over.
func (s *Store) MarkRead(ctx context.Context, marks []chat.ReadMark) error {
	if len(marks) == 0 {
		return nil
	}
	at := now()
	return s.write(ctx, func(t *tx) error {
		for _, mark := range marks {
			if _, err := t.exec(moveRead, mark.Room, mark.User, mark.Seq); err != nil {
				return err
			}
			if err := t.readRoom(mark.Room, mark.User, at); err != nil {
				return err
			}
		}
		return nil
	})
}

const setRead = `
	UPDATE memberships
	SET last_read = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// MarkUnread puts the read mark in front of a message, wherever it was, so
// that everything from there on is unread. chat.ErrNotFound for a deleted
// message, one of a thread, another room's, and a stranger.
func (s *Store) MarkUnread(ctx context.Context, m chat.Membership, id chat.MessageID) error {
	return s.write(ctx, func(t *tx) error {
		from, _, err := t.standing(m, id)
		if err != nil {
			return err
		}
		if from.Thread != 0 {
			return chat.ErrNotFound
		}
		if err := t.changeOne(setRead, m.Room.ID, m.User.ID, from.Seq-1); err != nil {
			return err
		}
		return t.changeOne(countMentions, m.Room.ID, m.User.ID)
	})
}

const readEverything = `
	UPDATE memberships
	SET last_read = rooms.head, mentions = 0
	FROM rooms
	WHERE rooms.id = memberships.room_id AND memberships.user_id = ?1 AND memberships.last_read < rooms.head`

const roomsUnread = `
	SELECT room_id
	FROM notifications
	WHERE user_id = ?1 AND room_id IS NOT NULL AND read = 0 AND gone = 0
	GROUP BY room_id`

// MarkAllRead moves every read mark of a person to the end of its room.
func (s *Store) MarkAllRead(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(readEverything, user); err != nil {
			return err
		}
		rooms, err := list(t, single[chat.RoomID], roomsUnread, user)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if err := t.readRoom(room, user, now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// unreadOf looks at ?4 messages and no further, whoever wrote them.
const unreadOf = `
	SELECT count(*) FILTER (WHERE author_id <> ?2 AND deleted = 0),
		min(id) FILTER (WHERE author_id <> ?2 AND deleted = 0)
	FROM (
		SELECT id, author_id, deleted
		FROM messages
		WHERE room_id = ?1 AND seq > ?3 AND thread_id IS NULL
		ORDER BY seq
		LIMIT ?4)`

// Unread counts what others wrote in a room since the person last looked, up
// to limit, and finds the first of it; 0 where there is nothing.
func (s *Store) Unread(ctx context.Context, m chat.Membership, limit int) (chat.Unread, error) {
	fields := func(u *chat.Unread) []any { return []any{number(&u.Count), number(&u.First)} }
	found, err := one(s.reader(ctx), fields, unreadOf, m.Room.ID, m.User.ID, m.LastRead, limit)
	return found, s.translate(err)
}

const setFavourite = `
	UPDATE memberships
	SET favourite = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// SetFavourite puts a room into a person's favourites or takes it out.
// chat.ErrNotFound when the membership has ended.
func (s *Store) SetFavourite(ctx context.Context, m chat.Membership, favourite bool) error {
	return s.write(ctx, func(t *tx) error {
		return t.changeOne(setFavourite, m.Room.ID, m.User.ID, flag(favourite))
	})
}
