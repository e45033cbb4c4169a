package handlers

import (
	"context"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// openReports is how many reports wait, for staff.
func (s *Server) openReports(ctx context.Context, viewer chat.User) (int, error) {
	if !staff(viewer) {
		return 0, nil
	}
	return s.store.OpenReports(ctx)
}

// How much of the queue a page shows.
const (
	waitingShown = 100
	doneShown    = 20
	aroundShown  = 7 // messages of a report's context
)

// showQueue is the list of reports.
func (s *Server) showQueue(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.queuePage(w, r, viewer, nil)
}

func (s *Server) queuePage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	queue, err := s.queue(r.Context())
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.ModerationTitle, 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.ReportQueue(views.QueuePage{Shell: shell, Queue: queue, Errors: errs}))
	return nil
}

func (s *Server) queue(ctx context.Context) (queue views.Queue, err error) {
	queue.Receipts = s.receipts(func(e chat.Entry) bool { return e.Report != 0 })
	if queue.Waiting, queue.Done, err = s.store.Queue(ctx, waitingShown, doneShown); err != nil {
		return queue, err
	}
	queue.Held, queue.HeldBefore, err = s.store.HeldQueue(ctx, waitingShown, doneShown)
	return queue, err
}

// tellStaff brings the open pages of everybody of the staff up to date about a
// report.
func (s *Server) tellStaff(ctx context.Context, id chat.ReportID) {
	report, err := s.store.Report(ctx, id)
	if err != nil {
		s.log.Warn("report not shown", "report", id, "error", err)
		return
	}
	did := s.receipts(func(e chat.Entry) bool { return e.Report == id })
	s.publish(staffTopic, views.ReportChanged(report, did))
	s.tellWaiting(ctx)
}

// tellWaiting shows them what waits.
func (s *Server) tellWaiting(ctx context.Context) {
	if err := s.tellQueue(ctx); err != nil {
		s.log.Warn("queue not shown", "error", err)
	}
}

func (s *Server) tellQueue(ctx context.Context) error {
	open, err := s.store.OpenReports(ctx)
	if err != nil {
		return err
	}
	queue, err := s.queue(ctx)
	if err != nil {
		return err
	}
	s.publish(staffTopic, views.ReportsCounted(open))
	for _, audience := range s.audiences.here(0) {
		s.publish(queueTopic(audience), views.QueueChanged(audience, queue))
	}
	return nil
}

// showReport is one report.
func (s *Server) showReport(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	report, err := s.reportOf(r)
	if err != nil {
		return err
	}
	return s.reportPage(w, r, viewer, report, views.ActForm{}, nil)
}

func (s *Server) reportOf(r *http.Request) (chat.Report, error) {
	id, err := chat.ParseID[chat.ReportID](r.PathValue("report"))
	if err != nil {
		return chat.Report{}, err
	}
	return s.store.Report(r.Context(), id)
}

// reportForm is a report with what was posted about it.
func (s *Server) reportForm(r *http.Request) (chat.Report, form, error) {
	fields, err := postedForm(r)
	if err != nil {
		return chat.Report{}, nil, err
	}
	report, err := s.reportOf(r)
	return report, fields, err
}

func (s *Server) reportPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, report chat.Report, typed views.ActForm, refused error) (err error) {
	var status int
	if typed.Errors, status, err = refusedFields(refused); err != nil {
		return err
	}
	ctx := r.Context()
	page := views.ReportPage{Report: report, Form: typed}
	if page.Complaints, err = s.store.Complaints(ctx, report.ID); err != nil {
		return err
	}
	if page.Around, err = s.store.Context(ctx, report, aroundShown); err != nil {
		return err
	}
	if page.History, err = s.store.SanctionsOf(ctx, report.User.ID); err != nil {
		return err
	}
	if page.Notes, err = s.store.NotesOn(ctx, report.User.ID); err != nil {
		return err
	}
	about, err := s.store.ReportsAbout(ctx, report.User.ID)
	if err != nil {
		return err
	}
	page.Earlier = len(about) - 1
	page.Receipts = s.receipts(func(e chat.Entry) bool { return e.Report == report.ID })
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Report(page))
	return nil
}

// claimReport takes a report on. Whoever is second sees who was first.
func (s *Server) claimReport(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	report, _, err := s.reportForm(r)
	if err != nil {
		return err
	}
	if err := s.store.Claim(r.Context(), viewer.User.ID, report.ID); err != nil {
		return s.second(w, r, viewer, report, views.ActForm{}, err)
	}
	s.tellStaff(r.Context(), report.ID)
	return s.led(w, r, views.ReportPath(report.ID), "It is yours.")
}

// second shows what the first did to whoever came second.
func (s *Server) second(w http.ResponseWriter, r *http.Request, viewer auth.Identity, report chat.Report, typed views.ActForm, err error) error {
	now, lost := s.store.Report(r.Context(), report.ID)
	if lost != nil {
		return lost
	}
	sentence := "Somebody was first: " + views.ReportWord(now) + "."
	if now.State() == chat.ReportOpen || now.Claimer.ID == viewer.User.ID && now.Closed.IsZero() {
		sentence = "That stands against them already. Decide otherwise, or end it first."
	}
	return s.reportPage(w, r, viewer, now, typed, acted(err, sentence))
}

// decideReport closes a report with what is done about it.
func (s *Server) decideReport(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	report, fields, err := s.reportForm(r)
	if err != nil {
		return err
	}
	verdict, err := verdictOf(fields)
	var done chat.Sanction
	if err == nil {
		done, err = s.store.Decide(r.Context(), viewer.User.ID, report.ID, verdict)
	}
	if err != nil {
		return s.second(w, r, viewer, report, actFormOf(fields, fields.get("decision")), err)
	}
	s.tellSanction(r.Context(), report.User, done)
	s.tellStaff(r.Context(), report.ID)
	return s.led(w, r, views.ModerationPath, "Decided. It holds in all open pages.")
}

// verdictOf reads the form of a decision.
func verdictOf(fields form) (chat.Verdict, error) {
	v := chat.Verdict{Decision: chat.Decision(fields.get("decision")), Reason: chat.Line(fields.get("reason")), At: time.Now().UTC()}
	kind, is := v.Decision.Sanction()
	if !is {
		kind = chat.Warn
	}
	if err := chat.CheckReason(v.Reason); err != nil {
		return v, err
	}
	var err error
	if v.Until, v.Words, err = termsOf(kind, fields); err == nil && !v.Decision.Valid() {
		err = chat.Invalid{Field: "decision", Reason: "Choose what happens."}
	}
	return v, err
}
