package db

import (
	"context"
	"fmt"
	"time"

	"parley/db/chat"
)

// HookJob is the kind of the jobs that tell one piece of news to a hook. Their
// payload is a row of a bell and the place in it that it had then: "12 34".
const HookJob = "hook"

// reserveHook takes the next moment of a hook, if there is one soon enough.
const reserveHook = `
	UPDATE hooks
	SET next = max(next, ?2) + ?3
	WHERE user_id = ?1 AND paused = 0 AND next < ?4
	RETURNING next`

// callHook has a piece of news sent to its person's hook, at a moment that is no
// other's. One that may not be disturbed now is not told of it afterwards either:
// it stands in the bell.
func (t *tx) callHook(n chat.Notification, at time.Time) error {
	quiet, err := quietUntil(t, n.User, at)
	if err != nil || !quiet.IsZero() {
		return err
	}
	next, err := one(t, single[int64], reserveHook, n.User, chat.Millis(at), chat.HookEvery.Milliseconds(), chat.Millis(at.Add(chat.HookQueue)))
	if err != nil {
		return ignore(err, chat.ErrNotFound)
	}
	return t.later(HookJob, hookPayload(n), chat.Time(next).Add(-chat.HookEvery))
}

func hookPayload(n chat.Notification) string { return fmt.Sprintf("%d %d", n.ID, n.Seq) }

const (
	hookColumns = `h.link, h.secret, h.failures, h.rests, h.paused`
	hookOf      = `
	SELECT ` + hookColumns + `
	FROM hooks h
	WHERE h.user_id = ?1`
	liveHook = hookOf + ` AND h.paused = 0 AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND active = 1)`
	newsOf   = selectNotification + `
	WHERE n.id = ?1 AND n.seq = ?2 AND n.read = 0 AND n.gone = 0`
)

func hookFields(h *chat.Hook) []any {
	return []any{text(&h.Link), text(&h.Secret), number(&h.Failures), moment(&h.Rests), flagged(&h.Paused)}
}

// Hook is where a person has their news sent to. chat.ErrNotFound where they
// want none sent.
func (s *Store) Hook(ctx context.Context, user chat.UserID) (chat.Hook, error) {
	hook, err := one(s.reader(ctx), hookFields, hookOf, user)
	return hook, s.translate(err)
}

// HookNews is what the job of a hook is to tell, and where. chat.ErrNotFound
// where there is nothing to tell any more: it was read, newer news of the same
// kind and room follow, or the hook is gone or paused.
func (s *Store) HookNews(ctx context.Context, payload string) (n chat.Notification, hook chat.Hook, err error) {
	var id chat.NotificationID
	var seq int64
	if _, err := fmt.Sscanf(payload, "%d %d", &id, &seq); err != nil {
		return n, hook, chat.ErrNotFound
	}
	if n, err = one(s.reader(ctx), notificationFields, newsOf, id, seq); err == nil {
		hook, err = one(s.reader(ctx), hookFields, liveHook, n.User)
	}
	return n, hook, s.translate(err)
}

const (
	putHook = `
	INSERT INTO hooks (user_id, link, secret)
	VALUES (?1, ?2, ?3)
	ON CONFLICT (user_id) DO UPDATE
	SET link = excluded.link, failures = 0, rests = 0, paused = 0`
	renewSecret = `
	UPDATE hooks
	SET secret = ?2
	WHERE user_id = ?1`
	deleteHook = `
	DELETE FROM hooks
	WHERE user_id = ?1`
	resumeHook = `
	UPDATE hooks
	SET failures = 0, rests = 0, paused = 0
	WHERE user_id = ?1`
	failHook = `
	UPDATE hooks
	SET failures = ?3, rests = ?4, paused = ?5
	WHERE user_id = ?1 AND link = ?2`
)

// SetHook has a person's news sent to a link. secret is for one who had no hook
// before; made tells that it counts.
func (s *Store) SetHook(ctx context.Context, user chat.UserID, link, secret string) (made bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.exec(putHook, user, link, secret); err != nil {
			return err
		}
		hook, err := one(t, hookFields, hookOf, user)
		made = hook.Secret == secret
		return err
	})
	return made, err
}

// RenewHookSecret signs what is sent to a person's hook anew. chat.ErrNotFound
// where they have none; RemoveHook and ResumeHook say the same.
func (s *Store) RenewHookSecret(ctx context.Context, user chat.UserID, secret string) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(renewSecret, user, secret) })
}

// RemoveHook sends nothing to a person's hook any more.
func (s *Store) RemoveHook(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(deleteHook, user) })
}

// ResumeHook goes on with a hook that was paused.
func (s *Store) ResumeHook(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(resumeHook, user) })
}

// HookFailed notes a failure of a hook, which rests for it, or is paused after
// too many in a row. A hook that leads elsewhere by now is left alone.
func (s *Store) HookFailed(ctx context.Context, user chat.UserID, link string, at time.Time) (hook chat.Hook, err error) {
	err = s.write(ctx, func(t *tx) (err error) {
		if hook, err = one(t, hookFields, hookOf, user); err != nil {
			return err
		}
		failures := hook.Failures + 1
		rests := at.Add(chat.HookPause(failures))
		if _, err = t.exec(failHook, user, link, failures, chat.Millis(rests), flag(failures >= chat.MaxHookFailures)); err != nil {
			return err
		}
		hook, err = one(t, hookFields, hookOf, user)
		return err
	})
	return hook, err
}

// HookWorked forgets the failures of a hook that has taken a piece of news.
func (s *Store) HookWorked(ctx context.Context, user chat.UserID) error {
	return ignore(s.ResumeHook(ctx, user), chat.ErrNotFound)
}
