package db

import (
	"context"
	"encoding/json"
	"strings"

	"parley/db/chat"
)

// Whoever has blocked the author, wants to hear nothing of them or of the room,
// or has muted the thread, is not called.
const (
	notBlocked = `
		AND m.level <> 'nothing'
		AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.user_id = m.user_id AND a.other_id = ?3 AND a.heed = 'never')
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
	ON CONFLICT (room_id, user_id, seq) DO NOTHING
	RETURNING user_id`

	callPresent = `
	INSERT INTO mentions (room_id, user_id, seq)
	SELECT m.room_id, m.user_id, ?2
	FROM json_each(?4) p
	JOIN memberships m ON m.room_id = ?1 AND m.user_id = p.value
	WHERE m.user_id <> ?3` + notBlocked + `
	RETURNING user_id`

	countCalled = `
	UPDATE memberships
	SET mentions = mentions + 1
	WHERE room_id = ?1 AND user_id IN (SELECT user_id FROM mentions WHERE room_id = ?1 AND seq = ?2)`
)

// call notes whom a new message calls: in a direct conversation everybody but
// its author, elsewhere those of everybody and the members that it names. A
// message in a room without an @ costs nothing.
func (t *tx) call(m chat.Message, kind chat.RoomKind, everybody chat.Everybody) ([]chat.UserID, error) {
	if kind != chat.Direct && !strings.Contains(m.Body, "@") {
		return nil, nil
	}
	everybody.All = everybody.All || kind == chat.Direct
	called, err := t.callOf(m, everybody)
	if err == nil && len(called) > 0 {
		_, err = t.exec(countCalled, m.Room, m.Seq)
	}
	return called, err
}

func (t *tx) callOf(m chat.Message, everybody chat.Everybody) ([]chat.UserID, error) {
	if everybody.All {
		return list(t, single[chat.UserID], callEverybody, m.Room, m.Seq, m.Author.ID, "", m.Thread)
	}
	called, err := t.callPresent(m, everybody.Present)
	if err != nil {
		return nil, err
	}
	for _, name := range chat.Mentioned(m.Body) {
		found, err := list(t, single[chat.UserID], callNamed, m.Room, m.Seq, m.Author.ID, name, m.Thread)
		if err != nil {
			return nil, err
		}
		called = append(called, found...)
	}
	return called, nil
}

// callPresent is one statement, however many people are online.
func (t *tx) callPresent(m chat.Message, present []chat.UserID) ([]chat.UserID, error) {
	if len(present) == 0 {
		return nil, nil
	}
	ids, err := json.Marshal(present)
	if err != nil {
		return nil, err
	}
	return list(t, single[chat.UserID], callPresent, m.Room, m.Seq, m.Author.ID, string(ids), m.Thread)
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

const membersNamed = `
	SELECT ` + userColumns + `
	FROM json_each(?2) n
	JOIN users u ON u.username = n.value
	JOIN memberships m ON m.room_id = ?1 AND m.user_id = u.id`

// Named finds the members of a membership's room who have one of these user
// names.
func (s *Store) Named(ctx context.Context, m chat.Membership, names []string) ([]chat.User, error) {
	if len(names) == 0 {
		return nil, nil
	}
	asked, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	return listed(ctx, s, userFields, membersNamed, m.Room.ID, string(asked))
}

// PeopleIn is how many people are in a membership's room. chat.ErrNotFound when
// the membership has ended.
func (s *Store) PeopleIn(ctx context.Context, m chat.Membership) (int, error) {
	people, err := one(s.reader(ctx), single[int], roomPeople, m.Room.ID, m.User.ID)
	return people, s.translate(err)
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
