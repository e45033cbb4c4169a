package db

import (
	"slices"
	"time"

	"parley/db/chat"
)

// notice is something that one person might want to know of.
type notice struct {
	user    chat.UserID // who might
	kind    chat.NotificationKind
	actor   chat.UserID    // who did it
	room    chat.RoomID    // 0: none
	seq     chat.Seq       // the room's number of it
	message chat.MessageID // 0: it is none
	name    string         // the room's
	result  string
	at      time.Time
}

const blocks = `
	SELECT EXISTS (SELECT 1 FROM blocks WHERE user_id = ?1 AND blocked_id = ?2)`

// wants decides whether a person is told of something: not of what they did
// themselves, and of nothing that somebody does whom they block.
func (t *tx) wants(n notice) (bool, error) {
	if n.user == n.actor {
		return false, nil
	}
	blocked, err := one(t, single[bool], blocks, n.user, n.actor)
	return !blocked, err
}

const (
	// insertNotification takes a message into the row that gathers its kind.
	insertNotification = `
	INSERT INTO notifications (user_id, kind, actor_id, room_id, name, result, newest, at, gathers, seq)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT coalesce(max(seq), 0) + 1 FROM notifications WHERE user_id = ?1))
	ON CONFLICT (user_id, kind, room_id) WHERE gathers = 1 DO UPDATE
	SET count = notifications.count + 1, newest = excluded.newest, at = excluded.at, seq = excluded.seq, version = notifications.version + 1
	RETURNING id`
	insertNotified = `
	INSERT INTO notified (notification_id, message_id)
	VALUES (?1, ?2)`
)

// notify puts something into a person's bell, if they want to know of it. It is
// pushed after the commit, by whoever asks for Unpushed.
func (t *tx) notify(n notice) error {
	wanted, err := t.wants(n)
	if err != nil || !wanted {
		return err
	}
	actor := n.actor
	if n.message != 0 {
		actor = 0 // the author of the newest message
	}
	id, err := one(t, single[chat.NotificationID], insertNotification, n.user, n.kind, optional(actor), optional(n.room),
		n.name, n.result, n.seq, chat.Millis(n.at), flag(n.kind.Gathers()))
	if err != nil || n.message == 0 {
		return err
	}
	_, err = t.exec(insertNotified, id, n.message)
	return err
}

const answeredAuthor = `
	SELECT m.author_id
	FROM messages m
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = m.author_id
	WHERE m.id = ?1 AND m.deleted = 0`

// notifyMessage tells those whom a new message calls, and the author of the one
// that it answers: everybody once.
func (t *tx) notifyMessage(m chat.Message, room chat.Room, called []chat.UserID) error {
	n := notice{kind: chat.NotifiedMention, actor: m.Author.ID, room: m.Room, seq: m.Seq, message: m.ID, name: room.Name, at: m.Created}
	if room.Kind == chat.Direct {
		n.kind = chat.NotifiedDirect
	}
	for _, n.user = range called {
		if err := t.notify(n); err != nil {
			return err
		}
	}
	if m.ReplyTo == 0 {
		return nil
	}
	author, err := one(t, single[chat.UserID], answeredAuthor, m.ReplyTo)
	if err != nil || slices.Contains(called, author) {
		return ignore(err, chat.ErrNotFound)
	}
	n.user, n.kind = author, chat.NotifiedReply
	return t.notify(n)
}

const otherMembers = `
	SELECT user_id
	FROM memberships
	WHERE room_id = ?1 AND user_id <> ?2`

// notifyMembers tells everybody else in a room.
func (t *tx) notifyMembers(n notice) error {
	members, err := list(t, single[chat.UserID], otherMembers, n.room, n.actor)
	if err != nil {
		return err
	}
	for _, n.user = range members {
		if err := t.notify(n); err != nil {
			return err
		}
	}
	return nil
}
