package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// caller is one open page of a visitor. What it hears and says is its own
// visit's, whatever its frames name.
type caller struct {
	server *Server
	conn   *realtime.Conn
	facts  auth.Facts
	hash   []byte     // of what the browser is known by
	visit  chat.Visit // as it was when the page opened

	frames  *rate.Limiter
	trouble trouble
}

// openVisitSocket is the door of visitors' pages, with the checks of openSocket.
func (s *Server) openVisitSocket(w http.ResponseWriter, r *http.Request) {
	if err := s.checkUpgrade(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	c := &caller{server: s, facts: s.facts(r, auth.Identity{Source: auth.FromVisit}, 0), hash: auth.Visit(r), frames: s.frameLimiter()}
	if err := c.find(r.Context()); err != nil {
		s.turnVisitorAway(w, r, err)
		return
	}
	if err := s.makeWay(c.facts.Address, visitTag(c.visit.ID), farewellVisitReplaced()); err != nil {
		s.refuse(w, r, err)
		return
	}
	c.conn = s.hub.Admit(visitTag(c.visit.ID), addressTag(c.facts.Address.String()))
	// Registered first, looked again second, as openSocket does.
	if err := c.find(r.Context()); err != nil {
		c.conn.Abandon()
		s.turnVisitorAway(w, r, err)
		return
	}
	c.listen()
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		c.left()
		c.conn.Abandon()
		return
	}
	c.conn.Start(ws, c, true)
	c.resume(r.URL.Query().Get("after"))
}

// find authorises by what the browser is known by.
func (c *caller) find(ctx context.Context) (err error) {
	if err := c.server.whyBlocked(c.facts.Address, auth.Identity{}); err != nil {
		return err
	}
	c.visit, err = c.server.store.VisitOf(ctx, c.hash)
	return err
}

// turnVisitorAway tells a page that its visit is gone; it stays closed.
func (s *Server) turnVisitorAway(w http.ResponseWriter, r *http.Request, err error) {
	code, parting := closeRoomGone, farewellVisitGone()
	var blocked addressBlocked
	switch {
	case errors.As(err, &blocked):
		code, parting = closeForbidden, farewellBlocked(string(blocked))
	case !errors.Is(err, chat.ErrNotFound):
		s.refuse(w, r, err)
		return
	}
	s.logProblem(r, problemOf(err), err)
	s.part(w, r, code, problemOf(err).title, parting)
}

// listen begins to gather what the page is to hear.
func (c *caller) listen() {
	reads := c.server.audiences.place
	c.server.audiences.enter(0, reads)
	c.server.callers.add(c)
	c.conn.Hold(visitTopic(c.visit.ID, reads))
	c.conn.Subscribe(visitorTopic(c.visit.ID))
}

// left takes back what listen counted.
func (c *caller) left() {
	c.server.callers.remove(c)
	c.server.audiences.leave(0, c.server.audiences.place)
}

// resume notes that the visitor is there and sends what the page lacks: all,
// where it lacks anything.
func (c *caller) resume(after string) {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	if _, err := c.server.store.VisitorReturns(ctx, c.hash); err != nil {
		c.server.log.Warn("visitor not noted", "visit", c.visit.ID, "error", err)
	}
	if err := c.server.sendVisit(ctx, c.conn, c.server.audiences.place, c.visit.ID, after); err != nil {
		c.conn.Close(closeTryAgain, "resume failed", realtime.Frame{})
	}
}

// sendVisit brings a page up to date that shows all lines of a visit up to one,
// and lets it hear what comes.
func (s *Server) sendVisit(ctx context.Context, conn *realtime.Conn, reads views.Audience, id chat.VisitID, after string) error {
	visit, err := s.store.Visit(ctx, id)
	if err != nil {
		return err
	}
	lines, err := s.store.VisitLines(ctx, id)
	if err != nil {
		return err
	}
	newest := chat.VisitLineID(0)
	if len(lines) > 0 {
		newest = lines[len(lines)-1].ID
	}
	shown := views.VisitState(reads, visit)
	if after != newest.String() {
		shown = views.VisitReplaced(reads, visit, lines)
	}
	conn.Send(realtime.Frame{Body: shown.Bytes()})
	conn.Release(visitTopic(id, reads), uint64(newest))
	return nil
}

// Closed implements realtime.Handler.
func (c *caller) Closed(*realtime.Conn) { c.left() }

// Frame implements realtime.Handler.
func (c *caller) Frame(_ *realtime.Conn, data []byte) {
	if c.server.draining.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	fields, err := parseFrame(data)
	if err == nil {
		err = c.act(ctx, fields)
	}
	if err == nil {
		return
	}
	c.conn.Send(realtime.Frame{Body: views.ComposerError(refusalOf(err, fields.get("body"))).Bytes()})
	if problemOf(err).status < http.StatusInternalServerError && c.trouble.more(time.Now()) {
		c.conn.Close(closePolicy, "too many refused frames", farewellVisitFlood())
	}
}

// act does what a frame asks for, always as the visitor of this visit.
func (c *caller) act(ctx context.Context, fields form) error {
	if err := take(c.frames); err != nil {
		return err
	}
	switch fields.get("action") {
	case "message":
		return c.server.visitorSays(ctx, c.hash, fields, true)
	case "typing":
		if c.server.callers.typists.begin(seat{visit: c.visit.ID}) {
			return c.server.hub.Publish(answererTopic(c.visit.ID), realtime.Frame{Body: views.VisitorTyping(c.visit).Bytes(), Ephemeral: true})
		}
		return nil
	}
	return errUnknownAction
}

func farewellVisitGone() realtime.Frame {
	return farewell("This conversation is not there any more.", "You can begin another.", "Begin anew", views.SupportPath)
}

func farewellVisitReplaced() realtime.Frame {
	return farewell("Opened elsewhere.", "You have this conversation open in many tabs, so this one stopped listening.", "Go on here", views.SupportPath)
}

func farewellVisitFlood() realtime.Frame {
	return farewell("This page sent too much.", "The server stopped listening to it.", "Reload", views.SupportPath)
}

// visitOf is the visit that an agent's page is about, as its address says.
func visitOf(r *http.Request, who auth.Identity) chat.VisitID {
	id, err := strconv.ParseInt(r.URL.Query().Get("visit"), 10, 64)
	if err != nil || !who.User.Agent {
		return 0
	}
	return chat.VisitID(id)
}
