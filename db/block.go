package db

import (
	"context"

	"parley/db/chat"
)

const insertBlock = `
	INSERT INTO blocks (user_id, blocked_id, since)
	VALUES (?1, ?2, ?3)
	ON CONFLICT (user_id, blocked_id) DO NOTHING`

// What ends between two when ?1 blocks ?2. A request of the blocked reads as
// declined, which is all that they may know.
const (
	endFriendship = `
	DELETE FROM friendships
	WHERE (low_id = ?1 AND high_id = ?2 OR low_id = ?2 AND high_id = ?1)
		AND (state = 'friends' OR state = 'asked' AND asker_id = ?1)`
	endRequest = `
	UPDATE friendships
	SET state = 'declined', changed = ?3
	WHERE (low_id = ?1 AND high_id = ?2 OR low_id = ?2 AND high_id = ?1)
		AND state = 'asked'`
)

// Block keeps somebody from writing to a person and ends a friendship and
// requests between them; what they did leaves the person's bell. Again it changes nothing. chat.Invalid for oneself,
// chat.ErrNotFound for nobody.
func (s *Store) Block(ctx context.Context, user, other chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, userFields, userByID, other); err != nil {
			return err
		}
		if user == other {
			return chat.Invalid{Field: "block", Reason: "That is you, and you cannot block yourself."}
		}
		at := chat.Millis(now())
		if added, err := t.exec(insertBlock, user, other, at); err != nil || added == 0 {
			return err
		}
		if _, err := t.exec(endFriendship, user, other); err != nil {
			return err
		}
		if _, err := t.exec(endRequest, user, other, at); err != nil {
			return err
		}
		return t.unnotifyFrom(user, other)
	})
}

const deleteBlock = `
	DELETE FROM blocks
	WHERE user_id = ?1 AND blocked_id = ?2`

// Unblock ends a block; where there is none it changes nothing. What the block
// ended does not come back, and what they asked meanwhile is heard from now on.
// chat.ErrNotFound for nobody.
func (s *Store) Unblock(ctx context.Context, user, other chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, userFields, userByID, other); err != nil {
			return err
		}
		_, err := t.exec(deleteBlock, user, other)
		return err
	})
}

// blockedBy has no limit: one who was left out would be heard again.
const blockedBy = `
	SELECT ` + userColumns + `
	FROM blocks b
	JOIN users u ON u.id = b.blocked_id
	WHERE b.user_id = ?1
	ORDER BY u.display_folded, u.id`

// Blocked lists everybody whom a person blocks, by display name without regard
// to case.
func (s *Store) Blocked(ctx context.Context, user chat.UserID) ([]chat.User, error) {
	return listed(ctx, s, userFields, blockedBy, user)
}
