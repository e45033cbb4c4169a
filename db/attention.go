package db

import (
	"context"
	"errors"

	"parley/db/chat"
)

const attentionTo = `
	SELECT heed
	FROM attention
	WHERE user_id = ?1 AND other_id = ?2`

// Attention is whether a person wants to be told of what another writes.
func (s *Store) Attention(ctx context.Context, user, other chat.UserID) (chat.Attention, error) {
	found, err := one(s.reader(ctx), single[chat.Attention], attentionTo, user, other)
	if errors.Is(err, chat.ErrNotFound) {
		return "", nil
	}
	return found, s.translate(err)
}

const (
	putAttention = `
	INSERT INTO attention (user_id, other_id, heed)
	VALUES (?1, ?2, ?3)
	ON CONFLICT (user_id, other_id) DO UPDATE SET heed = ?3`
	deleteAttention = `
	DELETE FROM attention
	WHERE user_id = ?1 AND other_id = ?2`
	countAttention = `
	SELECT count(*)
	FROM attention
	WHERE user_id = ?1 AND other_id <> ?2`
)

// SetAttention keeps it; empty is as of everybody. chat.Invalid for oneself and
// beyond chat.MaxHeeded people, chat.ErrNotFound for nobody.
func (s *Store) SetAttention(ctx context.Context, user, other chat.UserID, attention chat.Attention) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, userFields, userByID, other); err != nil {
			return err
		}
		if attention == "" {
			_, err := t.exec(deleteAttention, user, other)
			return err
		}
		if user == other {
			return chat.Invalid{Field: "attention", Reason: "That is you, and you hear of what you do anyhow."}
		}
		others, err := one(t, single[int], countAttention, user, other)
		if err != nil {
			return err
		}
		if others >= chat.MaxHeeded {
			return chat.Invalid{Field: "attention", Reason: "That would be too many people of an own kind. Take some out in your settings first."}
		}
		_, err = t.exec(putAttention, user, other, string(attention))
		return err
	})
}

const setLevel = `
	UPDATE memberships
	SET level = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// SetLevel keeps what of a room its member is told. Beginning to hear of it
// does not bring up what was before. chat.ErrNotFound when the membership has
// ended.
func (s *Store) SetLevel(ctx context.Context, m chat.Membership, level chat.Level) error {
	if level == m.Room.UsualLevel() {
		level = ""
	}
	return s.write(ctx, func(t *tx) error {
		return t.changeOne(setLevel, m.Room.ID, m.User.ID, string(level))
	})
}
