package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askEdit shows the page on which a message of one's own is changed, and on
// which whoever looks after the room may remove it. htmx gets a form that stands
// behind the message, where it may be changed.
func (s *Server) askEdit(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if isHTMX(r) && s.editable(r.Context(), m, message) == nil {
		s.render(w, r, http.StatusOK, views.Editor(message))
		return nil
	}
	if !message.Deleted.IsZero() {
		return chat.ErrNotFound
	}
	if err := s.allowed(r.Context(), m, removing(message, viewer)); err != nil {
		return err
	}
	return s.editPage(w, r, viewer, m, views.EditPage{Message: message, Body: message.Body, Was: message.Body}, nil)
}

// removing is the act of removing a message.
func removing(message chat.Message, viewer auth.Identity) chat.Act {
	if message.Author.ID == viewer.User.ID {
		return chat.DeleteOwn
	}
	return chat.DeleteOthers
}

func (s *Server) editPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, page views.EditPage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, "Edit", m.Room.ID); err != nil {
		return err
	}
	page.Errors = errs
	if err := s.allowed(r.Context(), m, chat.EditOwn); err != nil {
		page.Locked = problemOf(err).sentence
	}
	s.render(w, r, status, views.EditMessage(page))
	return nil
}

// editMessage changes a message of one's own; the old words are kept. A refusal
// leaves what was typed where it stands.
func (s *Server) editMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	err = s.edit(r.Context(), m, message, fields)
	switch {
	case err != nil && isHTMX(r):
		return s.editorRefused(w, r, m, message, err)
	case err != nil:
		return s.editAgain(w, r, viewer, m, message, fields, err)
	case isHTMX(r):
		s.render(w, r, http.StatusOK, views.EditorDone(message.ID))
	default:
		http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	}
	return nil
}

func (s *Server) edit(ctx context.Context, m chat.Membership, message chat.Message, fields form) error {
	if err := s.editable(ctx, m, message); err != nil {
		return err
	}
	body := tidy(fields.get("body"))
	if err := chat.CheckBody(body); err != nil {
		return err
	}
	if err := s.editCaught(ctx, m, message, body); err != nil {
		return err
	}
	called, err := s.calling(ctx, m, body) // who is called by it was when it was sent
	if err != nil {
		return err
	}
	_, err = s.store.EditMessage(ctx, m, message.ID, chat.Edit{Body: body, Shown: views.Shown(body, called.shown), Link: s.cardLink(body), Was: fields.get("was"), At: time.Now().UTC()})
	return s.whyNot(ctx, m, chat.EditOwn, err)
}

// Why a message that one is changing is not what it was.
const (
	changedElsewhere = "It was changed elsewhere meanwhile, so your words are not saved yet. Save again to put them in its place."
	removedMeanwhile = "This message was removed meanwhile. Copy your words if you want to keep them, and write them anew."
)

// editorRefused answers htmx: the form on the page says why, and keeps its text.
func (s *Server) editorRefused(w http.ResponseWriter, r *http.Request, m chat.Membership, message chat.Message, refused error) error {
	p := problemOf(refused)
	if p.status == http.StatusInternalServerError {
		return refused
	}
	s.logProblem(r, p, refused)
	now := ""
	switch {
	case errors.Is(refused, chat.ErrNotFound):
		p.sentence = removedMeanwhile
	case errors.Is(refused, chat.ErrConflict):
		current, _, err := s.store.Message(r.Context(), m.User.ID, message.ID)
		if err != nil {
			return err
		}
		p.sentence, now = changedElsewhere, current.Body
	}
	s.render(w, r, p.status, views.EditorRefused(message.ID, p.sentence, now))
	return nil
}

// editAgain answers a plain form with the page that it came from.
func (s *Server) editAgain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, message chat.Message, fields form, refused error) error {
	page := views.EditPage{Message: message, Body: fields.get("body"), Was: message.Body}
	if errors.Is(refused, chat.ErrConflict) {
		current, _, err := s.store.Message(r.Context(), m.User.ID, message.ID)
		if err != nil {
			return err
		}
		page.Was, page.Now = current.Body, current.Body
		refused = chat.Invalid{Field: "body", Code: "CONFLICT", Reason: changedElsewhere}
	}
	return s.editPage(w, r, viewer, m, page, refused)
}

// editable is nil where the message is one's own, stands, and may be changed.
func (s *Server) editable(ctx context.Context, m chat.Membership, message chat.Message) error {
	switch {
	case message.Author.ID != m.User.ID:
		return chat.ErrForbidden
	case !message.Deleted.IsZero():
		return chat.ErrNotFound
	}
	return s.allowed(ctx, m, chat.EditOwn)
}
