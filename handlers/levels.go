package handlers

import (
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askLevel shows what of a room its member is told.
func (s *Server) askLevel(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	return s.levelPage(w, r, viewer, m, nil)
}

func (s *Server) levelPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Notifications of "+m.Title(), m.Room.ID)
	if err != nil {
		return err
	}
	shell.Socket, shell.Here = views.SocketPath(0, shell.Page, shell.Seen, ""), 0 // the room is not open here
	s.render(w, r, status, views.Level(views.LevelPage{Shell: shell, Membership: m, Errors: errs}))
	return nil
}

// setLevel keeps it.
func (s *Server) setLevel(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	level, err := chat.ParseLevel(fields.get("level"))
	if err == nil {
		err = s.store.SetLevel(r.Context(), m, level)
	}
	if err != nil {
		return s.levelPage(w, r, viewer, m, err)
	}
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// setAttention keeps whether a person wants to hear of another.
func (s *Server) setAttention(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	attention, err := chat.ParseAttention(fields.get("attention"))
	if err == nil {
		err = s.store.SetAttention(r.Context(), viewer.User.ID, user.ID, attention)
	}
	if err != nil {
		return s.profilePage(w, r, viewer, user, err)
	}
	backToPerson(w, r, fields, user)
	return nil
}
