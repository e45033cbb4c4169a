package handlers

import (
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// saveDraft keeps what somebody has typed in a room so far, and forgets it where
// that is nothing. A page sends it by itself; the list of drafts has a form.
func (s *Server) saveDraft(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if err := take(s.typing.of(viewer.User.ID)); err != nil {
		return err
	}
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	if err := s.allowed(r.Context(), m, chat.Read); err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if err := s.store.SaveDraft(r.Context(), m, chat.DraftBody(fields.get("body")), time.Now().UTC()); err != nil {
		return s.whyNot(r.Context(), m, chat.Read, err)
	}
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, views.DraftsPath, http.StatusSeeOther)
	return nil
}

// showDrafts lists what the viewer began to write.
func (s *Server) showDrafts(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	drafts, err := s.store.Drafts(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.DraftsTitle, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Drafts(views.DraftsPage{Shell: shell, Drafts: drafts}))
	return nil
}
