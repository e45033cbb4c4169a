package handlers

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// Addresses below which no page stands.
const (
	staticPrefix = "/static/"
	socketPrefix = "/ws/"
)

// addressBlocked refuses whoever comes from an address that is kept out. It is
// the sentence for them.
type addressBlocked string

func (b addressBlocked) Error() string { return "address blocked" }

// keepOut answers whoever comes from a blocked address, at every door but the
// static files, which its page is drawn with. Admins who are signed in are let
// through, so that nobody locks them out.
func (s *Server) keepOut(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block, out := s.announcer.keptOut.of(s.addressOf(r), time.Now())
		if !out || strings.HasPrefix(r.URL.Path, staticPrefix) || s.isAdmin(r) {
			next.ServeHTTP(w, r)
			return
		}
		s.answerBlocked(w, r, block)
	})
}

// isAdmin tells whether an admin asks. Who cannot be found out is none.
func (s *Server) isAdmin(r *http.Request) bool {
	who, err := s.auth.Look(r)
	return err == nil && exempt(who)
}

// exempt are those whom no block keeps out.
func exempt(who auth.Identity) bool { return who.User.Role == chat.RoleAdmin }

// answerBlocked says so in the way of the door: a page of its own, a program's
// status, or a socket that opens, tells its page and stays closed.
func (s *Server) answerBlocked(w http.ResponseWriter, r *http.Request, block chat.AddressBlock) {
	blocked := addressBlocked(views.BlockSentence(s.site.Audience, block))
	switch {
	case strings.HasPrefix(r.URL.Path, socketPrefix):
		if err := s.checkUpgrade(r); err != nil {
			s.refuse(w, r, err)
			return
		}
		s.turnAway(w, r, blocked)
	case strings.HasPrefix(r.URL.Path, apiPrefix), isHTMX(r):
		s.failIn(w, r, blocked)
	default:
		s.logProblem(r, problemOf(blocked), blocked)
		s.render(w, r, http.StatusForbidden, views.AddressBlocked(s.site, string(blocked)))
	}
}

// whyBlocked is addressBlocked for somebody whose address was blocked after
// the middleware had let their upgrade through.
func (s *Server) whyBlocked(from netip.Addr, who auth.Identity) error {
	block, out := s.announcer.keptOut.of(from, time.Now())
	if !out || exempt(who) {
		return nil
	}
	return addressBlocked(views.BlockSentence(s.site.Audience, block))
}

// blocked takes in a block, or its end, and closes what is open from there.
// Whoever is on their way in is registered first and looks again second.
func (a *Announcer) blocked(block chat.AddressBlock) {
	a.keptOut.change(block, time.Now())
	if !block.Lifted.IsZero() {
		return
	}
	from := func(tags []string) bool {
		address, guest := guestAddress(tags)
		return guest && block.Network.Contains(address)
	}
	a.hub.CloseWhere(from, closeForbidden, "address blocked", farewellBlocked(views.BlockSentence(a.audiences.place, block)))
}

func farewellBlocked(sentence string) realtime.Frame {
	return farewell("This address is blocked.", sentence, "Try again", views.HomePath)
}
