package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/netip"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showProfile is a person as everybody may see them.
func (s *Server) showProfile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	page := views.ProfilePage{User: user}
	if page.Shell, err = s.shell(w, r, viewer, user.DisplayName, 0); err != nil {
		return err
	}
	if page.State, page.LastSeen, err = s.crowd.reachable(r.Context(), viewer.User.ID, user.ID); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Profile(page))
	return nil
}

// showFace draws somebody's picture. Its address changes with it.
func (s *Server) showFace(w http.ResponseWriter, r *http.Request, _ auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	immutable(w)
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return views.Face(user).Render(r.Context(), w)
}

func (s *Server) userOf(r *http.Request) (chat.User, error) {
	id, err := chat.ParseID[chat.UserID](r.PathValue("user"))
	if err != nil {
		return chat.User{}, err
	}
	return s.store.User(r.Context(), id)
}

// ownStyle is the one stylesheet that differs by viewer.
func (s *Server) ownStyle(w http.ResponseWriter, r *http.Request) error {
	viewer, _ := viewerOf(r.Context())
	style := views.StyleFor(viewer.User)
	digest := sha256.Sum256(style)
	tag := `"` + hex.EncodeToString(digest[:8]) + `"`
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, err := w.Write(style)
	return err
}

// facts are what is known of a connection when it opens.
func (s *Server) facts(r *http.Request, identity auth.Identity, room chat.RoomID) auth.Facts {
	return auth.NewFacts(r, identity, room, s.proxies)
}

// addressOf is where a request comes from; forwarded headers count only from a
// proxy of ours.
func (s *Server) addressOf(r *http.Request) netip.Addr { return auth.ClientAddress(r, s.proxies) }
