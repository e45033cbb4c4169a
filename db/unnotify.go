package db

import (
	"time"

	"parley/db/chat"
)

const (
	gathering = `
	SELECT notification_id
	FROM notified
	WHERE message_id = ?1`
	gatheringOf = `
	SELECT g.notification_id
	FROM notified g
	JOIN notifications n ON n.id = g.notification_id
	JOIN messages m ON m.id = g.message_id
	WHERE n.user_id = ?1 AND m.author_id = ?2
	GROUP BY g.notification_id`
	releaseMessage = `
	DELETE FROM notified
	WHERE message_id = ?1`
	releaseAuthor = `
	DELETE FROM notified
	WHERE notification_id = ?1 AND message_id IN (SELECT id FROM messages WHERE author_id = ?2)`
	gathered = `
	SELECT count(*), coalesce(max(m.seq), 0)
	FROM notified g
	JOIN messages m ON m.id = g.message_id
	WHERE g.notification_id = ?1`
	countGathered = `
	UPDATE notifications
	SET count = ?2, newest = ?3, version = version + 1
	WHERE id = ?1`
)

// unnotify takes a deleted message out of everybody's bell.
func (t *tx) unnotify(m chat.Message) error {
	rows, err := list(t, single[chat.NotificationID], gathering, m.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	if _, err := t.exec(releaseMessage, m.ID); err != nil {
		return err
	}
	return t.recount(rows)
}

const goneFrom = `
	SELECT id
	FROM notifications
	WHERE user_id = ?1 AND actor_id = ?2 AND gone = 0`

// unnotifyFrom takes somebody whom a person blocks out of the person's bell.
func (t *tx) unnotifyFrom(user, blocked chat.UserID) error {
	rows, err := list(t, single[chat.NotificationID], gatheringOf, user, blocked)
	if err != nil {
		return err
	}
	for _, id := range rows {
		if _, err := t.exec(releaseAuthor, id, blocked); err != nil {
			return err
		}
	}
	if err := t.recount(rows); err != nil {
		return err
	}
	rows, err = list(t, single[chat.NotificationID], goneFrom, user, blocked)
	if err != nil {
		return err
	}
	return t.drop(rows...)
}

// remainder is what is left of a row's messages.
type remainder struct {
	count  int
	newest chat.Seq
}

func remainderFields(r *remainder) []any { return []any{number(&r.count), number(&r.newest)} }

// recount counts what rows gather, and drops those that gather nothing.
func (t *tx) recount(rows []chat.NotificationID) error {
	for _, id := range rows {
		left, err := one(t, remainderFields, gathered, id)
		switch {
		case err != nil:
			return err
		case left.count == 0:
			err = t.drop(id)
		default:
			_, err = t.exec(countGathered, id, left.count, left.newest)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	release = `
	DELETE FROM notified
	WHERE notification_id = ?1`
	deleteUnshown = `
	DELETE FROM notifications
	WHERE id = ?1 AND pushed = 0`
	markGone = `
	UPDATE notifications
	SET gone = 1, gathers = 0, version = version + 1
	WHERE id = ?1`
)

// drop takes rows out of a bell. One that open pages may show stays until they
// were told.
func (t *tx) drop(rows ...chat.NotificationID) error {
	for _, id := range rows {
		for _, query := range []string{release, deleteUnshown, markGone} {
			if _, err := t.exec(query, id); err != nil {
				return err
			}
		}
	}
	return nil
}

const inRoomOf = `
	SELECT id
	FROM notifications
	WHERE room_id = ?1 AND user_id = ?2 AND gone = 0`

// unnotifyOut takes a room out of the bell of somebody who is not in it any
// more.
func (t *tx) unnotifyOut(room chat.RoomID, user chat.UserID) error {
	rows, err := list(t, single[chat.NotificationID], inRoomOf, room, user)
	if err != nil {
		return err
	}
	return t.drop(rows...)
}

// The same for everybody at once.
const (
	releaseRoom = `
	DELETE FROM notified
	WHERE notification_id IN (SELECT id FROM notifications WHERE room_id = ?1)`
	deleteUnshownIn = `
	DELETE FROM notifications
	WHERE room_id = ?1 AND pushed = 0`
	markGoneIn = `
	UPDATE notifications
	SET gone = 1, gathers = 0, version = version + 1
	WHERE room_id = ?1 AND gone = 0`
)

// unnotifyRoom takes a room out of all bells.
func (t *tx) unnotifyRoom(room chat.RoomID) error {
	for _, query := range []string{releaseRoom, deleteUnshownIn, markGoneIn} {
		if _, err := t.exec(query, room); err != nil {
			return err
		}
	}
	return nil
}

// settleRequest writes into a person's bell what came of somebody's request.
const settleRequest = `
	UPDATE notifications
	SET result = ?3, read = CASE read WHEN 0 THEN ?4 ELSE read END, version = version + 1
	WHERE user_id = ?1 AND actor_id = ?2 AND kind = 'friend-request' AND result = '' AND gone = 0`

const requestFrom = `
	SELECT id
	FROM notifications
	WHERE user_id = ?1 AND actor_id = ?2 AND kind = 'friend-request' AND result = '' AND gone = 0`

// notifyTie tells of what a person's answer made of two.
func (t *tx) notifyTie(user, other chat.UserID, next chat.Friendship, at time.Time) error {
	n := notice{user: other, actor: user, kind: chat.NotifiedFriendAnswer, at: at}
	switch next {
	case chat.Asked:
		n.kind = chat.NotifiedFriendRequest
	case chat.Friends:
		n.result = chat.ResultAccepted
	case chat.Declining:
		n.result = chat.ResultDeclined
	default: // taken back, or ended
		rows, err := list(t, single[chat.NotificationID], requestFrom, other, user)
		if err != nil {
			return err
		}
		return t.drop(rows...)
	}
	if n.result != "" {
		if _, err := t.exec(settleRequest, user, other, n.result, chat.Millis(at)); err != nil {
			return err
		}
	}
	return t.notify(n)
}
