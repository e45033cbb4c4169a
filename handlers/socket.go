package handlers

import (
	"errors"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// Close codes of the contract that handlers decide. The page stays closed
// after each of them, so a farewell fragment goes first.
const (
	closePolicy    = websocket.ClosePolicyViolation // 1008
	closeRestart   = websocket.CloseServiceRestart  // 1012
	closeTryAgain  = websocket.CloseTryAgainLater   // 1013
	closeSignedOut = 4401
	closeForbidden = 4403
	closeRoomGone  = 4404
	closeReplaced  = 4408
)

// upgrader does the handshake only. Origin is checked before it, with more
// care than the library's own check, and compression stays off because the
// library's read limit counts compressed bytes. Small read buffers and pooled
// write buffers let net/http's own go (performance: KiB per idle connection).
var upgrader = websocket.Upgrader{
	ReadBufferSize:   512,
	WriteBufferSize:  1024,
	WriteBufferPool:  &sync.Pool{},
	HandshakeTimeout: 5 * time.Second,
	CheckOrigin:      func(*http.Request) bool { return true },
	Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
		http.Error(w, http.StatusText(status), status)
	},
}

// openSocket is the door of every live connection. The checks stand in the
// order of the contract and the first failure answers; it must stay outside
// the session middleware, which would write an old session back hours later.
func (s *Server) openSocket(w http.ResponseWriter, r *http.Request) {
	if err := s.checkUpgrade(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	identity, err := s.auth.IdentifyUpgrade(r)
	if errors.Is(err, auth.ErrMixed) {
		s.cookies.Clear(w, identity.Stale...) // with which it would be refused for ever
	}
	if err != nil {
		s.turnAway(w, r, err)
		return
	}
	room, err := s.socketRoom(r, identity)
	if err != nil {
		s.turnAway(w, r, err)
		return
	}
	c := newConnection(s, r, identity, room)
	if err := s.admit(c); err != nil {
		s.refuse(w, r, err)
		return
	}
	// Registered first, looked again second: a sign-out that commits in
	// between finds either the registered connection or is found here.
	if err := s.lookAgain(r, c); err != nil {
		c.conn.Abandon()
		s.turnAway(w, r, s.whyBarred(r.Context(), identity.User, err))
		return
	}
	c.listen()
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		c.conn.Abandon()
		c.left()
		s.log.Debug("upgrade failed", "error", err)
		return
	}
	c.start(ws)
}

// checkUpgrade looks at everything that needs no store.
func (s *Server) checkUpgrade(r *http.Request) error {
	switch {
	case r.Method != http.MethodGet:
		return errWrongMethod
	case !websocket.IsWebSocketUpgrade(r):
		return errUpgradeNeeded
	case s.draining.Load():
		return errDraining
	}
	if err := take(s.handshakes); err != nil {
		return errTooManySockets
	}
	return s.origins.AllowedUpgrade(r, auth.BearerOnly(r))
}

// socketRoom finds the room of the address; without one, 0: the socket carries
// only what is personal.
func (s *Server) socketRoom(r *http.Request, identity auth.Identity) (chat.RoomID, error) {
	text := r.PathValue("room")
	if text == "" {
		return 0, nil
	}
	room, err := chat.ParseID[chat.RoomID](text)
	if err != nil {
		return 0, err
	}
	_, err = s.store.Membership(r.Context(), identity.User.ID, room)
	return room, err
}

// admit registers the connection within the limits. Over the number that one
// person may have, their oldest gives way.
func (s *Server) admit(c *connection) error {
	if err := s.makeWay(c.facts.Address, userTag(c.user), farewellReplaced(c.room)); err != nil {
		return err
	}
	tags := []string{userTag(c.user), signInTag(c.who.SignIn), placeTag(c.room, c.user), roomTag(c.room), addressTag(c.facts.Address.String())}
	if c.page != "" {
		tags = append(tags, pageTag(c.user))
	}
	if exempt(c.who) {
		tags = append(tags, exemptTag)
	}
	if c.visit != 0 {
		tags = append(tags, answerersTag(c.visit))
	}
	c.conn = s.hub.Admit(tags...)
	return nil
}

