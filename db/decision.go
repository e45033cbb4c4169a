package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const claimReport = `
	UPDATE reports
	SET claimer_id = ?2
	WHERE id = ?1 AND claimer_id IS NULL AND closed = 0`

// Claim notes who looks at a report; again by the same person it changes
// nothing. chat.ErrConflict where somebody else does, or it was decided about.
func (s *Store) Claim(ctx context.Context, actor chat.UserID, id chat.ReportID) error {
	return s.judgeReport(ctx, actor, id, chat.DeedClaim, others, func(t *tx, e chat.Entry, r chat.Report) error {
		if r.Claimer.ID == actor && r.Closed.IsZero() {
			return nil
		}
		claimed, err := t.exec(claimReport, id, actor)
		if err == nil && claimed == 0 {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		return t.audit(e)
	})
}

// others lets staff look at what is about anybody but themselves.
func others(actor, target chat.User) bool {
	return actor.Role.Above(chat.RoleMember) && actor.ID != target.ID
}

// judgeReport is judge of whom a report is about.
func (s *Store) judgeReport(ctx context.Context, actor chat.UserID, id chat.ReportID, act chat.Deed, may standard, do func(t *tx, e chat.Entry, r chat.Report) error) error {
	found, err := s.Report(ctx, id)
	if err != nil {
		return err
	}
	e := chat.Entry{Act: act, Report: id, Room: found.Room.ID, Message: found.Message}
	return s.judge(ctx, actor, found.User.ID, e, may, func(t *tx, e chat.Entry, _ chat.User) error {
		current, err := one(t, reportFields, reportByID, id)
		if err != nil {
			return err
		}
		return do(t, e, current)
	})
}

const closeReport = `
	UPDATE reports
	SET closed = ?2, closer_id = ?3, decision = ?4, reason = ?5
	WHERE id = ?1 AND closed = 0`

// Decide closes a report and does what was decided, with its entries in the
// log, all in one transaction. chat.ErrConflict when it was closed before, or
// when the person has that sanction already; chat.Invalid for a decision that
// the report cannot have. All but dismissing needs a rank above the person's.
func (s *Store) Decide(ctx context.Context, actor chat.UserID, id chat.ReportID, v chat.Verdict) (chat.Sanction, error) {
	var done chat.Sanction
	may := standard(above)
	if v.Decision == chat.Dismiss {
		may = others
	}
	err := s.judgeReport(ctx, actor, id, chat.DeedDecide, may, func(t *tx, e chat.Entry, r chat.Report) (err error) {
		closed, err := t.exec(closeReport, id, chat.Millis(now()), actor, v.Decision, v.Reason)
		if err == nil && closed == 0 {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		e.Reason = string(v.Decision) + ": " + v.Reason
		if err := t.audit(e); err != nil {
			return err
		}
		if err := t.tellReporters(id); err != nil {
			return err
		}
		done, err = t.carryOut(e, r, v)
		return err
	})
	return done, err
}

const reportersOf = `
	SELECT user_id
	FROM complaints
	WHERE report_id = ?1`

// tellReporters tells everybody who reported that it was handled.
func (t *tx) tellReporters(report chat.ReportID) error {
	reporters, err := list(t, single[chat.UserID], reportersOf, report)
	if err != nil {
		return err
	}
	return t.notifyAll(notice{kind: chat.NotifiedReport, result: chat.ResultHandled, at: now()}, reporters)
}

// carryOut does what was decided.
func (t *tx) carryOut(e chat.Entry, r chat.Report, v chat.Verdict) (chat.Sanction, error) {
	e.Reason, e.Words, e.Until = v.Reason, v.Words, v.Until
	if kind, is := v.Decision.Sanction(); is {
		e.Act = chat.Deed(kind)
		return t.sanction(r.User, chat.NewSanction{Kind: kind, Reason: v.Reason, Words: v.Words, Until: v.Until}, e)
	}
	e.Until = time.Time{}
	switch v.Decision {
	case chat.RemoveMessage:
		return t.removeReported(e, r, v)
	case chat.RemoveFromRoom:
		return chat.Sanction{}, t.removeFromRoom(e, r)
	}
	return chat.Sanction{}, nil
}

// removeReported removes the message. What its author is to read of it is a
// warning.
func (t *tx) removeReported(e chat.Entry, r chat.Report, v chat.Verdict) (warned chat.Sanction, err error) {
	if r.Message == 0 {
		return warned, chat.Invalid{Field: "decision", Reason: "This report is about a person, so there is no message to remove."}
	}
	if v.Words != "" {
		warn := e
		warn.Act = chat.DeedWarn
		if warned, err = t.sanction(r.User, chat.NewSanction{Kind: chat.Warn, Reason: v.Reason, Words: v.Words}, warn); err != nil {
			return warned, err
		}
	}
	return warned, t.remove(e, r, v)
}

// remove leaves a message alone that its author removed meanwhile.
func (t *tx) remove(e chat.Entry, r chat.Report, v chat.Verdict) error {
	if _, err := one(t, roomFields, roomByID, r.Room.ID, ""); err != nil {
		return ignore(err, chat.ErrNotFound) // it was deleted with all that is in it
	}
	found, err := one(t, messageFields, messageByID, r.Message, r.Room.ID)
	if err != nil {
		return ignore(err, chat.ErrNotFound)
	}
	if err := complete(t, &found); err != nil {
		return err
	}
	found.Remover = e.Actor.ID
	if _, err := t.delete(found, v.At); err != nil {
		return err
	}
	if v.Words == "" { // with words it is a warning, which tells by itself
		told := notice{user: found.Author.ID, kind: chat.NotifiedModeration, result: chat.ResultRemoved, at: now()}
		if err := t.notify(told); err != nil {
			return err
		}
	}
	e.Act = chat.DeedRemove
	return t.audit(e)
}

// removeFromRoom ends the person's membership of the room of the message, also
// a room admin's. Who has gone by themselves stays gone.
func (t *tx) removeFromRoom(e chat.Entry, r chat.Report) error {
	if r.Message == 0 || r.Room.Kind == chat.Direct {
		return chat.Invalid{Field: "decision", Reason: "There is no room to take them out of: a conversation is one set of people."}
	}
	place, err := one(t, membershipFields, membershipOf, r.Room.ID, r.User.ID)
	if err != nil {
		return ignore(err, chat.ErrNotFound)
	}
	if err := t.changeOne(deleteMembership, r.Room.ID, r.User.ID); err != nil {
		return err
	}
	if err := t.wentOut(place); err != nil {
		return err
	}
	at := now()
	if err := t.handOver(r.Room.ID, at); err != nil {
		return err
	}
	if err := t.logMember(place.Room, place.User, chat.MemberRemoved, at); err != nil {
		return err
	}
	e.Act = chat.DeedRemoveFrom
	return t.audit(e)
}
