package db

import (
	"context"
	"errors"

	"parley/db/chat"
)

const openMessageReport = `
	SELECT id
	FROM reports
	WHERE message_id = ?1 AND closed = 0`

const openPersonReport = `
	SELECT id
	FROM reports
	WHERE user_id = ?1 AND message_id IS NULL AND closed = 0`

const insertReport = `
	INSERT INTO reports (user_id, room_id, message_id, opened)
	VALUES (?1, ?2, ?3, ?4)
	RETURNING id`

// ReportMessage keeps what a member says about a message, with what it says
// now. Until it is decided about, all that people say about a message is one
// report. chat.Invalid for one's own, chat.ErrNotFound for a deleted message,
// another room's, and a stranger.
func (s *Store) ReportMessage(ctx context.Context, m chat.Membership, id chat.MessageID, c chat.Complaint) (chat.ReportID, error) {
	var report chat.ReportID
	err := s.write(ctx, func(t *tx) error {
		found, _, err := t.standing(m, id)
		if err != nil {
			return err
		}
		c.Body = found.Body
		about := chat.Entry{Actor: nameOf(m.User), Target: nameOf(found.Author), Room: found.Room, Message: id}
		report, err = t.complain(about, c, openMessageReport, id)
		return err
	})
	return report, err
}

// ReportUser keeps what somebody says about a person. chat.ErrNotFound for
// nobody.
func (s *Store) ReportUser(ctx context.Context, reporter chat.User, user chat.UserID, c chat.Complaint) (chat.ReportID, error) {
	var report chat.ReportID
	err := s.write(ctx, func(t *tx) error {
		found, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		report, err = t.complain(chat.Entry{Actor: nameOf(reporter), Target: nameOf(found)}, c, openPersonReport, user)
		return err
	})
	return report, err
}

const keepComplaint = `
	INSERT INTO complaints (report_id, user_id, at, reason, words, body)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)
	ON CONFLICT (report_id, user_id) DO UPDATE SET reason = excluded.reason, words = excluded.words`

const staff = `
	SELECT id
	FROM users
	WHERE role <> 'member' AND active = 1 AND id <> ?1
	ORDER BY id`

// tellStaff tells those who work the queue that there is a report, but for
// whom it is about.
func (t *tx) tellStaff(about chat.Entry) error {
	people, err := list(t, single[chat.UserID], staff, about.Target.ID)
	if err != nil {
		return err
	}
	return t.notifyAll(notice{kind: chat.NotifiedReport, actor: about.Actor.ID, result: chat.ResultFiled, at: now()}, people)
}

// complain adds to the open report that the query finds, or opens one. Who says
// something again changes what they said.
func (t *tx) complain(about chat.Entry, c chat.Complaint, open string, key any) (chat.ReportID, error) {
	if about.Actor.ID == about.Target.ID {
		return 0, chat.Invalid{Field: "reason", Reason: "That is you. You can change or remove what you wrote yourself."}
	}
	at := chat.Millis(now())
	report, err := one(t, single[chat.ReportID], open, key)
	if errors.Is(err, chat.ErrNotFound) {
		report, err = one(t, single[chat.ReportID], insertReport, about.Target.ID, optional(about.Room), optional(about.Message), at)
		if err == nil {
			err = t.tellStaff(about)
		}
	}
	if err != nil {
		return 0, err
	}
	if _, err := t.exec(keepComplaint, report, about.Actor.ID, at, c.Reason, c.Words, c.Body); err != nil {
		return 0, err
	}
	about.Act, about.Report, about.Reason = chat.DeedReport, report, c.Reason
	return report, t.audit(about)
}

// selectReport goes with reportFields. The first complaint is the earliest.
const selectReport = `
	SELECT p.id, p.message_id, coalesce(m.seq, 0), p.opened, p.claimer_id, c.display_name, p.closed, p.closer_id, d.display_name, p.decision, p.reason,
		(SELECT count(*) FROM complaints x WHERE x.report_id = p.id),
		(SELECT x.reason FROM complaints x WHERE x.report_id = p.id ORDER BY x.at, x.user_id LIMIT 1),
		(SELECT x.body FROM complaints x WHERE x.report_id = p.id ORDER BY x.at, x.user_id LIMIT 1),
		p.room_id, r.name, r.kind, ` + userColumns + `
	FROM reports p
	JOIN users u ON u.id = p.user_id
	LEFT JOIN rooms r ON r.id = p.room_id
	LEFT JOIN messages m ON m.id = p.message_id
	LEFT JOIN users c ON c.id = p.claimer_id
	LEFT JOIN users d ON d.id = p.closer_id`

