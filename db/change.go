package db

import (
	"context"

	"parley/db/chat"
)

const nextSeq = `
	UPDATE rooms
	SET head = head + 1
	WHERE id = ?1
	RETURNING head`

// nextSeq takes the room's next number.
func (t *tx) nextSeq(room chat.RoomID) (chat.Seq, error) {
	return one(t, single[chat.Seq], nextSeq, room)
}

const insertChange = `
	INSERT INTO changes (room_id, seq, kind, message_id, user_id, at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)`

// log writes a change into the room's log and has it announced.
func (t *tx) log(c chat.Change) error {
	_, err := t.exec(insertChange, c.Room, c.Seq, c.Kind, c.Message.ID, c.User.ID, chat.Millis(c.At))
	if err == nil {
		t.change(c)
	}
	return err
}

// roomHead is the room's number for somebody who is in it, so that a question
// that begins with it is answered only to a member of the same moment.
const roomHead = `
	SELECT r.head
	FROM rooms r
	JOIN memberships m ON m.room_id = r.id AND m.user_id = ?2
	WHERE r.id = ?1`

// changesAfter leaves out what replaying need not show: of a message that was
// created after ?2 everything but its creation, of an older one everything but
// its latest change.
const changesAfter = `
	SELECT c.room_id, c.seq, c.kind, c.at, ` + messageColumns + `
	FROM changes c
	LEFT JOIN messages m ON m.id = c.message_id
	LEFT JOIN users u ON u.id = coalesce(m.author_id, c.user_id)
	WHERE c.room_id = ?1 AND c.seq > ?2
		AND (m.id IS NULL OR c.seq = m.seq OR m.seq <= ?2 AND c.seq = m.version)
	ORDER BY c.seq
	LIMIT ?3`

// ChangesAfter lists what happened in a room after a number, oldest first, at
// most limit, with the room's head at that moment; fewer than limit means that
// the list reaches the head. Each message is there once, as it is now: one
// that was created after the number as created, whatever happened to it since
// (Deleted is set where it was deleted), an older one by its latest change. So
// replaying the list on a page that was true at the number makes it equal to a
// fresh one. chat.ErrNotFound when the membership has ended.
func (s *Store) ChangesAfter(ctx context.Context, m chat.Membership, after chat.Seq, limit int) (changes []chat.Change, head chat.Seq, err error) {
	err = s.snapshot(ctx, func(from source) error {
		if head, err = one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if changes, err = list(from, changeFields, changesAfter, m.Room.ID, after, limit); err != nil {
			return err
		}
		return attachToChanges(from, changes, after)
	})
	return settled(changes), head, err
}

func changeFields(c *chat.Change) []any {
	return append([]any{number(&c.Room), number(&c.Seq), text(&c.Kind), moment(&c.At)}, messageFields(&c.Message)...)
}

// settled puts the person of a member change in its place: the query gives
// people where a message has its author.
func settled(changes []chat.Change) []chat.Change {
	for i := range changes {
		if c := &changes[i]; c.Message.ID == 0 {
			c.User, c.Message = c.Message.Author, chat.Message{}
		}
	}
	return changes
}
