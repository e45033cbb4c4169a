package handlers

import (
	"context"
	"errors"
	"time"

	"parley/db/chat"
	"parley/views"
)

// muted refuses somebody who only reads in a room for now. It is the sentence
// for them.
type muted string

func (m muted) Error() string { return "muted" }

// allowed is nil where the membership allows the act, and else says why it does
// not: a conversation that is shut, a mute, a lock, announcements,
// an archived room, or that it is not theirs to do.
func (s *Server) allowed(ctx context.Context, m chat.Membership, act chat.Act) error {
	at, asIf := time.Now(), m
	if m.MayAt(act, at) {
		return nil
	}
	asIf.Shut = false
	if asIf.MayAt(act, at) {
		return s.whyShut(ctx, m)
	}
	asIf.MutedUntil, asIf.User.MutedUntil = time.Time{}, time.Time{}
	if asIf.MayAt(act, at) {
		return muted(views.MuteSentence(s.audiences.of(m.User), views.MuteOf(m, at)))
	}
	asIf.Room.Locked = false
	if asIf.MayAt(act, at) {
		return errLocked
	}
	asIf.Room.Posting = chat.EverybodyPosts
	if asIf.MayAt(act, at) {
		return errReadOnly
	}
	asIf.Room.Archived = time.Time{}
	if asIf.MayAt(act, at) {
		return errArchived
	}
	return chat.ErrForbidden
}

// whyNot finds the reason for a refusal by the store of what was allowed a
// moment before.
func (s *Server) whyNot(ctx context.Context, m chat.Membership, act chat.Act, err error) error {
	if !errors.Is(err, chat.ErrForbidden) {
		return err
	}
	current, lost := s.store.Membership(ctx, m.User.ID, m.Room.ID)
	if lost != nil {
		return lost
	}
	if why := s.allowed(ctx, current, act); why != nil {
		return why
	}
	return err
}