func reportFields(r *chat.Report) []any {
	return append([]any{number(&r.ID), number(&r.Message), number(&r.Seq), moment(&r.Opened), number(&r.Claimer.ID), text(&r.Claimer.Name),
		moment(&r.Closed), number(&r.Closer.ID), text(&r.Closer.Name), text(&r.Decision), text(&r.Reason), number(&r.Complaints),
		text(&r.Why), text(&r.Body), number(&r.Room.ID), text(&r.Room.Name), text(&r.Room.Kind)}, userFields(&r.User)...)
}

const reportByID = selectReport + `
	WHERE p.id = ?1`

// Report finds a report; for staff.
func (s *Store) Report(ctx context.Context, id chat.ReportID) (chat.Report, error) {
	found, err := one(s.reader(ctx), reportFields, reportByID, id)
	return found, s.translate(err)
}

const (
	openReports = selectReport + `
	WHERE p.closed = 0
	ORDER BY p.id DESC
	LIMIT ?1`
	closedReports = selectReport + `
	WHERE p.closed > 0
	ORDER BY p.closed DESC, p.id DESC
	LIMIT ?1`
	reportsAbout = selectReport + `
	WHERE p.user_id = ?1
	ORDER BY p.id DESC
	LIMIT 100`
)

// Queue lists reports, newest first: those nobody has decided about, at most
// open of them, and those decided about last; for staff.
func (s *Store) Queue(ctx context.Context, open, closed int) (waiting, done []chat.Report, err error) {
	err = s.snapshot(ctx, func(from source) error {
		if waiting, err = list(from, reportFields, openReports, open); err != nil {
			return err
		}
		done, err = list(from, reportFields, closedReports, closed)
		return err
	})
	return waiting, done, err
}

// ReportsAbout lists what was reported of somebody, the latest first, at most
// 100; for staff.
func (s *Store) ReportsAbout(ctx context.Context, user chat.UserID) ([]chat.Report, error) {
	return listed(ctx, s, reportFields, reportsAbout, user)
}

const countReports = `
	SELECT (SELECT count(*) FROM reports WHERE closed = 0) + (SELECT count(*) FROM held WHERE closed = 0)`

// OpenReports is how many reports nobody has decided about, with the messages
// that wait for somebody to look at them.
func (s *Store) OpenReports(ctx context.Context) (int, error) {
	count, err := one(s.reader(ctx), single[int], countReports)
	return count, s.translate(err)
}

const complaintsIn = `
	SELECT c.user_id, u.display_name, c.at, c.reason, c.words, c.body
	FROM complaints c
	JOIN users u ON u.id = c.user_id
	WHERE c.report_id = ?1
	ORDER BY c.at, c.user_id
	LIMIT 100`

// Complaints lists what people say in a report, oldest first, at most 100; for
// staff.
func (s *Store) Complaints(ctx context.Context, id chat.ReportID) ([]chat.Complaint, error) {
	fields := func(c *chat.Complaint) []any {
		return []any{number(&c.Author.ID), text(&c.Author.Name), moment(&c.At), text(&c.Reason), text(&c.Words), text(&c.Body)}
	}
	return listed(ctx, s, fields, complaintsIn, id)
}

const ownReports = `
	SELECT p.user_id, u.display_name, c.at, c.reason, p.closed
	FROM complaints c
	JOIN reports p ON p.id = c.report_id
	JOIN users u ON u.id = p.user_id
	WHERE c.user_id = ?1
	ORDER BY c.at DESC
	LIMIT 50`

// OwnReports lists what a person reported, the latest first, at most 50.
func (s *Store) OwnReports(ctx context.Context, reporter chat.UserID) ([]chat.OwnReport, error) {
	fields := func(o *chat.OwnReport) []any {
		return []any{number(&o.User.ID), text(&o.User.Name), moment(&o.At), text(&o.Reason), moment(&o.Closed)}
	}
	return listed(ctx, s, fields, ownReports, reporter)
}

// Context lists the messages about the one that a report is about, oldest
// first, limit in all; none for a person. Staff see them only so, whatever room
// they are in.
func (s *Store) Context(ctx context.Context, r chat.Report, limit int) ([]chat.Message, error) {
	if r.Message == 0 {
		return nil, nil
	}
	var about []chat.Message
	err := s.snapshot(ctx, func(from source) error {
		older, _, err := nearest(from, messagesBefore, r.Room.ID, r.Seq+1, limit-limit/2)
		if err != nil {
			return err
		}
		newer, _, err := nearest(from, messagesAfter, r.Room.ID, r.Seq, limit/2)
		for i := len(older) - 1; i >= 0; i-- {
			about = append(about, older[i])
		}
		about = append(about, newer...)
		return err
	})
	return about, err
}
