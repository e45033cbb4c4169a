package db

import (
	"context"
	"errors"

	"parley/db/chat"
)

const heldByOnce = `
	SELECT id
	FROM held
	WHERE author_id = ?1 AND room_id = ?2 AND once = ?3`

// heldBefore is chat.ErrHeld where the author's same sending was held.
func (t *tx) heldBefore(m chat.Membership, once []byte) error {
	_, err := one(t, single[chat.HeldID], heldByOnce, m.User.ID, m.Room.ID, once)
	if err == nil {
		err = chat.ErrHeld
	}
	return ignore(err, chat.ErrNotFound)
}

const (
	insertHeld = `
	INSERT INTO held (author_id, room_id, thread_id, reply_to, once, key, body, why, at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
	RETURNING id`
	countHeldOf = `
	SELECT count(*)
	FROM held
	WHERE author_id = ?1 AND closed = 0`
	holdFile = `
	UPDATE files
	SET held_id = ?2
	WHERE id = ?1 AND message_id IS NULL`
)

// Hold keeps a message until somebody of the staff lets it into its room, for
// why. The same sending again is held once. It gives the files that are held
// with it. What CreateMessage refuses is refused here too; chat.Invalid where
// chat.MaxHeld of the author's wait.
func (s *Store) Hold(ctx context.Context, m chat.Membership, message chat.NewMessage, why string) ([]chat.File, error) {
	once := onceHash(message.Once)
	var files []chat.File
	err := s.write(ctx, func(t *tx) (err error) {
		if err := t.heldBefore(m, once); err != nil {
			return ignore(err, chat.ErrHeld)
		}
		if files, err = t.mayHold(m, message); err != nil {
			return err
		}
		id, err := one(t, single[chat.HeldID], insertHeld, m.User.ID, m.Room.ID, optional(message.Thread), optional(message.ReplyTo), once, message.Key,
			message.Body, why, chat.Millis(message.At))
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := t.changeOne(holdFile, file.ID, id); err != nil {
				return err
			}
		}
		if message.Thread != 0 {
			return nil
		}
		return t.forgetDraft(m.Room.ID, m.User.ID)
	})
	return files, err
}

// mayHold makes the checks of a new message, and finds its files.
func (t *tx) mayHold(m chat.Membership, message chat.NewMessage) ([]chat.File, error) {
	at, err := t.place(m, message.Act())
	if err == nil && message.Thread != 0 {
		_, err = t.inThread(at, m.Room.ID, message.Thread)
	}
	if err == nil {
		_, err = quoteIn(t, m.Room.ID, message.ReplyTo)
	}
	if err == nil {
		err = at.slowed(now())
	}
	if err != nil {
		return nil, err
	}
	waiting, err := one(t, single[int], countHeldOf, m.User.ID)
	if err == nil && waiting >= chat.MaxHeld {
		err = chat.Invalid{Field: "body", Code: "RULE", Reason: "Twenty of your messages wait for a moderator already. Take one back, or wait until they have looked."}
	}
	if err != nil {
		return nil, err
	}
	return t.requireFiles(m, message)
}

const (
	closeHeld = `
	UPDATE held
	SET closed = ?2, closer_id = ?3, outcome = ?4, words = ?5, body = CASE ?4 WHEN 'refused' THEN body ELSE '' END
	WHERE id = ?1 AND closed = 0`
	releaseFiles = `
	UPDATE files
	SET held_id = NULL
	WHERE held_id = ?1
	RETURNING id`
	forgetHeldFiles = `
	DELETE FROM files
	WHERE held_id = ?1`
	onceOfHeld = `
	SELECT once
	FROM held
	WHERE id = ?1`
)

// closeHeld says what became of a message; chat.ErrConflict where something did
// before.
func (t *tx) closeHeld(id chat.HeldID, closer chat.UserID, outcome chat.HeldOutcome, words string) error {
	closed, err := t.exec(closeHeld, id, chat.Millis(now()), optional(closer), outcome, words)
	if err == nil && closed == 0 {
		err = chat.ErrConflict
	}
	return err
}

// judgeHeld is judge of whose message was held.
func (s *Store) judgeHeld(ctx context.Context, actor chat.UserID, id chat.HeldID, act chat.Deed, do func(t *tx, e chat.Entry, h chat.Held) error) error {
	found, err := s.Held(ctx, id)
	if err != nil {
		return err
	}
	e := chat.Entry{Act: act, Room: found.Room.ID, Reason: found.Why}
	return s.judge(ctx, actor, found.Author.ID, e, others, func(t *tx, e chat.Entry, _ chat.User) error {
		return do(t, e, found) // but for how it ended, it never changes
	})
}

