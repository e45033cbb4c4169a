package handlers

import (
	"context"
	"net/http"
	"strings"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// reportsPerHour is how much one person reports; more is a storm.
const reportsPerHour = 10

// askReportMessage is where one reports a message.
func (s *Server) askReportMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, _, err := s.ownedMessage(r, viewer)
	if err == nil && !message.Deleted.IsZero() {
		err = chat.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.askReport(w, r, viewer, views.ReportForm{Message: message, User: message.Author}, nil)
}

// reportMessage tells moderators about a message.
func (s *Server) reportMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	again := views.ReportForm{Message: message, User: message.Author}
	return s.complain(w, r, viewer, again, views.RoomAtPath(m.Room.ID, message.ID), func(ctx context.Context, c chat.Complaint) (chat.ReportID, error) {
		return s.store.ReportMessage(ctx, m, message.ID, c)
	})
}

// askReportUser is where one reports a person.
func (s *Server) askReportUser(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	return s.askReport(w, r, viewer, views.ReportForm{User: user}, nil)
}

// reportUser tells moderators about a person.
func (s *Server) reportUser(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	return s.complain(w, r, viewer, views.ReportForm{User: user}, views.UserPath(user.ID), func(ctx context.Context, c chat.Complaint) (chat.ReportID, error) {
		return s.store.ReportUser(ctx, viewer.User, user.ID, c)
	})
}

// complain takes the form of a report and leads back.
func (s *Server) complain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, again views.ReportForm, back string,
	report func(context.Context, chat.Complaint) (chat.ReportID, error)) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	c := chat.Complaint{Reason: chat.Line(fields.get("reason")), Words: strings.TrimSpace(fields.get("words"))}
	if err = chat.CheckReason(c.Reason); err == nil {
		err = chat.CheckWords(c.Words)
	}
	if err == nil {
		err = take(s.reports.of(viewer.User.ID))
	}
	var id chat.ReportID
	if err == nil {
		id, err = report(r.Context(), c)
	}
	if err != nil {
		again.Reason, again.Words = fields.get("reason"), fields.get("words")
		return s.askReport(w, r, viewer, again, err)
	}
	s.tellStaff(r.Context(), id)
	return s.led(w, r, back, "Thank you. Moderators will look at it.")
}

func (s *Server) askReport(w http.ResponseWriter, r *http.Request, viewer auth.Identity, f views.ReportForm, refused error) (err error) {
	var status int
	if f.Errors, status, err = refusedFields(refused); err != nil {
		return err
	}
	if f.Shell, err = s.shell(w, r, viewer, "Report", 0); err != nil {
		return err
	}
	s.render(w, r, status, views.ReportSomething(f))
	return nil
}
