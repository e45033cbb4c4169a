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
const messageColumns = `m.id, m.room_id, m.seq, m.version, m.body, m.html, m.renderer, m.key, m.reply_to, m.thread_id,
	m.created, m.edited, m.deleted, m.remover_id, m.before, m.continues, m.pinned, ` + userColumns

func messageFields(m *chat.Message) []any {
	return append([]any{number(&m.ID), number(&m.Room), number(&m.Seq), number(&m.Version), text(&m.Body),
		text(&m.HTML), number(&m.Renderer), text(&m.Key), number(&m.ReplyTo), number(&m.Thread), moment(&m.Created), moment(&m.Edited), moment(&m.Deleted),
		number(&m.Remover), moment(&m.Before), flagged(&m.Continues), number(&m.Pinned)}, userFields(&m.Author)...)
}

const selectMessage = `
	SELECT ` + messageColumns + `
	FROM messages m
	JOIN users u ON u.id = m.author_id`

// CreateMessage stores a message as the room's next change. created is false
// when the author has sent the same Once to this room before: the message is
// then the one that was stored, as it is now, and the room is unchanged.
// chat.ErrNotFound when the membership has ended ReplyTo is no message of
// the room or Thread none of its log, chat.ErrForbidden when the person may not
// post there just now, chat.Slowed when slow mode has them wait,
// chat.ErrHeld when the same Once was held.
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
	if err == nil && message.Thread != 0 {
		at, err = t.inThread(at, m.Room.ID, message.Thread)
	}
	if err != nil {
		return chat.Message{}, false, err
	}
	stored := at.fill(m, message)
	if stored.Quote, err = quoteIn(t, stored.Room, stored.ReplyTo); err != nil {
		return chat.Message{}, false, err
	}
	files, err := t.requireFiles(m, message)
	if err == nil && message.Held == 0 { // somebody of the staff does not wait for its author
		err = at.slowed(now())
	}
	if at.held && message.Held == 0 {
		if held := t.heldBefore(m, once); held != nil {
			err = held
		}
	}
	if err != nil && once != nil { // it may have been sent before
		if sent, lost := t.sentOnce(m, once); lost == nil {
			return sent, false, nil
		}
	}
	if err != nil {
		return chat.Message{}, false, err
	}
	stored.ID, err = t.insertMessage(stored, once)
	if errors.Is(err, chat.ErrNotFound) {
		stored, err = t.sentOnce(m, once)
		return stored, false, err
	}
	if err != nil {
		return chat.Message{}, false, err
	}
	if err := t.attach(&stored, files); err != nil {
		return chat.Message{}, false, err
	}
	return stored, true, t.created(m, stored, at, message)
}

// created does what a new message means for its room, or its thread, and
// announces it.
func (t *tx) created(m chat.Membership, stored chat.Message, at placement, message chat.NewMessage) (err error) {
	c := chat.Change{Room: stored.Room, Seq: stored.Seq, Kind: chat.MessageCreated, Message: stored, Place: m.Room, At: stored.Created, Work: message.Link != ""}
	if c.Called, err = t.call(stored, at.room.Kind, message.Everybody); err != nil {
		return err
	}
	if stored.Thread == 0 {
		err = t.roomGrew(stored)
	} else {
		err = t.threadGrew(&c)
	}
	if err == nil {
		err = t.slow(&c, at)
	}
	if err == nil {
		err = t.notifyMessage(c)
	}
	if err != nil {
		return err
	}
	if err := t.wantCard(stored.ID, message.Link, stored.Created); err != nil {
		return err
	}
	return t.log(c)
}

// roomGrew counts a new message of the room's log, which ends what its author
// had begun to write there.
func (t *tx) roomGrew(m chat.Message) error {
	if _, err := t.exec(roomGrew, m.Room, m.Seq, m.ID, chat.Millis(m.Created)); err != nil {
		return err
	}
	return t.forgetDraft(m.Room, m.Author.ID)
}

// sentOnce finds what the author has sent before with the same Once.
func (t *tx) sentOnce(m chat.Membership, once []byte) (chat.Message, error) {
	stored, err := one(t, messageFields, messageByOnce, m.User.ID, m.Room.ID, once)
	if err == nil {
		err = complete(t, &stored)
	}
	return stored, err
}

