package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const circleOf = `
	SELECT u.hidden, u.quiet_until, u.last_seen, ` + userColumns + `
	FROM users u
	WHERE u.id = ?1`

func circleFields(c *chat.Circle) []any {
	return append([]any{flagged(&c.Hidden), moment(&c.QuietUntil), moment(&c.LastSeen)}, userFields(&c.User)...)
}

const roomsOf = `
	SELECT room_id
	FROM memberships
	WHERE user_id = ?1
	ORDER BY room_id`

const friendsOf = `
	SELECT high_id AS friend
	FROM friendships
	WHERE low_id = ?1 AND state = 'friends'
	UNION ALL
	SELECT low_id
	FROM friendships
	WHERE high_id = ?1 AND state = 'friends'
	ORDER BY friend`

const blockedIDs = `
	SELECT blocked_id
	FROM blocks
	WHERE user_id = ?1
	ORDER BY blocked_id`

// Circle tells what decides over a person's presence. chat.ErrNotFound for
// nobody.
func (s *Store) Circle(ctx context.Context, user chat.UserID) (chat.Circle, error) {
	var circle chat.Circle
	err := s.snapshot(ctx, func(from source) (err error) {
		if circle, err = one(from, circleFields, circleOf, user); err != nil {
			return err
		}
		if circle.Rooms, err = list(from, single[chat.RoomID], roomsOf, user); err != nil {
			return err
		}
		if circle.Friends, err = list(from, single[chat.UserID], friendsOf, user); err != nil {
			return err
		}
		if circle.Blocked, err = list(from, single[chat.UserID], blockedIDs, user); err != nil {
			return err
		}
		circle.Hours, err = list(from, quietHoursFields, quietHoursOf, user)
		return err
	})
	return circle, err
}

const updatePresence = `
	UPDATE users
	SET hidden = ?2, quiet_until = ?3
	WHERE id = ?1`

// SetPresence keeps what a person shows of themselves: nothing at all, or that
// they are not to be disturbed until a time (zero: they may be).
// chat.ErrNotFound for nobody.
func (s *Store) SetPresence(ctx context.Context, user chat.UserID, hidden bool, quietUntil time.Time) error {
	return s.write(ctx, func(t *tx) error {
		return t.changeOne(updatePresence, user, flag(hidden), chat.Millis(quietUntil))
	})
}

const seen = `
	UPDATE users
	SET last_seen = ?2
	WHERE id = ?1 AND hidden = 0 AND last_seen < ?2`

// Seen keeps that people were here, all in one transaction: forward only, and
// never of those who hide.
func (s *Store) Seen(ctx context.Context, users []chat.UserID, at time.Time) error {
	if len(users) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, user := range users {
			if _, err := t.exec(seen, user, chat.Millis(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

const seenSince = `
	SELECT id
	FROM users
	WHERE last_seen >= ?1
	ORDER BY last_seen DESC
	LIMIT ?2`

// SeenSince lists who was here since a time, who left last first.
func (s *Store) SeenSince(ctx context.Context, since time.Time, limit int) ([]chat.UserID, error) {
	return listed(ctx, s, single[chat.UserID], seenSince, chat.Millis(since), limit)
}
