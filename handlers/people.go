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
	blocked, err := s.store.Blocked(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	begun, err := s.store.DraftRooms(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	style := append(views.StyleFor(viewer.User, idsOf(blocked)...), views.DraftStyle(begun)...)
	digest := sha256.Sum256(style)
	tag := `"` + hex.EncodeToString(digest[:8]) + `"`
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, err = w.Write(style)
	return err
}

func idsOf(users []chat.User) []chat.UserID {
	ids := make([]chat.UserID, len(users))
	for i, user := range users {
		ids[i] = user.ID
	}
	return ids
}

// facts are what is known of a connection when it opens.
func (s *Server) facts(r *http.Request, identity auth.Identity, room chat.RoomID) auth.Facts {
	return auth.NewFacts(r, identity, room, s.proxies)
}

// addressOf is where a request comes from; forwarded headers count only from a
// proxy of ours.
func (s *Server) addressOf(r *http.Request) netip.Addr { return auth.ClientAddress(r, s.proxies) }
