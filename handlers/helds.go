package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// decideHeld lets a message that is held into its room, or refuses it. Whoever
// is second sees what the first did.
func (s *Server) decideHeld(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, err := chat.ParseID[chat.HeldID](r.PathValue("held"))
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	held, err := s.store.Held(r.Context(), id)
	if err != nil {
		return err
	}
	did := "It is in its room now."
	switch chat.HeldOutcome(fields.get("decision")) {
	case chat.HeldThrough:
		err = s.letThrough(r.Context(), viewer.User, held)
	case chat.HeldRefused:
		did, err = "Refused. Its author is told.", s.refuseHeld(r.Context(), viewer.User, held, strings.TrimSpace(fields.get("words")))
	default:
		err = chat.Invalid{Field: "decision", Reason: "Choose what happens."}
	}
	if errors.Is(err, chat.ErrConflict) {
		err = s.wasDecided(r.Context(), id)
	}
	if err != nil {
		return s.queuePage(w, r, viewer, err)
	}
	s.tellWaiting(r.Context())
	return s.led(w, r, views.ModerationPath, did)
}

func (s *Server) wasDecided(ctx context.Context, id chat.HeldID) error {
	now, err := s.store.Held(ctx, id)
	if err != nil {
		return err
	}
	return chat.Invalid{Field: "decision", Reason: "Somebody was first: " + views.HeldWord(now) + "."}
}

// letThrough sends it, drawn as it would be if its author sent it now.
func (s *Server) letThrough(ctx context.Context, actor chat.User, h chat.Held) error {
	message := chat.NewMessage{Body: h.Body, Key: h.Key, ReplyTo: h.ReplyTo, Thread: h.Thread, Link: s.cardLink(h.Body), At: time.Now().UTC()}
	if m, err := s.store.Membership(ctx, h.Author.ID, h.Room.ID); err == nil {
		called, err := s.calling(ctx, m, h.Body)
		if err != nil {
			return err
		}
		message.Shown, message.Everybody = views.Shown(h.Body, called.shown), called.everybody
	}
	_, err := s.store.LetThrough(ctx, actor.ID, h.ID, message)
	return err
}

func (s *Server) refuseHeld(ctx context.Context, actor chat.User, h chat.Held, words string) error {
	err := chat.CheckWords(words)
	if err == nil {
		err = s.store.RefuseHeld(ctx, actor.ID, h.ID, words)
	}
	if err == nil {
		s.tell(h.Author.ID, views.Told("A message of yours that waited was not let through."))
	}
	return err
}

// takeBackHeld has an author take back a message that waits.
func (s *Server) takeBackHeld(w http.ResponseWriter, r *http.Request, viewer auth.Identity, fields form) error {
	id, err := chat.ParseID[chat.HeldID](fields.get("held"))
	if err != nil {
		return err
	}
	if err := s.store.TakeBackHeld(r.Context(), viewer.User.ID, id); err != nil {
		return s.standingPage(w, r, viewer, views.StandingPage{}, acted(err, "A moderator has decided about it meanwhile."))
	}
	s.tellWaiting(r.Context())
	return s.led(w, r, views.StandingPath, "It is taken back, and nobody reads it.")
}
