package db

import (
	"context"
	"errors"
	"time"

	"parley/db/chat"
)

// removed is what is kept of a removed message.
type removed struct {
	body  string
	shown chat.Shown
}

func removedFields(r *removed) []any {
	return []any{text(&r.body), text(&r.shown.HTML), number(&r.shown.Renderer)}
}

const (
	keepRemoved = `
	INSERT INTO removals (message_id, at, body, html, renderer)
	VALUES (?1, ?2, ?3, ?4, ?5)`
	keepCalled = `
	INSERT INTO removed_calls (message_id, user_id)
	SELECT ?1, user_id
	FROM mentions
	WHERE room_id = ?2 AND seq = ?3`
	removedByID = `
	SELECT body, html, renderer
	FROM removals
	WHERE message_id = ?1`
	forgetRemoved = `
	DELETE FROM removals
	WHERE message_id = ?1`
	forgetRemovedCalls = `
	DELETE FROM removed_calls
	WHERE message_id = ?1`
	fillMessage = `
	UPDATE messages
	SET body = ?2, html = ?3, renderer = ?4, version = ?5, continues = ?6, deleted = 0, remover_id = NULL
	WHERE id = ?1`
	anyMessageByID = selectMessage + `
	WHERE m.id = ?1 AND m.room_id = ?2`
)

// keep puts aside what a message says and whom it calls.
func (t *tx) keep(m chat.Message, at time.Time) error {
	if _, err := t.exec(keepRemoved, m.ID, chat.Millis(at), m.Body, m.HTML, m.Renderer); err != nil {
		return err
	}
	_, err := t.exec(keepCalled, m.ID, m.Room, m.Seq)
	return err
}

// RestoreMessage brings a removed message back: its text and place, its
// reactions, and whom it called. One that stands stays as it is.
// chat.ErrForbidden where the person may not (chat.Membership.MayRestore),
// chat.ErrNotFound where nothing is kept of it, and for another room's.
func (s *Store) RestoreMessage(ctx context.Context, m chat.Membership, id chat.MessageID, at time.Time) (chat.Message, error) {
	var restored chat.Message
	err := s.write(ctx, func(t *tx) error {
		current, err := one(t, membershipFields, membershipOf, m.Room.ID, m.User.ID)
		if err != nil {
			return err
		}
		found, err := one(t, messageFields, anyMessageByID, id, m.Room.ID)
		if err != nil {
			return err
		}
		if found.Deleted.IsZero() {
			restored, err = t.restoredAlready(found, current)
			return err
		}
		if !current.MayRestore(found, at) {
			return chat.ErrForbidden
		}
		t.actOn(chat.DeedRestore, m, found)
		restored, err = t.restore(found, at)
		return err
	})
	return restored, err
}

// restoredAlready is the second press on Undo, which does no harm.
func (t *tx) restoredAlready(m chat.Message, current chat.Membership) (chat.Message, error) {
	act := chat.DeleteOthers
	if m.Author.ID == current.User.ID {
		act = chat.EditOwn
	}
	if !current.May(act) {
		return m, chat.ErrForbidden
	}
	err := complete(t, &m)
	return m, err
}

func (t *tx) restore(m chat.Message, at time.Time) (chat.Message, error) {
	kept, err := one(t, removedFields, removedByID, m.ID)
	if err != nil {
		return m, err
	}
	front, err := t.neighbour(messageInFront, m)
	if err != nil {
		return m, err
	}
	if m.Version, err = t.nextSeq(m.Room); err != nil {
		return m, err
	}
	m.Body, m.Shown, m.Deleted, m.Remover = kept.body, kept.shown, time.Time{}, 0
	m.Continues = m.Follows(front)
	if err := t.refill(&m); err != nil {
		return m, err
	}
	called, err := t.recall(m)
	if err != nil {
		return m, err
	}
	change := chat.Change{Seq: m.Version, Kind: chat.MessageRestored, Message: m, At: chat.Time(chat.Millis(at)), Called: called}
	if err := t.logMessage(change); err != nil {
		return m, err
	}
	return m, t.regroup(m, change.At)
}

