package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// circleOf is one row, its lists in one column each: many pages ask for it.
const circleOf = `
	SELECT u.hidden, u.quiet_until, u.last_seen,
		(SELECT string_agg(room_id || '', ' ') FROM memberships WHERE user_id = ?1),
		(SELECT string_agg(high_id || '', ' ') FROM friendships WHERE low_id = ?1 AND state = 'friends'),
		(SELECT string_agg(low_id || '', ' ') FROM friendships WHERE high_id = ?1 AND state = 'friends'),
		(SELECT string_agg(blocked_id || '', ' ') FROM blocks WHERE user_id = ?1),
		(SELECT string_agg(day || ' ' || begins || ' ' || ends, ' ') FROM quiet_hours WHERE user_id = ?1),
		` + userColumns + `
	FROM users u
	WHERE u.id = ?1`

func circleFields(c *chat.Circle) []any {
	return append([]any{flagged(&c.Hidden), moment(&c.QuietUntil), moment(&c.LastSeen),
		ascending[chat.RoomID]{&c.Rooms}, ascending[chat.UserID]{&c.Friends}, ascending[chat.UserID]{&c.Friends}, ascending[chat.UserID]{&c.Blocked}, quietHours{&c.Hours}}, userFields(&c.User)...)
}

// Circle tells what decides over a person's presence. chat.ErrNotFound for
// nobody.
func (s *Store) Circle(ctx context.Context, user chat.UserID) (chat.Circle, error) {
	circle, err := one(s.reader(ctx), circleFields, circleOf, user)
	return circle, s.translate(err)
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
