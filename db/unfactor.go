package db

import (
	"context"

	"parley/db/chat"
)

// EndFactor turns a person's own second factor off. A factor that waits for its
// first code is forgotten. chat.ErrConflict where there is none.
func (s *Store) EndFactor(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		return t.endFactor(who, nameOf(who))
	})
}

// TakeFactor is for an admin who helps somebody that has lost theirs, and not
// themselves: the person reads of it in their bell. chat.ErrConflict where none
// is on.
func (s *Store) TakeFactor(ctx context.Context, actor, user chat.UserID) error {
	return s.judge(ctx, actor, user, chat.Entry{Act: chat.DeedFactorOff}, admin, func(t *tx, e chat.Entry, target chat.User) error {
		return t.takeFactor(target, e.Actor)
	})
}

// ClearFactor is TakeFactor by the program itself: the way back in for the last
// admin.
func (s *Store) ClearFactor(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		target, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		return t.takeFactor(target, chat.Named{})
	})
}

func (t *tx) takeFactor(target chat.User, actor chat.Named) error {
	found, err := one(t, factorFields, factorOf, target.ID)
	if err != nil {
		return unchanged(err)
	}
	if !found.On() {
		return chat.ErrConflict
	}
	if err := t.endFactor(target, actor); err != nil {
		return err
	}
	return t.notify(notice{user: target.ID, kind: chat.NotifiedModeration, result: string(chat.DeedFactorOff), at: now()})
}

const (
	deleteFactor = `
	DELETE FROM factors
	WHERE user_id = ?1
	RETURNING since > 0`
	forgetGiven = `
	UPDATE sign_ins
	SET factored = 0
	WHERE user_id = ?1 AND factored = 1`
)

// endFactor takes all of it: what was signed in with it is as if without.
func (t *tx) endFactor(target chat.User, actor chat.Named) error {
	if _, err := t.exec(forgetRecovery, target.ID); err != nil {
		return err
	}
	was, err := one(t, single[bool], deleteFactor, target.ID)
	if err != nil {
		return unchanged(err)
	}
	if _, err := t.exec(forgetGiven, target.ID); err != nil {
		return err
	}
	if _, err := t.exec(deleteChallenges, target.ID); err != nil || !was {
		return err
	}
	return t.audit(chat.Entry{Act: chat.DeedFactorOff, Actor: actor, Target: nameOf(target)})
}
