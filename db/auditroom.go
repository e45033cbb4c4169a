package db

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"parley/db/chat"
)

// auditRoom writes into the log of acts what somebody does with a room.
func (t *tx) auditRoom(actor chat.User, room chat.RoomID, act chat.Deed, reason string) error {
	return t.audit(chat.Entry{Act: act, Actor: nameOf(actor), Room: room, Reason: reason})
}

// auditOrder writes what of a room's order is another, a line for each.
func (t *tx) auditOrder(actor chat.User, before chat.Room, order chat.Order) error {
	if order.Locked != before.Locked {
		act := chat.DeedUnlock
		if order.Locked {
			act = chat.DeedLock
		}
		if err := t.auditRoom(actor, before.ID, act, ""); err != nil {
			return err
		}
	}
	if order.Slow != before.Slow {
		if err := t.auditRoom(actor, before.ID, chat.DeedSlow, slowWords(order.Slow)); err != nil {
			return err
		}
	}
	if order.Posting == before.Posting {
		return nil
	}
	return t.auditRoom(actor, before.ID, chat.DeedPosting, postingWords[order.Posting])
}

var postingWords = map[chat.Posting]string{
	chat.EverybodyPosts: "everybody",
	chat.AdminsPost:     "those who look after the room; the others read",
}

func slowWords(slow time.Duration) string {
	switch slow {
	case 0:
		return "off"
	case time.Second:
		return "1 second between two messages"
	}
	return strconv.Itoa(int(slow/time.Second)) + " seconds between two messages"
}

// auditArchive writes that a room is archived, or no longer, where that is
// another thing than before.
func (t *tx) auditArchive(actor chat.User, before chat.Room, act chat.Deed) error {
	if archived := !before.Archived.IsZero(); archived == (act == chat.DeedArchive) {
		return nil
	}
	return t.auditRoom(actor, before.ID, act, "")
}

const roomsKnown = `
	SELECT ` + roomColumns + `
	FROM rooms r
	LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = ?1
	WHERE r.id IN (SELECT value FROM json_each(?2)) AND r.deleted = 0 AND (r.kind = 'open' OR m.user_id IS NOT NULL)
	ORDER BY r.id`

// RoomsKnown finds of some rooms those that a person is in or could find.
func (s *Store) RoomsKnown(ctx context.Context, user chat.UserID, rooms []chat.RoomID) ([]chat.Room, error) {
	ids, err := json.Marshal(append([]chat.RoomID{}, rooms...))
	if err != nil {
		return nil, err
	}
	return listed(ctx, s, roomFields, roomsKnown, user, string(ids))
}
