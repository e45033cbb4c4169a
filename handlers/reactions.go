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

// toggleReaction is the command behind both doors: it gives the form's reaction
// to a message of the membership's room, or takes it back. Everybody hears of it
// from the announcer.
func (s *Server) toggleReaction(ctx context.Context, m chat.Membership, message chat.MessageID, fields form) error {
	if err := take(s.reactions.of(m.User.ID)); err != nil {
		return err
	}
	if err := s.allowed(ctx, m, chat.React); err != nil {
		return err
	}
	text := chat.Line(fields.get("emoji"))
	if err := chat.CheckReaction(text); err != nil {
		return err
	}
	_, err := s.store.ToggleReaction(ctx, m, message, text, time.Now().UTC())
	return s.whyNot(ctx, m, chat.React, err)
}

// react is the socket door.
func (c *connection) react(ctx context.Context, fields form) error {
	m, err := c.membership(ctx)
	if err != nil {
		return err
	}
	message, err := chat.ParseID[chat.MessageID](fields.get("message"))
	if err != nil {
		return err
	}
	return c.server.toggleReaction(ctx, m, message, fields)
}

// postReaction is the HTTP door. htmx has nothing to show, since the message's
// reactions come to it as to everybody; a browser is sent back to the message.
func (s *Server) postReaction(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	picked := isHTMX(r) && fields.get("picker") != ""
	err = s.toggleReaction(r.Context(), m, message.ID, fields)
	var invalid chat.Invalid
	switch {
	case errors.As(err, &invalid) && (picked || !isHTMX(r)):
		return s.picker(w, r, viewer, message, fields.get("emoji"), err)
	case err != nil:
		return err
	case picked: // a fresh one is closed
		w.Header().Set("HX-Reswap", "outerHTML")
		s.render(w, r, http.StatusOK, views.MenuBox())
	case isHTMX(r):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	}
	return nil
}

// askReaction is where one chooses a reaction: for htmx what stands in the
// popover of the room's page, else a page.
func (s *Server) askReaction(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if !message.Deleted.IsZero() {
		return chat.ErrNotFound
	}
	if err := s.allowed(r.Context(), m, chat.React); err != nil {
		return err
	}
	return s.picker(w, r, viewer, message, "", nil)
}

// picker shows the choice, with what was refused.
func (s *Server) picker(w http.ResponseWriter, r *http.Request, viewer auth.Identity, message chat.Message, typed string, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	page := views.ReactionPage{Message: message, Text: typed, Errors: errs}
	if isHTMX(r) {
		w.Header().Set("HX-Retarget", views.MenuTarget)
		s.render(w, r, status, views.Picker(page))
		return nil
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ReactionTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.React(page))
	return nil
}
