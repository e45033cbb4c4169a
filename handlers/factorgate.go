package handlers

import (
	"context"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// lack is what keeps somebody of the staff from their pages.
type lack int

const (
	lacksNothing lack = iota
	lacksCode         // they have a second factor, and did not show it on this sign-in
	lacksFactor       // they have none
)

// lacks tells what somebody lacks, where the place asks its staff for a second
// factor. Nobody else ever lacks anything.
func (s *Server) lacks(ctx context.Context, viewer auth.Identity) (lack, error) {
	if !staff(viewer.User) || viewer.Factored {
		return lacksNothing, nil
	}
	needed, err := s.store.StaffNeedFactor(ctx)
	if err != nil || !needed {
		return lacksNothing, err
	}
	factor, err := s.store.Factor(ctx, viewer.User.ID)
	if err != nil || factor.On() {
		return lacksCode, err
	}
	return lacksFactor, nil
}

// factored is a page of the staff, which may ask for a second factor.
func (s *Server) factored(handle memberHandler) memberHandler {
	return func(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
		lacks, err := s.lacks(r.Context(), viewer)
		switch {
		case err != nil:
			return err
		case lacks == lacksCode:
			return s.demand(w, r, viewer, proof{code: true}, handle)
		case lacks == lacksFactor && speaksForItself(r, viewer):
			return s.tellProgram(w, proof{code: true})
		case lacks == lacksFactor:
			return s.wantFactor(w, r, viewer)
		}
		return handle(w, r, viewer)
	}
}

// wantFactor says that a second factor is to be set up first. What a page asks
// for by itself leads it there, as a whole.
func (s *Server) wantFactor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", views.ModerationPath)
		return chat.ErrForbidden
	}
	shell, err := s.shell(w, r, viewer, views.FactorTitle, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusForbidden, views.FactorWanted(shell))
	return nil
}

// admins is a page of the staff for admins alone, who have just shown who they
// are.
func (s *Server) admins(handle memberHandler) http.HandlerFunc {
	proven := s.proven(handle)
	return s.staff(func(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
		if viewer.User.Role != chat.RoleAdmin {
			return chat.ErrForbidden
		}
		return proven(w, r, viewer)
	})
}

// followQueue lets a page of the staff hear what happens to reports, unless its
// person still lacks something.
func (c *connection) followQueue(ctx context.Context) {
	if !staff(c.who.User) {
		return
	}
	if lacks, err := c.server.lacks(ctx, c.who); err != nil || lacks != lacksNothing {
		return
	}
	c.conn.Subscribe(staffTopic)
	c.conn.Subscribe(queueTopic(c.reads))
}

// hushQueue ends that for the open pages of all who lack something from now on.
func (s *Server) hushQueue(ctx context.Context) {
	for _, c := range s.watch.all() {
		if lacks, err := s.lacks(ctx, c.who); err != nil || lacks != lacksNothing {
			c.conn.Unsubscribe(staffTopic)
			c.conn.Unsubscribe(queueTopic(c.reads))
		}
	}
}