// SentBefore finds what the author has sent to a room with the same Once;
// chat.ErrNotFound where it was not stored.
func (s *Store) SentBefore(ctx context.Context, m chat.Membership, once string) (chat.Message, error) {
	stored, err := one(s.reader(ctx), messageFields, messageByOnce, m.User.ID, m.Room.ID, onceHash(once))
	if err == nil {
		err = complete(s.reader(ctx), &stored)
	}
	return stored, s.translate(err)
}

// placement is where the next message of a room goes.
type placement struct {
	role  chat.RoomRole
	shut  bool
	raid  chat.Raid
	held  bool      // some of their messages there wait for the staff, or did
	muted time.Time // until when
	spoke time.Time // before, as of a Membership
	user  chat.User // as far as rights ask
	room  chat.Room // as far as rights ask
	head  chat.Seq
	front chat.Message // as far as grouping asks; zero for none
}

// A write transaction is alone, so what this reads stays true until the
// message stands.
const nextPlace = `
	SELECT m.role, m.muted_until, m.spoke, u.role, u.created, u.muted_until, u.barred_until, u.raid_spoke, (SELECT raid_since FROM place), ` + shutColumn + `,
		EXISTS (SELECT 1 FROM held h WHERE h.author_id = m.user_id AND h.room_id = m.room_id), r.kind, r.archived, r.slow, r.locked, r.head, n.id, n.created, n.deleted, n.author_id
	FROM memberships m
	JOIN users u ON u.id = m.user_id
	JOIN rooms r ON r.id = m.room_id
	LEFT JOIN messages n ON n.id = (
		SELECT id
		FROM messages
		WHERE room_id = r.id AND thread_id IS NULL
		ORDER BY seq DESC
		LIMIT 1)
	WHERE m.room_id = ?1 AND m.user_id = ?2`

func placementFields(p *placement) []any {
	return append([]any{text(&p.role), moment(&p.muted), moment(&p.spoke), text(&p.user.Role), moment(&p.user.Created), moment(&p.user.MutedUntil), moment(&p.user.BarredUntil),
		moment(&p.raid.Spoke), moment(&p.raid.Since), flagged(&p.shut), flagged(&p.held), text(&p.room.Kind), moment(&p.room.Archived), seconds{&p.room.Slow}, flagged(&p.room.Locked), number(&p.head)},
		frontFields(&p.front)...)
}

// frontFields are a message as far as grouping asks.
func frontFields(m *chat.Message) []any {
	return []any{number(&m.ID), moment(&m.Created), moment(&m.Deleted), number(&m.Author.ID)}
}

// place looks at the membership as it is now, not as it was when it was asked
// for.
func (t *tx) place(m chat.Membership) (placement, error) {
	p, err := one(t, placementFields, nextPlace, m.Room.ID, m.User.ID)
	if err == nil && !p.membership().May(chat.Post) {
		err = chat.ErrForbidden
	}
	return p, err
}

func (p placement) fill(m chat.Membership, message chat.NewMessage) chat.Message {
	created := chat.Time(chat.Millis(message.At))
	stored := chat.Message{
		Room:    m.Room.ID,
		Seq:     p.head + 1,
		Version: p.head + 1,
		Author:  m.User,
		Body:    message.Body,
		Shown:   message.Shown,
		Key:     message.Key,
		ReplyTo: message.ReplyTo,
		Thread:  message.Thread,
		Created: created,
		Before:  p.front.Created,
	}
	stored.Continues = stored.Follows(p.front)
	return stored
}

const insertMessage = `
	INSERT INTO messages (room_id, seq, version, author_id, body, html, renderer, key, once, reply_to, created, before, continues, thread_id)
	VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
	ON CONFLICT (author_id, room_id, once) DO NOTHING
	RETURNING id`

// insertMessage is chat.ErrNotFound, and has done nothing, where the message
// is there already.
func (t *tx) insertMessage(m chat.Message, once []byte) (chat.MessageID, error) {
	return one(t, single[chat.MessageID], insertMessage, m.Room, m.Seq, m.Author.ID, m.Body, m.HTML, m.Renderer, m.Key, once,
		optional(m.ReplyTo), chat.Millis(m.Created), chat.Millis(m.Before), flag(m.Continues), optional(m.Thread))
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
		err = complete(s.reader(ctx), &found)
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
