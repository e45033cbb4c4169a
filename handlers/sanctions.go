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

// staff is a page for those who look after the place.
func (s *Server) staff(handle memberHandler) http.HandlerFunc {
	factored := s.factored(handle)
	return s.member(func(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
		if !staff(viewer.User) {
			return chat.ErrForbidden
		}
		return factored(w, r, viewer)
	})
}

// lifts are the acts that end a sanction.
var lifts = map[string]chat.SanctionKind{"unmute": chat.Mute, "unsuspend": chat.Suspend, "unban": chat.Ban}

// moderate does something to a person.
func (s *Server) moderate(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if fields.get("action") == "end-sessions" && !fresh(viewer) {
		return s.proven(s.moderate)(w, r, viewer)
	}
	did, err := s.act(r.Context(), viewer.User, user, fields)
	if err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{Form: actFormOf(fields, fields.get("action"))}, err)
	}
	return s.didTo(w, r, user, did)
}

// act does what the form says and tells what was done.
func (s *Server) act(ctx context.Context, actor, user chat.User, fields form) (string, error) {
	action, reason := fields.get("action"), chat.Line(fields.get("reason"))
	if err := chat.CheckReason(reason); err != nil {
		return "", err
	}
	if kind, lift := lifts[action]; lift {
		if err := s.store.Lift(ctx, actor.ID, user.ID, kind, reason); err != nil {
			return "", acted(err, "That has ended already.")
		}
		s.tellMute(ctx, user.ID)
		return "It has ended.", nil
	}
	if action == "end-sessions" {
		ended, err := s.store.EndSessions(ctx, actor.ID, user.ID, reason)
		for _, signIn := range ended {
			s.closeSignIn(signIn)
		}
		return plural(len(ended), "session") + " ended.", err
	}
	return s.sanction(ctx, actor, user, chat.SanctionKind(action), fields)
}

// sanction does one of the four things that can be done to somebody.
func (s *Server) sanction(ctx context.Context, actor, user chat.User, kind chat.SanctionKind, fields form) (string, error) {
	if !kind.Valid() {
		return "", chat.Invalid{Field: "action", Reason: "Choose what is to be done."}
	}
	until, words, err := termsOf(kind, fields)
	if err != nil {
		return "", err
	}
	done, err := s.store.Sanction(ctx, actor.ID, user.ID, chat.NewSanction{Kind: kind, Reason: chat.Line(fields.get("reason")), Words: words, Until: until})
	if err != nil {
		return "", acted(err, "Somebody has done that already. What stands is below.")
	}
	s.tellSanction(ctx, user, done)
	return "Done. It holds in all their open pages.", nil
}

// termsOf reads until when a sanction holds and what the person reads of it.
func termsOf(kind chat.SanctionKind, fields form) (until time.Time, words string, err error) {
	words = strings.TrimSpace(fields.get("words"))
	if err := chat.CheckWords(words); err != nil {
		return until, words, err
	}
	if kind == chat.Warn {
		return until, words, nil
	}
	if until, err = chat.ParseUntil(fields.get("until"), time.Now()); err == nil && kind == chat.Suspend && until.Equal(chat.NoEnd()) {
		err = chat.Invalid{Field: "until", Reason: "A suspension has an end. Choose one, or ban them."}
	}
	return until, words, err
}

// acted says to whoever came second what there is instead of a conflict.
func acted(err error, sentence string) error {
	if errors.Is(err, chat.ErrConflict) {
		return chat.Invalid{Field: "action", Reason: sentence}
	}
	return err
}

// tellSanction shows a person's open pages what was done to them. Those of
// somebody who is kept out were closed with the commit.
func (s *Server) tellSanction(ctx context.Context, user chat.User, done chat.Sanction) {
	if done.Kind.Bars() {
		s.tellWaiting(ctx) // what of theirs was held is refused
	}
	if done.ID == 0 || done.Kind.Bars() {
		return
	}
	s.tell(user.ID, views.Told(views.SanctionSentence(s.audiences.of(user), done)))
	s.tellMute(ctx, user.ID)
}

// tellMute shows a person's open pages of rooms whether they may write, and
// asks whether they show it.
func (s *Server) tellMute(ctx context.Context, user chat.UserID) {
	for room := range s.watch.roomsOf(user) {
		if m, err := s.store.Membership(ctx, user, room); err == nil {
			s.announcer.changedStanding(m)
		}
	}
	s.announcer.receipts.told(user)
}

func actFormOf(fields form, chosen string) views.ActForm {
	return views.ActForm{Chosen: chosen, Reason: fields.get("reason"), Until: fields.get("until"), Words: fields.get("words")}
}

// didTo leads back to the person with a word about what was done.
func (s *Server) didTo(w http.ResponseWriter, r *http.Request, user chat.User, did string) error {
	return s.led(w, r, views.AccountPath(user.ID), did)
}

func (s *Server) led(w http.ResponseWriter, r *http.Request, path, did string) error {
	if err := s.sessions.PutFlash(w, r, did); err != nil {
		return err
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
