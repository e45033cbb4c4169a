package handlers

import (
	"context"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askReply begins an answer: over the composer of the page that asks, and
// without a script on the room's page anew. Messages of threads are answered
// there.
func (s *Server) askReply(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if !message.Deleted.IsZero() || message.Thread != 0 {
		return chat.ErrNotFound
	}
	if err := s.allowed(r.Context(), m, chat.Post); err != nil {
		return err
	}
	if isHTMX(r) {
		w.Header().Set("HX-Reswap", "none") // else what asked would be emptied
		s.render(w, r, http.StatusOK, views.Replying(chat.QuoteOf(message)))
		return nil
	}
	http.Redirect(w, r, views.RoomReplyPath(m.Room.ID, message.ID), http.StatusSeeOther)
	return nil
}

// repliedTo is what a form answers, as its field says. What cannot be answered
// is left out: the words matter more.
func (s *Server) repliedTo(ctx context.Context, m chat.Membership, field string) chat.Quote {
	id, err := chat.ParseID[chat.MessageID](field)
	if err != nil {
		return chat.Quote{}
	}
	quote, err := s.store.Quote(ctx, m, id)
	if err != nil {
		return chat.Quote{}
	}
	return quote
}

// repliedToBy is the same for a form that does not say its room.
func (s *Server) repliedToBy(ctx context.Context, viewer auth.Identity, field string) chat.Quote {
	id, err := chat.ParseID[chat.MessageID](field)
	if err != nil {
		return chat.Quote{}
	}
	message, _, err := s.store.Message(ctx, viewer.User.ID, id)
	if err != nil || !message.Deleted.IsZero() {
		return chat.Quote{}
	}
	return chat.QuoteOf(message)
}
