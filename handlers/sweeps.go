package handlers

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// sweep removes what a person wrote in a span. Every open page of their rooms
// shows it at once.
func (s *Server) sweep(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, fields, err := s.accountForm(r)
	if err != nil {
		return err
	}
	sweep, err := s.sweepOf(r, viewer, user, fields)
	count := 0
	if err == nil {
		count, err = s.store.Sweep(r.Context(), viewer.User.ID, user.ID, sweep)
	}
	if err != nil {
		typed := views.SweepForm{Span: fields.get("span"), Room: fields.get("room"), Reason: fields.get("reason"), Tried: true}
		return s.accountPage(w, r, viewer, user, views.AccountPage{Sweep: typed}, err)
	}
	did := plural(count, "message") + " removed."
	if count == chat.MaxSwept {
		did += " There may be more: do it again."
	}
	return s.didTo(w, r, user, did)
}

// sweepOf reads the form of a sweep. A room is one that both are in: of others
// the reader cannot know.
func (s *Server) sweepOf(r *http.Request, viewer auth.Identity, user chat.User, fields form) (chat.Sweep, error) {
	sweep := chat.Sweep{Reason: chat.Line(fields.get("reason")), At: time.Now().UTC()}
	var span, room error
	sweep.Since, span = chat.SweptSince(fields.get("span"), sweep.At)
	if id := fields.get("room"); id != "" {
		rooms, err := s.store.SharedRooms(r.Context(), viewer.User.ID, user.ID)
		if err != nil {
			return sweep, err
		}
		sweep.Room, _ = chat.ParseID[chat.RoomID](id)
		if !slices.ContainsFunc(rooms, func(room chat.Room) bool { return room.ID == sweep.Room && room.Kind != chat.Direct }) {
			room = chat.Invalid{Field: "room", Reason: "Choose a room that you are both in, or all rooms."}
		}
	}
	return sweep, errors.Join(span, room, chat.CheckReason(sweep.Reason))
}

// unsweep brings back what a sweep removed.
func (s *Server) unsweep(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	entry, err := chat.ParseID[chat.EntryID](r.PathValue("entry"))
	if err != nil {
		return err
	}
	if _, err := postedForm(r); err != nil {
		return err
	}
	count, err := s.store.Unsweep(r.Context(), viewer.User.ID, entry, time.Now().UTC())
	if err != nil {
		return err
	}
	return s.led(w, r, views.ActLogPath, plural(count, "message")+" back in their places.")
}

// restoreReported brings back the message of a report.
func (s *Server) restoreReported(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	report, _, err := s.reportForm(r)
	if err != nil {
		return err
	}
	if err := s.store.RestoreReported(r.Context(), viewer.User.ID, report.ID, time.Now().UTC()); err != nil {
		return s.reportPage(w, r, viewer, report, views.ActForm{}, acted(err, "The message stands already, or it can be brought back no more."))
	}
	return s.led(w, r, views.ReportPath(report.ID), "The message is back in its place.")
}
