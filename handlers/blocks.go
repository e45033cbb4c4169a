package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// blockUser keeps somebody from writing to a person. It is not revealed to
// them: they are told of what else ended with it, and of nothing else.
func (s *Server) blockUser(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.changeBlock(w, r, viewer, s.store.Block, "You blocked ")
}

// unblockUser ends that.
func (s *Server) unblockUser(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.changeBlock(w, r, viewer, s.store.Unblock, "You unblocked ")
}

func (s *Server) changeBlock(w http.ResponseWriter, r *http.Request, viewer auth.Identity,
	change func(ctx context.Context, user, other chat.UserID) error, did string) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	before, err := s.store.Tie(r.Context(), user.ID, viewer.User.ID)
	if err == nil {
		err = change(r.Context(), viewer.User.ID, user.ID)
	}
	if err != nil {
		return s.profilePage(w, r, viewer, user, err)
	}
	s.tellBlock(r.Context(), viewer.User, user, before)
	if err := s.sessions.PutFlash(w, r, did+user.DisplayName+"."); err != nil {
		return err
	}
	backToPerson(w, r, fields, user)
	return nil
}

// tellBlock brings the open pages of both up to date. before is how the other
// stood to the person: where that is the same they hear nothing.
func (s *Server) tellBlock(ctx context.Context, user, other chat.User, before chat.Tie) {
	s.tell(user.ID, views.OwnStyleChanged(rand.Text()))
	s.tellTie(ctx, user, other)
	if now, err := s.store.Tie(ctx, other.ID, user.ID); err == nil && now != before {
		s.tellTie(ctx, other, user)
	}
	s.tellShut(ctx, user, other)
	s.crowd.unrest.circle(user.ID, other.ID)
}

// tellShut shows both people of a direct conversation whether they may write
// in it by now. Two who have none are told nothing.
func (s *Server) tellShut(ctx context.Context, user, other chat.User) {
	for _, pair := range [][2]chat.UserID{{user.ID, other.ID}, {other.ID, user.ID}} {
		m, err := s.store.DirectWith(ctx, pair[0], pair[1])
		if err == nil {
			err = s.tellShutIn(ctx, m)
		}
		if errors.Is(err, chat.ErrNotFound) {
			return
		}
		if err != nil {
			s.log.Warn("conversation not shown as it is", "user", pair[0], "error", err)
		}
	}
}

func (s *Server) tellShutIn(ctx context.Context, m chat.Membership) error {
	shut, err := s.shutOf(ctx, m)
	if err == nil {
		s.tell(m.User.ID, views.ShutChanged(m.Room.ID, shut))
	}
	return err
}

// shutOf says why a conversation takes nothing from the member; zero: it does.
func (s *Server) shutOf(ctx context.Context, m chat.Membership) (views.Shut, error) {
	if !m.Shut {
		return views.Shut{}, nil
	}
	other := m.Room.Others(m.User.ID)[0] // of two
	tie, err := s.store.Tie(ctx, m.User.ID, other.ID)
	return views.Shut{Other: other, Tie: tie}, err
}

// shutError is what the member reads who tries to write there.
type shutError struct{ sentence string }

func (e shutError) Error() string { return "conversation is shut" }

// whyShut says why a conversation that is shut takes nothing from the member.
func (s *Server) whyShut(ctx context.Context, m chat.Membership) error {
	shut, err := s.shutOf(ctx, m)
	if err != nil {
		return err
	}
	return shutError{sentence: shut.Tie.Refusal(shut.Other.Name)}
}
