package db

import (
	"context"
	"math"
	"time"

	"parley/db/chat"
)

const (
	changeNote = `
	UPDATE saved
	SET note = ?3
	WHERE user_id = ?1 AND message_id = ?2`
	saveMessage = `
	INSERT INTO saved (user_id, message_id, note, at)
	VALUES (?1, ?2, ?3, ?4)`
	savedCount = `
	SELECT count(*)
	FROM saved
	WHERE user_id = ?1`
	unsaveMessage = `
	DELETE FROM saved
	WHERE user_id = ?1 AND message_id = ?2`
)

// SaveMessage keeps a message for a person alone, with a note; again it changes
// the note. chat.Invalid where they have chat.MaxSaved, chat.ErrNotFound for a
// deleted message, another room's, and a stranger.
func (s *Store) SaveMessage(ctx context.Context, m chat.Membership, id chat.MessageID, note string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, _, err := t.standing(m, id); err != nil {
			return err
		}
		changed, err := t.exec(changeNote, m.User.ID, id, note)
		if err != nil || changed > 0 {
			return err
		}
		saved, err := one(t, single[int], savedCount, m.User.ID)
		if err == nil && saved >= chat.MaxSaved {
			err = chat.Invalid{Field: "note", Code: "TOO_MANY", Reason: "You have as many saved messages as there can be. Remove one that you need no more."}
		}
		if err == nil {
			_, err = t.exec(saveMessage, m.User.ID, id, note, chat.Millis(at))
		}
		return err
	})
}

// UnsaveMessage ends that; what is not saved stays so.
func (s *Store) UnsaveMessage(ctx context.Context, user chat.UserID, id chat.MessageID) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(unsaveMessage, user, id)
		return err
	})
}

const savedColumns = `
	SELECT k.id, k.note, k.at, ` + messageColumns + `
	FROM saved k
	CROSS JOIN messages m ON m.id = k.message_id
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = k.user_id
	JOIN users u ON u.id = m.author_id`

func savedFields(k *chat.Saved) []any {
	return append([]any{number(&k.ID), text(&k.Note), moment(&k.At)}, messageFields(&k.Message)...)
}

const savedOne = savedColumns + `
	WHERE k.user_id = ?1 AND k.message_id = ?2`

// SavedMessage is what a person saved of one message, without its Place.
// chat.ErrNotFound where they did not, or are not in its room any more.
func (s *Store) SavedMessage(ctx context.Context, user chat.UserID, id chat.MessageID) (chat.Saved, error) {
	found, err := one(s.reader(ctx), savedFields, savedOne, user, id)
	return found, s.translate(err)
}

const savedBefore = savedColumns + `
	WHERE k.user_id = ?1 AND k.id < ?2
		AND NOT EXISTS (SELECT 1 FROM blocks WHERE user_id = ?1 AND blocked_id = m.author_id)
	ORDER BY k.id DESC
	LIMIT ?3`

// Saved lists what a person saved, the newest first, the nearest limit of them
// before one that they have seen already, 0 for none; and whether there is
// more. What was said in rooms that they have left, and by people whom they
// block, is left out. A removed message is there without its words.
func (s *Store) Saved(ctx context.Context, user chat.UserID, before chat.SavedID, limit int) (found []chat.Saved, older bool, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.snapshot(ctx, func(from source) error {
		if found, err = list(from, savedFields, savedBefore, user, before, limit+1); err != nil {
			return err
		}
		return withPlaces(from, user, found)
	})
	return found[:min(limit, len(found))], len(found) > limit, err
}

// withPlaces puts the person's places in their rooms to what they saved.
func withPlaces(from source, user chat.UserID, saved []chat.Saved) error {
	places, err := list(from, membershipFields, allMembershipsOf, user)
	in := map[chat.RoomID]chat.Membership{}
	for _, m := range places {
		in[m.Room.ID] = m
	}
	for i := range saved {
		saved[i].Place = in[saved[i].Message.Room]
	}
	return err
}
