package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// selectSanction goes with sanctionFields.
const selectSanction = `
	SELECT s.id, s.kind, s.actor_id, a.display_name, s.report_id, s.reason, s.words, s.since, s.until, s.lifted, s.answer, s.answered
	FROM sanctions s
	LEFT JOIN users a ON a.id = s.actor_id`

func sanctionFields(s *chat.Sanction) []any {
	return []any{number(&s.ID), text(&s.Kind), number(&s.Actor.ID), text(&s.Actor.Name), number(&s.Report), text(&s.Reason), text(&s.Words),
		moment(&s.Since), moment(&s.Until), moment(&s.Lifted), text(&s.Answer), moment(&s.Answered)}
}

const sanctionsOf = selectSanction + `
	WHERE s.user_id = ?1
	ORDER BY s.id DESC
	LIMIT 200`

// SanctionsOf lists what was done to a person, the latest first, at most 200.
func (s *Store) SanctionsOf(ctx context.Context, user chat.UserID) ([]chat.Sanction, error) {
	return listed(ctx, s, sanctionFields, sanctionsOf, user)
}

const barringOf = selectSanction + `
	WHERE s.user_id = ?1 AND s.kind IN ('suspend', 'ban') AND s.lifted = 0 AND s.until > ?2
	ORDER BY s.until DESC, s.id DESC
	LIMIT 1`

// Barring finds what keeps a person out at a time, the longest of it;
// chat.ErrNotFound where nothing does.
func (s *Store) Barring(ctx context.Context, user chat.UserID, at time.Time) (chat.Sanction, error) {
	found, err := one(s.reader(ctx), sanctionFields, barringOf, user, chat.Millis(at))
	return found, s.translate(err)
}

// Sanction does something to somebody who ranks below. A person has one of each
// kind at a time: chat.ErrConflict where they have this one, and warnings as
// many as there are. What bars them raises AuthEpoch and ends every sign-in.
func (s *Store) Sanction(ctx context.Context, actor, user chat.UserID, n chat.NewSanction) (chat.Sanction, error) {
	var done chat.Sanction
	entry := chat.Entry{Act: chat.Deed(n.Kind), Reason: n.Reason, Words: n.Words, Until: n.Until}
	err := s.judge(ctx, actor, user, entry, above, func(t *tx, e chat.Entry, target chat.User) (err error) {
		done, err = t.sanction(target, n, e)
		return err
	})
	return done, err
}

const standsAlready = `
	SELECT EXISTS (SELECT 1 FROM sanctions WHERE user_id = ?1 AND kind = ?2 AND lifted = 0 AND until > ?3)`

const insertSanction = `
	INSERT INTO sanctions (user_id, actor_id, report_id, kind, reason, words, since, until)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
	RETURNING id`

// noticed counts what a person has not read.
const noticed = `
	UPDATE users
	SET notices = notices + 1
	WHERE id = ?1`

// sanction writes it with its entry, whose actor and report it has.
func (t *tx) sanction(target chat.User, n chat.NewSanction, e chat.Entry) (chat.Sanction, error) {
	at := now()
	done := chat.Sanction{Kind: n.Kind, Actor: e.Actor, Report: e.Report, Reason: n.Reason, Words: n.Words, Since: at, Until: n.Until}
	if n.Kind == chat.Warn {
		done.Until, e.Until = at, time.Time{}
	}
	stands, err := one(t, single[bool], standsAlready, target.ID, n.Kind, chat.Millis(at))
	if err == nil && stands {
		err = chat.ErrConflict
	}
	if err != nil {
		return done, err
	}
	done.ID, err = one(t, single[chat.SanctionID], insertSanction, target.ID, optional(e.Actor.ID), optional(e.Report), n.Kind, n.Reason, n.Words,
		chat.Millis(at), chat.Millis(done.Until))
	if err != nil {
		return done, err
	}
	if _, err := t.exec(noticed, target.ID); err != nil {
		return done, err
	}
	if err := t.audit(e); err != nil {
		return done, err
	}
	if err := t.notify(notice{user: target.ID, kind: chat.NotifiedModeration, result: string(n.Kind), at: at}); err != nil {
		return done, err
	}
	return done, t.impose(target, done)
}

// sumUp puts what stands against a person beside them.
const sumUp = `
	UPDATE users
	SET muted_until = coalesce((SELECT max(until) FROM sanctions WHERE user_id = ?1 AND kind = 'mute' AND lifted = 0), 0),
		barred_until = coalesce((SELECT max(until) FROM sanctions WHERE user_id = ?1 AND kind IN ('suspend', 'ban') AND lifted = 0), 0),
		auth_epoch = auth_epoch + ?2
	WHERE id = ?1`

const endInvites = `
	DELETE FROM invites
	WHERE maker_id = ?1`

// impose makes a sanction hold. With what bars somebody the links that they
// made into rooms end too, what of theirs waits for the staff is refused, and
// what they were answering at the support desk waits for others.
func (t *tx) impose(target chat.User, done chat.Sanction) error {
	bars := done.Kind.Bars()
	if _, err := t.exec(sumUp, target.ID, flag(bars)); err != nil || !bars {
		return err
	}
	if _, err := t.endSignIns(target.ID, 0, string(done.Kind)); err != nil {
		return err
	}
	if _, err := t.exec(endInvites, target.ID); err != nil {
		return err
	}
	if err := t.refuseAll(target.ID, done.Actor.ID); err != nil {
		return err
	}
	t.change(chat.Change{Kind: chat.PersonBarred, User: target, Sanction: done, At: done.Since})
	return t.leaveDesk(target)
}

const liftSanctions = `
	UPDATE sanctions
	SET lifted = ?3
	WHERE user_id = ?1 AND kind = ?2 AND lifted = 0 AND until > ?3`

// lifting is the deed that ends a sanction of each kind, and who may.
var lifting = map[chat.SanctionKind]struct {
	deed chat.Deed
	may  standard
}{
	chat.Mute:    {chat.DeedUnmute, above},
	chat.Suspend: {chat.DeedUnsuspend, above},
	chat.Ban:     {chat.DeedUnban, adminAbove},
}

// Lift ends a sanction before its end; only admins lift a ban. chat.ErrConflict
// where none of the kind stands, as always of a warning.
func (s *Store) Lift(ctx context.Context, actor, user chat.UserID, kind chat.SanctionKind, reason string) error {
	lift, can := lifting[kind]
	if !can {
		return chat.ErrConflict
	}
	return s.judge(ctx, actor, user, chat.Entry{Act: lift.deed, Reason: reason}, lift.may, func(t *tx, e chat.Entry, target chat.User) error {
		lifted, err := t.exec(liftSanctions, target.ID, kind, chat.Millis(now()))
		if err == nil && lifted == 0 {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(sumUp, target.ID, 0); err != nil {
			return err
		}
		return t.audit(e)
	})
}

const forgetNotices = `
	UPDATE users
	SET notices = 0
	WHERE id = ?1`

// ReadNotices notes that a person has read what they were told.
func (s *Store) ReadNotices(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error { return t.changeOne(forgetNotices, user) })
}
