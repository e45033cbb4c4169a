package db

import (
	"encoding/json"
	"time"

	"parley/db/chat"
)

// notice is something that people might want to know of.
type notice struct {
	user    chat.UserID // who might
	kind    chat.NotificationKind
	actor   chat.UserID    // who did it
	room    chat.RoomID    // 0: none
	seq     chat.Seq       // the room's number of it
	message chat.MessageID // 0: it is none
	thread  chat.MessageID // that the message stands in
	name    string         // the room's
	result  string
	at      time.Time
}

const (
	// wanted decides whether a person u is told of something: not of what they
	// did themselves, of nothing that somebody does whom they block, and of
	// messages as their own rules say.
	wanted = `
		u.value <> ?3
		AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = u.value AND b.blocked_id = ?3)
		AND (?11 = 0
			OR EXISTS (SELECT 1 FROM memberships s WHERE s.room_id = ?5 AND s.user_id = u.value AND s.level <> 'nothing')
			AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.user_id = u.value AND a.other_id = ?3 AND a.heed = 'never')
			AND NOT EXISTS (SELECT 1 FROM thread_reads t WHERE t.thread_id = ?12 AND t.user_id = u.value AND t.muted = 1))
		AND (?2 <> 'reaction' OR EXISTS (SELECT 1 FROM users r WHERE r.id = u.value AND r.bell_reactions = 1))`

	// insertNotifications takes a message into the row that gathers its kind,
	// for all of the people ?1 in one statement. A row counts each message once.
	insertNotifications = `
	INSERT INTO notifications (user_id, kind, actor_id, room_id, name, result, newest, at, gathers, seq)
	SELECT u.value, ?2, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT coalesce(max(seq), 0) + 1 FROM notifications WHERE user_id = u.value)
	FROM json_each(?1) u
	WHERE ` + wanted + `
	ON CONFLICT (user_id, kind, room_id) WHERE gathers = 1 DO UPDATE
	SET count = notifications.count
			+ NOT EXISTS (SELECT 1 FROM notified g WHERE g.notification_id = notifications.id AND g.message_id = ?11),
		actor_id = excluded.actor_id, newest = max(notifications.newest, excluded.newest), at = excluded.at, seq = excluded.seq,
		version = notifications.version + 1
	RETURNING id`
	insertNotified = `
	INSERT INTO notified (notification_id, message_id)
	SELECT value, ?2
	FROM json_each(?1)
	WHERE true
	ON CONFLICT (notification_id, message_id) DO NOTHING`
)

// notify puts something into a person's bell, if they want to know of it. It is
// pushed after the commit, by whoever asks for Unpushed.
func (t *tx) notify(n notice) error { return t.notifyAll(n, []chat.UserID{n.user}) }

// notifyAll is the same for many people, none of them twice: two statements,
// however many they are.
func (t *tx) notifyAll(n notice, people []chat.UserID) error {
	if len(people) == 0 {
		return nil
	}
	to, err := json.Marshal(people)
	if err != nil {
		return err
	}
	actor := n.actor
	if n.message != 0 && n.kind != chat.NotifiedReaction {
		actor = 0 // the author of the newest message
	}
	rows, err := list(t, single[chat.NotificationID], insertNotifications, string(to), n.kind, n.actor, optional(actor), optional(n.room),
		n.name, n.result, n.seq, chat.Millis(n.at), flag(n.kind.Gathers()), n.message, n.thread)
	if err != nil || n.message == 0 || len(rows) == 0 {
		return err
	}
	gathering, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = t.exec(insertNotified, string(gathering), n.message)
	return err
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
	return t.notifyAll(n, members)
}

// notifyReaction tells the author of a message that somebody reacted to it.
func (t *tx) notifyReaction(m chat.Message, actor chat.UserID) error {
	return t.notify(notice{user: m.Author.ID, kind: chat.NotifiedReaction, actor: actor, room: m.Room, seq: m.Seq, message: m.ID, thread: m.Thread, at: now()})
}
