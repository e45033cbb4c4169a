package db

import (
	"context"

	"parley/db/chat"
)

// EndSessions ends every sign-in of somebody who ranks below an admin, and
// tells which they were.
func (s *Store) EndSessions(ctx context.Context, actor, user chat.UserID, reason string) ([]chat.SignInID, error) {
	var ended []chat.SignInID
	err := s.judge(ctx, actor, user, chat.Entry{Act: chat.DeedEndSessions, Reason: reason}, adminAbove, func(t *tx, e chat.Entry, target chat.User) (err error) {
		if ended, err = t.endSignIns(target.ID, 0, "ended by staff"); err != nil || len(ended) == 0 {
			return err
		}
		return t.audit(e)
	})
	return ended, err
}

// ChangeRole is SetRole by an admin, who cannot change their own.
func (s *Store) ChangeRole(ctx context.Context, actor, user chat.UserID, role chat.Role) error {
	return s.judge(ctx, actor, user, chat.Entry{Act: chat.DeedRole}, admin, func(t *tx, e chat.Entry, target chat.User) error {
		return t.setRole(target, role, e.Actor)
	})
}

// ChangeActive is SetActive by an admin, who cannot keep themselves out.
func (s *Store) ChangeActive(ctx context.Context, actor, user chat.UserID, active bool) error {
	act := chat.DeedDeactivate
	if active {
		act = chat.DeedBringBack
	}
	return s.judge(ctx, actor, user, chat.Entry{Act: act}, admin, func(t *tx, e chat.Entry, target chat.User) error {
		return t.setActive(target, active, e.Actor)
	})
}

// NoteDisconnect logs that somebody of the staff closed a connection of a
// person below them, or one of their own.
func (s *Store) NoteDisconnect(ctx context.Context, actor, user chat.UserID) error {
	mine := func(actor, target chat.User) bool { return actor.ID == target.ID || above(actor, target) }
	return s.judge(ctx, actor, user, chat.Entry{Act: chat.DeedDisconnect}, mine, func(t *tx, e chat.Entry, _ chat.User) error {
		return t.audit(e)
	})
}

// NoteVisitorDisconnect logs that somebody of the staff closed a connection of a
// visitor at the support desk.
func (s *Store) NoteVisitorDisconnect(ctx context.Context, actor chat.UserID, visitor string) error {
	entry := chat.Entry{Act: chat.DeedDisconnect, Reason: visitor}
	return s.govern(ctx, actor, entry, ofStaff, func(t *tx, e chat.Entry, _ chat.User) error { return t.audit(e) })
}

const insertNote = `
	INSERT INTO notes (user_id, author_id, at, words)
	VALUES (?1, ?2, ?3, ?4)`

// AddNote keeps what moderators tell each other about somebody, whatever their
// rank, but nobody about themselves.
func (s *Store) AddNote(ctx context.Context, actor, user chat.UserID, words string) error {
	return s.judge(ctx, actor, user, chat.Entry{Act: chat.DeedNote}, others, func(t *tx, e chat.Entry, target chat.User) error {
		if _, err := t.exec(insertNote, target.ID, e.Actor.ID, chat.Millis(now()), words); err != nil {
			return err
		}
		return t.audit(e)
	})
}

const notesOn = `
	SELECT n.author_id, a.display_name, n.at, n.words
	FROM notes n
	JOIN users a ON a.id = n.author_id
	WHERE n.user_id = ?1
	ORDER BY n.id DESC
	LIMIT 200`

// NotesOn lists the notes about somebody, the latest first, at most 200.
func (s *Store) NotesOn(ctx context.Context, user chat.UserID) ([]chat.Note, error) {
	fields := func(n *chat.Note) []any {
		return []any{number(&n.Author.ID), text(&n.Author.Name), moment(&n.At), text(&n.Words)}
	}
	return listed(ctx, s, fields, notesOn, user)
}

const accountsNamed = `
	SELECT ` + userColumns + `
	FROM users u
	WHERE u.username LIKE ?1 ESCAPE '\' OR u.display_folded LIKE ?1 ESCAPE '\' OR u.email_folded LIKE ?1 ESCAPE '\'
	ORDER BY u.display_folded, u.id
	LIMIT ?2`

// Accounts finds people whose name or address begins with a text, those who are
// kept out too, by display name; for staff.
func (s *Store) Accounts(ctx context.Context, prefix string, limit int) ([]chat.User, error) {
	return listed(ctx, s, userFields, accountsNamed, literal(folded(prefix))+"%", limit)
}

const sharedRooms = `
	SELECT ` + roomColumns + `
	FROM memberships m
	JOIN memberships mine ON mine.room_id = m.room_id AND mine.user_id = ?1
	JOIN rooms r ON r.id = m.room_id
	WHERE m.user_id = ?2
	ORDER BY r.name_folded, r.id
	LIMIT 100`

// SharedRooms lists the rooms that both people are in, at most 100.
func (s *Store) SharedRooms(ctx context.Context, viewer, user chat.UserID) ([]chat.Room, error) {
	return listed(ctx, s, roomFields, sharedRooms, viewer, user)
}
