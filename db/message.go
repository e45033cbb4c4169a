package db

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"parley/db/chat"
)

// messageColumns goes with messageFields; the query names messages m and
// their authors u.
const messageColumns = `m.id, m.room_id, m.seq, m.version, m.body, m.html, m.renderer, m.key, m.reply_to,
	m.created, m.edited, m.deleted, m.before, m.continues, ` + userColumns

func messageFields(m *chat.Message) []any {
	return append([]any{number(&m.ID), number(&m.Room), number(&m.Seq), number(&m.Version), text(&m.Body),
		text(&m.HTML), number(&m.Renderer), text(&m.Key), number(&m.ReplyTo), moment(&m.Created), moment(&m.Edited), moment(&m.Deleted),
		moment(&m.Before), flagged(&m.Continues)}, userFields(&m.Author)...)
}

const selectMessage = `
	SELECT ` + messageColumns + `
	FROM messages m
	JOIN users u ON u.id = m.author_id`

// CreateMessage stores a message as the room's next change. created is false
// when the author has sent the same Once to this room before: the message is
// then the one that was stored, as it is now, and the room is unchanged.
// chat.ErrNotFound when the membership has ended or ReplyTo is no message of
// the room, chat.ErrForbidden when the person may not
// post there just now.
func (s *Store) CreateMessage(ctx context.Context, m chat.Membership, message chat.NewMessage) (stored chat.Message, created bool, err error) {
	once := onceHash(message.Once)
	err = s.writeChecked(ctx, func(t *tx) (err error) {
		stored, created, err = t.createMessage(m, message, once)
		return err
	})
	return stored, created, err
}

// onceHash bounds what is kept for ever of every message to 16 bytes; nil
// where the sender gave nothing.
func onceHash(once string) []byte {
	if once == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(once))
	return sum[:16]
}

func (t *tx) createMessage(m chat.Membership, message chat.NewMessage, once []byte) (chat.Message, bool, error) {
	at, err := t.place(m)
	if err != nil {
		return chat.Message{}, false, err
	}
	stored := at.fill(m, message)
	if err := t.requireReply(stored); err != nil {
		return chat.Message{}, false, err
	}
	stored.ID, err = t.insertMessage(stored, once)
	if errors.Is(err, chat.ErrNotFound) {
		if stored, err = one(t, messageFields, messageByOnce, m.User.ID, m.Room.ID, once); err == nil {
			stored.Reactions, err = reactionsTo(t, stored.ID)
		}
		return stored, false, err
	}
	if err != nil {
		return chat.Message{}, false, err
	}
	if _, err := t.exec(roomGrew, stored.Room, stored.Seq, stored.ID, chat.Millis(stored.Created)); err != nil {
		return chat.Message{}, false, err
	}
	called, err := t.call(stored, at.room.Kind)
	if err != nil {
		return chat.Message{}, false, err
	}
	return stored, true, t.log(chat.Change{Room: stored.Room, Seq: stored.Seq, Kind: chat.MessageCreated,
		Message: stored, Place: m.Room, At: stored.Created, Called: called})
}

// placement is where the next message of a room goes.
type placement struct {
	role   chat.RoomRole
	shut   bool
	muted  time.Time // until when
	user   chat.User // as far as rights ask
	room   chat.Room // as far as rights ask
	head   chat.Seq
	before time.Time   // of the message in front, zero for none
	author chat.UserID // of the message in front
}

// A write transaction is alone, so what this reads stays true until the
// message stands.
const nextPlace = `
	SELECT m.role, m.muted_until, u.muted_until, u.barred_until, ` + shutColumn + `, r.kind, r.archived, r.head, n.created, n.author_id
	FROM memberships m
	JOIN users u ON u.id = m.user_id
	JOIN rooms r ON r.id = m.room_id
	LEFT JOIN messages n ON n.id = r.newest_id
	WHERE m.room_id = ?1 AND m.user_id = ?2`

func placementFields(p *placement) []any {
	return []any{text(&p.role), moment(&p.muted), moment(&p.user.MutedUntil), moment(&p.user.BarredUntil), flagged(&p.shut), text(&p.room.Kind), moment(&p.room.Archived), number(&p.head), moment(&p.before), number(&p.author)}
}

// place looks at the membership as it is now, not as it was when it was asked
// for.
func (t *tx) place(m chat.Membership) (placement, error) {
	p, err := one(t, placementFields, nextPlace, m.Room.ID, m.User.ID)
	if err == nil && !(chat.Membership{User: p.user, Role: p.role, Room: p.room, MutedUntil: p.muted, Shut: p.shut}).May(chat.Post) {
		err = chat.ErrForbidden
	}
	return p, err
}

func (p placement) fill(m chat.Membership, message chat.NewMessage) chat.Message {
	created := chat.Time(chat.Millis(message.At))
	return chat.Message{
		Room:      m.Room.ID,
		Seq:       p.head + 1,
		Version:   p.head + 1,
		Author:    m.User,
		Body:      message.Body,
		Shown:     message.Shown,
		Key:       message.Key,
		ReplyTo:   message.ReplyTo,
		Created:   created,
		Before:    p.before,
		Continues: p.author == m.User.ID && created.Sub(p.before) <= chat.GroupSpan,
	}
}

const messageInRoom = `
	SELECT id
	FROM messages
	WHERE id = ?1 AND room_id = ?2`

func (t *tx) requireReply(m chat.Message) error {
	if m.ReplyTo == 0 {
		return nil
	}
	_, err := one(t, single[chat.MessageID], messageInRoom, m.ReplyTo, m.Room)
	return err
}

const insertMessage = `
	INSERT INTO messages (room_id, seq, version, author_id, body, html, renderer, key, once, reply_to, created, before, continues)
	VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
	ON CONFLICT (author_id, room_id, once) DO NOTHING
	RETURNING id`

// insertMessage is chat.ErrNotFound, and has done nothing, where the message
// is there already.
func (t *tx) insertMessage(m chat.Message, once []byte) (chat.MessageID, error) {
	return one(t, single[chat.MessageID], insertMessage, m.Room, m.Seq, m.Author.ID, m.Body, m.HTML, m.Renderer, m.Key, once,
		optional(m.ReplyTo), chat.Millis(m.Created), chat.Millis(m.Before), flag(m.Continues))
}

const roomGrew = `
	UPDATE rooms
	SET head = ?2, newest_id = ?3, active = ?4
	WHERE id = ?1`

const messageByOnce = selectMessage + `
	WHERE m.author_id = ?1 AND m.room_id = ?2 AND m.once = ?3`

const messageFor = selectMessage + `
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = ?2
	WHERE m.id = ?1`

// Message finds a message by its id, with the person's place in its room.
// Deleted ones are found too. chat.ErrNotFound for a stranger.
func (s *Store) Message(ctx context.Context, user chat.UserID, id chat.MessageID) (chat.Message, chat.Membership, error) {
	found, err := one(s.reader(ctx), messageFields, messageFor, id, user)
	if err == nil {
		found.Reactions, err = reactionsTo(s.reader(ctx), id)
	}
	if err != nil {
		return chat.Message{}, chat.Membership{}, s.translate(err)
	}
	m, err := s.Membership(ctx, user, found.Room)
	if err != nil {
		return chat.Message{}, chat.Membership{}, err
	}
	return found, m, nil
}