// LetThrough sends a message that was held, as its author's and as it is drawn
// now. What they may do counts as it is now too: chat.Invalid where they may not
// write there any more. chat.ErrConflict where somebody was first.
func (s *Store) LetThrough(ctx context.Context, actor chat.UserID, id chat.HeldID, message chat.NewMessage) (chat.Message, error) {
	var sent chat.Message
	err := s.judgeHeld(ctx, actor, id, chat.DeedLetThrough, func(t *tx, e chat.Entry, h chat.Held) (err error) {
		if err := t.closeHeld(id, actor, chat.HeldThrough, ""); err != nil {
			return err
		}
		if sent, err = t.sendHeld(h, message); err != nil {
			return err
		}
		e.Message = sent.ID
		return t.audit(e)
	})
	return sent, err
}

func (t *tx) sendHeld(h chat.Held, message chat.NewMessage) (sent chat.Message, err error) {
	if message.Files, err = list(t, single[chat.FileID], releaseFiles, h.ID); err != nil {
		return sent, err
	}
	once, err := one(t, single[[]byte], onceOfHeld, h.ID)
	if err != nil {
		return sent, err
	}
	m, err := one(t, membershipFields, membershipOf, h.Room.ID, h.Author.ID)
	if err == nil {
		message.Held = h.ID
		sent, _, err = t.createMessage(m, message, once)
	}
	if errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrForbidden) {
		err = chat.Invalid{Field: "decision", Reason: "It cannot appear any more: the room is gone or shut, or its author may not write there. Refuse it."}
	}
	return sent, err
}

// RefuseHeld ends the wait of a message that does not appear, and tells its
// author. chat.ErrConflict where somebody was first.
func (s *Store) RefuseHeld(ctx context.Context, actor chat.UserID, id chat.HeldID, words string) error {
	return s.judgeHeld(ctx, actor, id, chat.DeedRefuseHeld, func(t *tx, e chat.Entry, h chat.Held) error {
		if err := t.closeHeld(id, actor, chat.HeldRefused, words); err != nil {
			return err
		}
		if _, err := t.exec(forgetHeldFiles, id); err != nil {
			return err
		}
		told := notice{user: h.Author.ID, kind: chat.NotifiedModeration, result: chat.ResultHeldRefused, at: now()}
		if err := t.notify(told); err != nil {
			return err
		}
		e.Words = words
		return t.audit(e)
	})
}

const heldOf = `
	SELECT id
	FROM held
	WHERE id = ?1 AND author_id = ?2`

// TakeBackHeld has somebody take back a message of theirs that waits.
// chat.ErrConflict where it was decided about, chat.ErrNotFound for another
// person's.
func (s *Store) TakeBackHeld(ctx context.Context, author chat.UserID, id chat.HeldID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, single[chat.HeldID], heldOf, id, author); err != nil {
			return err
		}
		if err := t.closeHeld(id, 0, chat.HeldTakenBack, ""); err != nil {
			return err
		}
		_, err := t.exec(forgetHeldFiles, id)
		return err
	})
}

const (
	forgetFilesOf = `
	DELETE FROM files
	WHERE held_id IN (SELECT id FROM held WHERE author_id = ?1 AND closed = 0)`
	refuseAllOf = `
	UPDATE held
	SET closed = ?2, closer_id = ?3, outcome = 'refused'
	WHERE author_id = ?1 AND closed = 0`
)

// refuseAll ends the wait of all that somebody wrote who may not come in.
func (t *tx) refuseAll(author, closer chat.UserID) error {
	if _, err := t.exec(forgetFilesOf, author); err != nil {
		return err
	}
	_, err := t.exec(refuseAllOf, author, chat.Millis(now()), optional(closer))
	return err
}

const (
	forgetFilesIn = `
	DELETE FROM files
	WHERE held_id IN (SELECT id FROM held WHERE room_id = ?1)`
	endHeldIn = `
	UPDATE held
	SET body = '', outcome = CASE closed WHEN 0 THEN 'refused' ELSE outcome END, closed = CASE closed WHEN 0 THEN ?2 ELSE closed END
	WHERE room_id = ?1`
)

// endHeldIn forgets with a room what was to be said in it.
func (t *tx) endHeldIn(room chat.RoomID) error {
	if _, err := t.exec(forgetFilesIn, room); err != nil {
		return err
	}
	_, err := t.exec(endHeldIn, room, chat.Millis(now()))
	return err
}