// refill writes a message whose words are back, with what hung on it.
func (t *tx) refill(m *chat.Message) error {
	if _, err := t.exec(fillMessage, m.ID, m.Body, m.HTML, m.Renderer, m.Version, flag(m.Continues)); err != nil {
		return err
	}
	if err := complete(t, m); err != nil {
		return err
	}
	empty := entryOf(*m)
	empty.Body = ""
	if err := t.reword(empty, m.Body); err != nil {
		return err
	}
	_, err := t.exec(newestAnew, m.Room)
	return err
}

const callAgain = `
	INSERT INTO mentions (room_id, user_id, seq)
	SELECT m.room_id, m.user_id, ?2
	FROM removed_calls c
	JOIN memberships m ON m.room_id = ?1 AND m.user_id = c.user_id
	WHERE c.message_id = ?4` + notBlocked + `
	RETURNING user_id`

// recall calls those again whom a removed message called, and forgets what was
// kept of it.
func (t *tx) recall(m chat.Message) ([]chat.UserID, error) {
	called, err := list(t, single[chat.UserID], callAgain, m.Room, m.Seq, m.Author.ID, m.ID, m.Thread)
	if err != nil {
		return nil, err
	}
	for _, user := range called {
		if _, err := t.exec(countMentions, m.Room, user); err != nil {
			return nil, err
		}
	}
	return called, t.forget(m.ID, forgetRemovedCalls, forgetRemoved)
}

func (t *tx) forget(id chat.MessageID, queries ...string) error {
	for _, query := range queries {
		if _, err := t.exec(query, id); err != nil {
			return err
		}
	}
	return nil
}

const (
	messageInFront = selectMessage + `
	WHERE m.room_id = ?1 AND m.seq < ?2 AND coalesce(m.thread_id, 0) = ?3
	ORDER BY m.seq DESC
	LIMIT 1`
	messageBehind = selectMessage + `
	WHERE m.room_id = ?1 AND m.seq > ?2 AND coalesce(m.thread_id, 0) = ?3
	ORDER BY m.seq
	LIMIT 1`
	regroupMessage = `
	UPDATE messages
	SET continues = ?2, version = ?3
	WHERE id = ?1`
)

// neighbour is the zero message where there is none.
func (t *tx) neighbour(query string, m chat.Message) (chat.Message, error) {
	found, err := one(t, messageFields, query, m.Room, m.Seq, m.Thread)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Message{}, nil
	}
	return found, err
}

// regroup decides anew whether the message behind a changed one continues it.
// That it does, or does so no more, is a change of its own, so that every page
// draws it and a page that slept is told.
func (t *tx) regroup(changed chat.Message, at time.Time) error {
	next, err := t.neighbour(messageBehind, changed)
	if err != nil || next.ID == 0 || next.Continues == next.Follows(changed) {
		return err
	}
	next.Continues = !next.Continues
	if next.Version, err = t.nextSeq(next.Room); err != nil {
		return err
	}
	if _, err := t.exec(regroupMessage, next.ID, flag(next.Continues), next.Version); err != nil {
		return err
	}
	if err := complete(t, &next); err != nil {
		return err
	}
	return t.logMessage(chat.Change{Seq: next.Version, Kind: chat.MessageRegrouped, Message: next, At: at})
}

const erasable = `
	SELECT x.message_id
	FROM removals x
	JOIN messages m ON m.id = x.message_id
	JOIN rooms r ON r.id = m.room_id
	WHERE x.at < ?1 OR r.deleted > 0
	ORDER BY x.message_id
	LIMIT ?2`

// EraseRemoved erases for good what is kept of messages that were removed before
// a time, and of deleted rooms', in steps as Purge does.
func (s *Store) EraseRemoved(ctx context.Context, before time.Time) error {
	for {
		done, took := 0, time.Duration(0)
		err := s.write(ctx, func(t *tx) (err error) {
			begun := time.Now()
			done, err = t.erase(before)
			took = time.Since(begun)
			return err
		})
		if err != nil || done < purgeStep {
			return err
		}
		if err := pause(ctx, took); err != nil {
			return err
		}
	}
}

// erase does one step and gives how many messages it was.
func (t *tx) erase(before time.Time) (int, error) {
	ids, err := list(t, single[chat.MessageID], erasable, chat.Millis(before), purgeStep)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := t.forget(id, forgetEdits, forgetReactions, forgetCard, forgetFiles, forgetRemovedCalls, forgetRemoved); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
