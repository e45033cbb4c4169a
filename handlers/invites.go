package handlers

import (
	"crypto/rand"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// Choices of a link into a room: how long it works, and how often.
var (
	inviteLives = map[string]time.Duration{"1h": time.Hour, "1d": 24 * time.Hour, "7d": 7 * 24 * time.Hour, "": 0}
	inviteUses  = map[string]int{"1": 1, "10": 10, "100": 100, "": -1}
)

// createInvite makes a link into the room and shows it, once: only a hash of
// it is kept.
func (s *Server) createInvite(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.ChangeMembers)
	if err != nil {
		return err
	}
	life, knownLife := inviteLives[fields.get("expires")]
	uses, knownUses := inviteUses[fields.get("uses")]
	if !knownLife || !knownUses {
		return errBadFrame
	}
	var expires time.Time
	if life > 0 {
		expires = time.Now().Add(life)
	}
	code := rand.Text()
	if err := s.store.CreateInvite(r.Context(), m, linkHash(code), expires, uses); err != nil {
		return err
	}
	return s.settingsPage(w, r, viewer, m, views.SettingsPage{Link: s.base.String() + views.InvitePath(code)}, nil)
}

// revokeInvite ends a link.
func (s *Server) revokeInvite(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.ChangeMembers)
	if err != nil {
		return err
	}
	id, err := chat.ParseID[chat.InviteID](r.PathValue("invite"))
	if err != nil {
		return err
	}
	if err := s.store.RevokeInvite(r.Context(), m, id); err != nil {
		return err
	}
	return s.settled(w, r, m, "That link does not work any more.")
}

// showInvite asks whether to join the room that a link leads into. Links that
// were used up, have expired, were revoked or never were look the same.
func (s *Server) showInvite(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	code := r.PathValue("code")
	listing, err := s.store.Invited(r.Context(), viewer.User.ID, linkHash(code))
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, listing.Room.Name, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.JoinRoom(views.JoinPage{Shell: shell, Listing: listing, Action: views.InvitePath(code)}))
	return nil
}

// useInvite joins by a link.
func (s *Server) useInvite(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.store.UseInvite(r.Context(), viewer.User, linkHash(r.PathValue("code")))
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}
