package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const messageByID = selectMessage + `
	WHERE m.id = ?1 AND m.room_id = ?2 AND m.deleted = 0`

// standing finds a message that may be changed, and the person's role as it is
// now. chat.ErrNotFound for a deleted message, another room's, and a stranger.
func (t *tx) standing(m chat.Membership, id chat.MessageID) (chat.Message, chat.Membership, error) {
	current, err := one(t, membershipFields, membershipOf, m.Room.ID, m.User.ID)
	if err != nil {
		return chat.Message{}, chat.Membership{}, err
	}
	found, err := one(t, messageFields, messageByID, id, m.Room.ID)
	if err == nil {
		err = complete(t, &found)
	}
	return found, current, err
}

const keepEdit = `
	INSERT INTO edits (message_id, version, body, at)
	VALUES (?1, ?2, ?3, ?4)`

const updateBody = `
	UPDATE messages
	SET body = ?2, html = ?3, renderer = ?4, version = ?5, edited = ?6
	WHERE id = ?1`

// EditMessage gives a message another text and keeps the old one. The same
// text again changes nothing. chat.ErrForbidden for anybody but the author,
// chat.ErrConflict where the text is not the one that the edit was made from,
// chat.ErrNotFound for a deleted message and for another room's.
func (s *Store) EditMessage(ctx context.Context, m chat.Membership, id chat.MessageID, edit chat.Edit) (chat.Message, error) {
	var edited chat.Message
	err := s.write(ctx, func(t *tx) error {
		found, current, err := t.standing(m, id)
		if err != nil {
			return err
		}
		if found.Author.ID != m.User.ID || !current.May(chat.EditOwn) {
			return chat.ErrForbidden
		}
		edited = found
		switch {
		case found.Body == edit.Body:
			return nil
		case edit.Was != "" && edit.Was != chat.Mark(found.Body):
			return chat.ErrConflict
		}
		edited, err = t.edit(found, edit)
		return err
	})
	return edited, err
}

func (t *tx) edit(m chat.Message, edit chat.Edit) (chat.Message, error) {
	if _, err := t.exec(keepEdit, m.ID, m.Version, m.Body, chat.Millis(edit.At)); err != nil {
		return m, err
	}
	if err := t.reword(entryOf(m), edit.Body); err != nil {
		return m, err
	}
	seq, err := t.nextSeq(m.Room)
	if err != nil {
		return m, err
	}
	if chat.FirstLink(m.Body) != chat.FirstLink(edit.Body) {
		if err := t.changeLink(&m, edit); err != nil {
			return m, err
		}
	} else {
		edit.Link = "" // its card is there, on its way, or taken away
	}
	m.Body, m.Shown, m.Version, m.Edited = edit.Body, edit.Shown, seq, chat.Time(chat.Millis(edit.At))
	if _, err := t.exec(updateBody, m.ID, m.Body, m.HTML, m.Renderer, m.Version, chat.Millis(m.Edited)); err != nil {
		return m, err
	}
	return m, t.logMessage(chat.Change{Seq: seq, Kind: chat.MessageEdited, Message: m, At: m.Edited, Work: edit.Link != ""})
}

// DeleteMessage takes a message's text out of everybody's sight, with the texts
// that edits replaced and what was answered to it; its place in the log stays,
// and RestoreMessage brings it back. The author may with chat.DeleteOwn,
// others with chat.DeleteOthers: otherwise chat.ErrForbidden.
// chat.ErrNotFound for a deleted message and for another room's.
func (s *Store) DeleteMessage(ctx context.Context, m chat.Membership, id chat.MessageID, at time.Time) (chat.Message, error) {
	var deleted chat.Message
	err := s.write(ctx, func(t *tx) error {
		found, current, err := t.standing(m, id)
		if err != nil {
			return err
		}
		act := chat.DeleteOthers
		if found.Author.ID == m.User.ID {
			act = chat.DeleteOwn
		}
		if !current.May(act) {
			return chat.ErrForbidden
		}
		found.Remover = m.User.ID
		t.actOn(chat.DeedRemove, m, found)
		deleted, err = t.delete(found, at)
		return err
	})
	return deleted, err
}

const (
	emptyMessage = `
	UPDATE messages
	SET body = '', html = '', renderer = 0, version = ?2, deleted = ?3, remover_id = ?4, continues = 0
	WHERE id = ?1`
	forgetEdits = `
	DELETE FROM edits
	WHERE message_id = ?1`
	forgetReactions = `
	DELETE FROM reactions
	WHERE message_id = ?1`
	newestAnew = `
	UPDATE rooms
	SET newest_id = coalesce((
		SELECT id
		FROM messages
		WHERE room_id = ?1 AND deleted = 0 AND thread_id IS NULL
		ORDER BY seq DESC
		LIMIT 1), 0)
	WHERE id = ?1`
	newestAgain = newestAnew + ` AND newest_id = ?2`
)

// delete works on a message that knows its remover.
func (t *tx) delete(m chat.Message, at time.Time) (chat.Message, error) {
	if err := t.keep(m, at); err != nil {
		return m, err
	}
	if err := t.reword(entryOf(m), ""); err != nil {
		return m, err
	}
	seq, err := t.nextSeq(m.Room)
	if err != nil {
		return m, err
	}
	m.Body, m.Shown, m.Reactions, m.Card, m.Files, m.Continues, m.Version, m.Deleted = "", chat.Shown{}, nil, nil, nil, false, seq, chat.Time(chat.Millis(at))
	if _, err := t.exec(emptyMessage, m.ID, m.Version, chat.Millis(m.Deleted), m.Remover); err != nil {
		return m, err
	}
	if _, err := t.exec(newestAgain, m.Room, m.ID); err != nil {
		return m, err
	}
	called, err := t.uncall(m)
	if err == nil {
		err = t.unnotify(m)
	}
	if err != nil {
		return m, err
	}
	if err := t.logMessage(chat.Change{Seq: seq, Kind: chat.MessageDeleted, Message: m, At: m.Deleted, Called: called}); err != nil {
		return m, err
	}
	return m, t.regroup(m, m.Deleted)
}

// logMessage writes what happened to an older message, with its room as it is
// now.
func (t *tx) logMessage(c chat.Change) (err error) {
	c.Room = c.Message.Room
	if err := t.threadChanged(&c); err != nil {
		return err
	}
	if c.Place, err = one(t, roomFields, roomByID, c.Room, ""); err != nil {
		return err
	}
	return t.log(c)
}
