package handlers

import (
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// deleteMessage takes a message's words away; its place stays. For htmx there is
// a way back at once.
func (s *Server) deleteMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if _, err := s.store.DeleteMessage(r.Context(), m, message.ID, time.Now().UTC()); err != nil {
		return s.whyNot(r.Context(), m, removing(message, viewer), err)
	}
	if isHTMX(r) {
		did := s.receipts(func(e chat.Entry) bool { return e.Message == message.ID && e.Actor.ID == viewer.User.ID })
		s.render(w, r, http.StatusOK, views.MessageRemoved(message.ID, did[:min(1, len(did))]))
		return nil
	}
	http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	return nil
}

// restoreMessage brings a removed message back.
func (s *Server) restoreMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if _, err := s.store.RestoreMessage(r.Context(), m, message.ID, time.Now().UTC()); err != nil {
		return s.whyNot(r.Context(), m, restoring(message, viewer), err)
	}
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, views.MessageRestored())
		return nil
	}
	http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	return nil
}

// restoring is the act of restoring a message.
func restoring(message chat.Message, viewer auth.Identity) chat.Act {
	if message.Author.ID == viewer.User.ID {
		return chat.EditOwn
	}
	return chat.DeleteOthers
}

// showHistory is what a message said, for whoever may read it; of a removed one
// for whoever may restore it.
func (s *Server) showHistory(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if !message.Deleted.IsZero() && !m.MayRestore(message, time.Now()) {
		return chat.ErrNotFound
	}
	versions, err := s.store.History(r.Context(), m, message.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.HistoryTitle, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.History(views.HistoryPage{Shell: shell, Message: message, Versions: versions}))
	return nil
}
