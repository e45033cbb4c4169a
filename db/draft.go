package db

import (
	"context"
	"strings"
	"time"

	"parley/db/chat"
)

const (
	saveDraft = `
	INSERT INTO drafts (room_id, user_id, body, at)
	VALUES (?1, ?2, ?3, ?4)
	ON CONFLICT (room_id, user_id) DO UPDATE
	SET body = excluded.body, at = excluded.at`
	forgetDraft = `
	DELETE FROM drafts
	WHERE room_id = ?1 AND user_id = ?2`
	sentAlready = `
	SELECT EXISTS (
		SELECT 1
		FROM messages
		WHERE room_id = ?1 AND seq > ?2 AND author_id = ?3 AND created >= ?4 AND substr(body, 1, length(?5)) = ?5)`
)

// sentAmong is how many changes of a room are looked through for a message that
// was just sent.
const sentAmong = 200

// SaveDraft keeps what a person has typed in a room so far; an empty body
// forgets it, as a message of theirs does. A page saves a while after the last
// letter, so what it saves may come after the message was sent: a text that such
// a message begins with is not a draft any more. Comparing the texts needs no
// count of a page's sends, which another node of the server would not know, and
// errs only where somebody begins anew with the words they just sent: the next
// letter is then saved. Who may only read for a while keeps what they began.
func (s *Store) SaveDraft(ctx context.Context, m chat.Membership, body string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		current, err := t.acting(m, chat.Read)
		if err != nil {
			return err
		}
		if body == "" {
			return t.forgetDraft(m.Room.ID, m.User.ID)
		}
		sent, err := one(t, single[bool], sentAlready, m.Room.ID, current.Room.Head-sentAmong, m.User.ID,
			chat.Millis(at.Add(-chat.SentWithin)), strings.TrimSpace(body))
		if err != nil || sent {
			return err
		}
		_, err = t.exec(saveDraft, m.Room.ID, m.User.ID, body, chat.Millis(at))
		return err
	})
}

func (t *tx) forgetDraft(room chat.RoomID, user chat.UserID) error {
	_, err := t.exec(forgetDraft, room, user)
	return err
}

const draftIn = `
	SELECT body
	FROM drafts
	WHERE room_id = ?1 AND user_id = ?2`

// DraftIn is what a person began to write in a room, empty where it is nothing.
func (s *Store) DraftIn(ctx context.Context, m chat.Membership) (string, error) {
	body, err := one(s.reader(ctx), single[string], draftIn, m.Room.ID, m.User.ID)
	return body, s.translate(ignore(err, chat.ErrNotFound))
}

const draftRooms = `
	SELECT room_id
	FROM drafts
	WHERE user_id = ?1
	ORDER BY room_id`

// DraftRooms are the rooms in which a person began to write.
func (s *Store) DraftRooms(ctx context.Context, user chat.UserID) ([]chat.RoomID, error) {
	return listed(ctx, s, single[chat.RoomID], draftRooms, user)
}

const draftsOf = `
	SELECT d.body, d.at, ` + roomColumns + `
	FROM drafts d
	JOIN rooms r ON r.id = d.room_id
	WHERE d.user_id = ?1
	ORDER BY d.at DESC, d.room_id DESC
	LIMIT 500`

func draftFields(d *chat.Draft) []any {
	return append([]any{text(&d.Body), moment(&d.At)}, roomFields(&d.Room)...)
}

// Drafts are what a person began to write in all their rooms, the newest first,
// at most 500.
func (s *Store) Drafts(ctx context.Context, user chat.UserID) ([]chat.Draft, error) {
	return listed(ctx, s, draftFields, draftsOf, user)
}
