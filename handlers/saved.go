package handlers

import (
	"errors"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// savedShown is how many saved messages a page has.
const savedShown = 30

// listSaved is what the reader saved, the newest first.
func (s *Server) listSaved(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	from, after, err := before[chat.SavedID](r)
	if err != nil {
		return err
	}
	page := views.SavedPage{After: after}
	if page.Saved, page.Older, err = s.store.Saved(r.Context(), viewer.User.ID, from, savedShown); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.SavedTitle, 0); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Saved(page))
	return nil
}

// askSave is where a message is saved, and the note beside it changed.
func (s *Server) askSave(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, _, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if !message.Deleted.IsZero() {
		return chat.ErrNotFound
	}
	kept, err := s.store.SavedMessage(r.Context(), viewer.User.ID, message.ID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	return s.savePage(w, r, viewer, views.SavePage{Message: message, Saved: err == nil, Note: kept.Note}, nil)
}

func (s *Server) savePage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.SavePage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.SaveTitle, 0); err != nil {
		return err
	}
	page.Errors = errs
	s.render(w, r, status, views.Save(page))
	return nil
}

// postSave saves a message for its reader alone, or changes the note.
func (s *Server) postSave(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	note := chat.Line(fields.get("note"))
	if err = chat.CheckNote(note); err == nil {
		err = s.store.SaveMessage(r.Context(), m, message.ID, note, time.Now().UTC())
	}
	if err != nil {
		return s.savePage(w, r, viewer, views.SavePage{Message: message, Note: fields.get("note")}, err)
	}
	return s.kept(w, r, "The message is saved. Only you see it here.")
}

// postUnsave takes a message out of what its reader saved.
func (s *Server) postUnsave(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, _, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if _, err := postedForm(r); err != nil {
		return err
	}
	if err := s.store.UnsaveMessage(r.Context(), viewer.User.ID, message.ID); err != nil {
		return err
	}
	return s.kept(w, r, "The message is not saved any more.")
}

// kept leads to what is saved with a word about what was done.
func (s *Server) kept(w http.ResponseWriter, r *http.Request, flash string) error {
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if err := s.sessions.PutFlash(w, r, flash); err != nil {
		return err
	}
	http.Redirect(w, r, views.SavedPath, http.StatusSeeOther)
	return nil
}