// makeWay is errTooManySockets where the place or the address has as many
// connections as it may. The oldest of one person, whom the tag finds, give way.
func (s *Server) makeWay(address netip.Addr, person string, replaced realtime.Frame) error {
	if limit := s.limits.Sockets; limit > 0 && s.hub.Count() >= limit {
		return errTooManySockets
	}
	if limit := s.limits.SocketsPerAddress; limit > 0 && len(s.hub.Tagged(addressTag(address.String()))) >= limit {
		return errTooManySockets
	}
	if limit := s.limits.SocketsPerUser; limit > 0 {
		open := s.hub.Tagged(person)
		for _, oldest := range open[:max(0, len(open)-limit+1)] {
			oldest.Close(closeReplaced, "replaced", replaced)
		}
	}
	return nil
}

func (s *Server) lookAgain(r *http.Request, c *connection) error {
	if err := s.whyBlocked(c.facts.Address, c.who); err != nil {
		return err
	}
	if err := s.auth.Holds(r.Context(), c.who); err != nil {
		return err
	}
	_, err := s.socketRoom(r, c.who)
	return err
}

// turnAway answers who may not come in. A program gets a status. A page is
// let in, told, and closed for good: a refused handshake looks like a network
// fault to it and would be retried for ever.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	code, farewell := closeSignedOut, farewellSignedOut()
	var out barred
	var blocked addressBlocked
	switch {
	case !fromPage(r):
		s.refuse(w, r, err)
		return
	case errors.As(err, &blocked):
		code, farewell = closeForbidden, farewellBlocked(string(blocked))
	case errors.As(err, &out):
		code, farewell = closeForbidden, farewellBarred(string(out))
	case errors.Is(err, chat.ErrNotFound):
		code, farewell = closeRoomGone, farewellGone()
	case !errors.Is(err, auth.ErrNobody):
		s.refuse(w, r, err)
		return
	}
	s.logProblem(r, problemOf(err), err)
	s.part(w, r, code, problemOf(err).title, farewell)
}

// fromPage tells a page of ours from a program: the address of its socket says
// which page it is, and a visitor's what it shows.
func fromPage(r *http.Request) bool {
	asked := r.URL.Query()
	return asked.Get("page") != "" || asked.Get("after") != ""
}

// part lets a page in only to tell it why it must go, and closes it for good.
func (s *Server) part(w http.ResponseWriter, r *http.Request, code int, reason string, farewell realtime.Frame) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	conn := s.hub.Admit()
	conn.Start(ws, silent{}, false)
	conn.Close(code, reason, farewell)
}

// silent hears nothing: the connection is on its way out.
type silent struct{}

func (silent) Frame(*realtime.Conn, []byte) {}
func (silent) Closed(*realtime.Conn)        {}

// Farewells say why a page stays closed and what to do.

func farewellSignedOut() realtime.Frame {
	return farewell("You are signed out.", "Sign in to go on where you were.", "Sign in", views.SignInPath)
}

func farewellLeft() realtime.Frame {
	return farewell("You left this room.", "Nothing new arrives here any more.", "Rooms", views.RoomsPath)
}

func farewellRemoved() realtime.Frame {
	return farewell("You are not in this room any more.", "Somebody who looks after it took you out.", "Rooms", views.RoomsPath)
}

func farewellGone() realtime.Frame {
	return farewell("This room is not yours to see.", "It may have been removed, or you are not in it any more.", "Rooms", views.RoomsPath)
}

func farewellReplaced(room chat.RoomID) realtime.Frame {
	return farewell("Opened elsewhere.", "You have this place open in many tabs, so this one stopped listening.", "Go on here", reloadPath(room))
}

func farewellFlood(room chat.RoomID) realtime.Frame {
	return farewell("This page sent too much.", "The server stopped listening to it.", "Reload", reloadPath(room))
}

// reloadPath is the page of a connection: its room, or the list of rooms.
func reloadPath(room chat.RoomID) string {
	if room == 0 {
		return views.RoomsPath
	}
	return views.RoomPath(room)
}

func farewell(title, sentence, linkText, link string) realtime.Frame {
	return realtime.Frame{Body: views.Farewell(title, sentence, linkText, link).Bytes()}
}
