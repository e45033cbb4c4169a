package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const (
	setPinned = `
	UPDATE messages
	SET pinned = ?2, version = ?3
	WHERE id = ?1`
	pinsOf = `
	SELECT count(*)
	FROM messages
	WHERE room_id = ?1 AND pinned > 0 AND deleted = 0`
)

// PinMessage pins a message for everybody in the room, or takes it down. Either
// is the room's next change; what is so already stays as it is. chat.Invalid
// where the room has chat.MaxPins, chat.ErrForbidden where they may not pin just
// now, chat.ErrNotFound for a deleted message and for another room's.
func (s *Store) PinMessage(ctx context.Context, m chat.Membership, id chat.MessageID, pinned bool, at time.Time) (chat.Message, error) {
	var changed chat.Message
	err := s.write(ctx, func(t *tx) error {
		found, current, err := t.standing(m, id)
		if err != nil {
			return err
		}
		if !current.May(chat.Pin) {
			return chat.ErrForbidden
		}
		if changed = found; pinned == (found.Pinned > 0) {
			return nil
		}
		changed, err = t.pin(found, pinned, at)
		return err
	})
	return changed, err
}

func (t *tx) pin(m chat.Message, pinned bool, at time.Time) (chat.Message, error) {
	if pinned {
		if err := t.requirePlace(m.Room); err != nil {
			return m, err
		}
	}
	seq, err := t.nextSeq(m.Room)
	if err != nil {
		return m, err
	}
	if m.Version, m.Pinned = seq, 0; pinned {
		m.Pinned = seq
	}
	if _, err := t.exec(setPinned, m.ID, m.Pinned, m.Version); err != nil {
		return m, err
	}
	return m, t.logMessage(chat.Change{Seq: seq, Kind: chat.MessagePinned, Message: m, At: chat.Time(chat.Millis(at))})
}

// requirePlace is chat.Invalid where a room takes no further pin.
func (t *tx) requirePlace(room chat.RoomID) error {
	pins, err := one(t, single[int], pinsOf, room)
	if err == nil && pins >= chat.MaxPins {
		err = chat.Invalid{Field: "pinned", Code: "TOO_MANY", Reason: "This room has as many pinned messages as it can hold. Take one down first."}
	}
	return err
}

const pinnedMessages = selectMessage + `
	WHERE m.room_id = ?1 AND m.pinned > 0 AND m.deleted = 0
	ORDER BY m.pinned DESC
	LIMIT ?2`

// Pins lists the pinned messages of a room, the last one pinned first. Their
// reactions are left out. chat.ErrNotFound when the membership has ended.
func (s *Store) Pins(ctx context.Context, m chat.Membership) ([]chat.Message, error) {
	var found []chat.Message
	err := s.snapshot(ctx, func(from source) (err error) {
		if _, err = one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		// One that was restored may stand above the limit.
		found, err = list(from, messageFields, pinnedMessages, m.Room.ID, 2*chat.MaxPins)
		return err
	})
	return found, err
}
