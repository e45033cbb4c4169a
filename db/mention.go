package db

import (
	"context"
	"strings"

	"parley/db/chat"
)

// Whoever has blocked the author or muted the thread is not called.
const (
	notBlocked = `
		AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = m.user_id AND b.blocked_id = ?3)
		AND NOT EXISTS (SELECT 1 FROM thread_reads r WHERE r.thread_id = ?5 AND r.user_id = m.user_id AND r.muted = 1)`

	callEverybody = `
	INSERT INTO mentions (room_id, user_id, seq)
	SELECT m.room_id, m.user_id, ?2
	FROM memberships m
	WHERE m.room_id = ?1 AND m.user_id <> ?3` + notBlocked + `
	RETURNING user_id`

	callNamed = `
	INSERT INTO mentions (room_id, user_id, seq)
	SELECT m.room_id, m.user_id, ?2
	FROM users u
	JOIN memberships m ON m.room_id = ?1 AND m.user_id = u.id
	WHERE u.username = ?4 AND u.id <> ?3` + notBlocked + `
	RETURNING user_id`

	countCalled = `
	UPDATE memberships
	SET mentions = mentions + 1
	WHERE room_id = ?1 AND user_id IN (SELECT user_id FROM mentions WHERE room_id = ?1 AND seq = ?2)`
)

// call notes whom a new message calls: in a direct conversation everybody but
// its author, elsewhere the members that it names. A message in a room without
// an @ costs nothing.
func (t *tx) call(m chat.Message, kind chat.RoomKind) ([]chat.UserID, error) {
	if kind != chat.Direct && !strings.Contains(m.Body, "@") {
		return nil, nil
	}
	called, err := t.callOf(m, kind)
	if err == nil && len(called) > 0 {
		_, err = t.exec(countCalled, m.Room, m.Seq)
	}
	return called, err
}

func (t *tx) callOf(m chat.Message, kind chat.RoomKind) ([]chat.UserID, error) {
	if kind == chat.Direct {
		return list(t, single[chat.UserID], callEverybody, m.Room, m.Seq, m.Author.ID, "", m.Thread)
	}
	var called []chat.UserID
	for _, name := range chat.Mentioned(m.Body) {
		found, err := list(t, single[chat.UserID], callNamed, m.Room, m.Seq, m.Author.ID, name, m.Thread)
		if err != nil {
			return nil, err
		}
		called = append(called, found...)
	}
	return called, nil
}

const forgetCalled = `
	DELETE FROM mentions
	WHERE room_id = ?1 AND seq = ?2
	RETURNING user_id`

const countMentions = `
	UPDATE memberships
	SET mentions = (
		SELECT count(*)
		FROM mentions x
		WHERE x.room_id = memberships.room_id AND x.user_id = memberships.user_id AND x.seq > memberships.last_read)
	WHERE room_id = ?1 AND user_id = ?2`

// uncall takes back what a deleted message called, and gives whom it was.
func (t *tx) uncall(m chat.Message) ([]chat.UserID, error) {
	called, err := list(t, single[chat.UserID], forgetCalled, m.Room, m.Seq)
	if err != nil {
		return nil, err
	}
	for _, user := range called {
		if _, err := t.exec(countMentions, m.Room, user); err != nil {
			return nil, err
		}
	}
	return called, nil
}

const mentionsOf = `
	SELECT coalesce(sum(mentions), 0)
	FROM memberships
	WHERE user_id = ?1`

// Mentions is how many messages call a person that they have not read, in all
// their rooms.
func (s *Store) Mentions(ctx context.Context, user chat.UserID) (int, error) {
	total, err := one(s.reader(ctx), single[int], mentionsOf, user)
	return total, s.translate(err)
}

const calledIn = `
	SELECT user_id
	FROM memberships
	WHERE room_id = ?1 AND mentions > 0`

// CalledIn is everybody whom something in a room calls that they have not read.
func (s *Store) CalledIn(ctx context.Context, room chat.RoomID) ([]chat.UserID, error) {
	return listed(ctx, s, single[chat.UserID], calledIn, room)
}
