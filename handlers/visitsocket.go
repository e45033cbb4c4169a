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
	server  *Server
	conn    *realtime.Conn
	facts   auth.Facts
	visitor visitor
	signIn  auth.Identity // zero: nobody is signed in
	visit   chat.Visit    // as it was when the page opened

	frames  *rate.Limiter
	trouble trouble
}

// openVisitSocket is the door of visitors' pages, with the checks of openSocket.
func (s *Server) openVisitSocket(w http.ResponseWriter, r *http.Request) {
	if err := s.checkUpgrade(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	c, err := s.newCaller(r)
	if err == nil {
		err = c.find(r.Context())
	}
	if err != nil {
		s.turnVisitorAway(w, r, err)
		return
	}
	if err := s.admitCaller(c); err != nil {
		s.refuse(w, r, err)
		return
	}
	// Registered first, looked again second, as openSocket does.
	if err := c.find(r.Context()); err != nil {
		c.conn.Abandon()
		s.turnVisitorAway(w, r, err)
		return
	}
	c.listen()
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		c.conn.Abandon()
		c.left()
		return
	}
	c.conn.Start(ws, c, true)
	c.resume(r.URL.Query().Get("after"))
}

// newCaller finds out who asks. A sign-in that does not count is none.
func (s *Server) newCaller(r *http.Request) (*caller, error) {
	who, err := s.auth.Look(r)
	if err != nil {
		if problemOf(err).status >= http.StatusInternalServerError {
			return nil, err
		}
		who = auth.Identity{}
	}
	return &caller{server: s, facts: s.facts(r, auth.Identity{Source: auth.FromVisit}, 0), signIn: who,
		visitor: visitor{hash: auth.Visit(r), account: who.User.ID, address: s.addressOf(r)}, frames: s.frameLimiter()}, nil
}

// find authorises by what the browser is known by and who is signed in.
func (c *caller) find(ctx context.Context) (err error) {
	if c.visitor.account != 0 {
		err = c.server.auth.Holds(ctx, c.signIn)
	}
	if errors.Is(err, auth.ErrNobody) {
		c.visitor.account, c.signIn, err = 0, auth.Identity{}, nil
	}
	if err == nil {
		err = c.server.whyBlocked(c.facts.Address, c.signIn)
	}
	if err == nil {
		c.visit, err = c.server.visitOf(ctx, c.visitor)
	}
	return err
}

// admitCaller registers the connection within the limits. What is one account's
// ends with the sign-in.
func (s *Server) admitCaller(c *caller) error {
	if err := s.makeWay(c.facts.Address, visitTag(c.visit.ID), farewellVisitReplaced()); err != nil {
		return err
	}
	tags := []string{visitorsTag, visitTag(c.visit.ID), addressTag(c.facts.Address.String())}
	if c.visit.Account.ID != 0 {
		tags = append(tags, signInTag(c.signIn.SignIn))
	}
	if exempt(c.signIn) {
		tags = append(tags, exemptTag)
	}
	c.conn = s.hub.Admit(tags...)
	return nil
}

// turnVisitorAway is turnAway of visitors: a page is told that its visit is gone.
func (s *Server) turnVisitorAway(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, chat.ErrNotFound) || !fromPage(r) {
		s.turnAway(w, r, err)
		return
	}
	s.logProblem(r, problemOf(err), err)
	s.part(w, r, closeRoomGone, problemOf(err).title, farewellVisitGone())
}

// listen begins to gather what the page is to hear.
func (c *caller) listen() {
	c.server.callers.add(c)
	c.conn.Hold(c.reader("").topic())
	c.conn.Subscribe(visitorTopic(c.visit.ID))
}

// reader is the page as it shows all lines up to one.
func (c *caller) reader(after string) visitReader {
	return visitReader{conn: c.conn, visit: c.visit.ID, side: views.VisitorSide, reads: c.server.audiences.place, after: after}
}

// left takes back what listen counted.
func (c *caller) left() { c.server.callers.remove(c) }

// resume notes that the visitor is there and sends what the page lacks: all,
// where it lacks anything.
func (c *caller) resume(after string) {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	if _, err := c.server.store.VisitorReturns(ctx, c.visitor.hash); err != nil {
		c.server.log.Warn("visitor not noted", "visit", c.visit.ID, "error", err)
	}
	if err := c.server.sendVisit(ctx, c.reader(after)); err != nil {
		c.conn.Close(closeTryAgain, "resume failed", realtime.Frame{})
	}
}

// visitReader is a page of a visit, which shows all lines of it up to one.
type visitReader struct {
	conn  *realtime.Conn
	visit chat.VisitID
	side  views.Side
	reads views.Audience
	after string
}

func (p visitReader) topic() string { return visitTopic(p.visit, p.side, p.reads) }

// sendVisit brings a page up to date that holds its topic, and lets it hear what
// comes. The lines are read first: what is said between the two questions is
// beyond them, and so comes with the topic.
func (s *Server) sendVisit(ctx context.Context, p visitReader) error {
	lines, err := s.store.VisitLines(ctx, p.visit)
	if err != nil {
		return err
	}
	visit, err := s.store.Visit(ctx, p.visit)
	if err != nil {
		return err
	}
	newest := chat.VisitLineID(0)
	if len(lines) > 0 {
		newest = lines[len(lines)-1].ID
	}
	shown := views.VisitState(p.side, p.reads, visit)
	if p.after != newest.String() {
		shown = views.VisitReplaced(p.side, p.reads, visit, lines)
	}
	p.conn.Send(realtime.Frame{Body: shown.Bytes()})
	p.conn.Release(p.topic(), uint64(newest))
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
	c.conn.Send(realtime.Frame{Body: views.ComposerError(visitRefusal(err, fields.get("body"))).Bytes()})
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
		return c.server.visitorSays(ctx, c.visitor, fields, true)
	case "typing":
		if !c.server.callers.typists.begin(seat{visit: c.visit.ID}) {
			return nil
		}
		return c.server.hub.Publish(answererTopic(c.visit.ID), realtime.Frame{Body: views.VisitTyping(c.visit.Name).Bytes(), Ephemeral: true})
	}
	return errUnknownAction
}

func farewellVisitGone() realtime.Frame {
	return farewell("This conversation is not there any more.", "You can begin another.", "Begin anew", views.SupportPath)
}

func farewellDeskClosed() realtime.Frame {
	return farewell("The support desk is closed.", "What you wrote is kept for when it opens again.", "Look again", views.SupportPath)
}

func farewellVisitReplaced() realtime.Frame {
	return farewell("Opened elsewhere.", "You have this conversation open in many tabs, so this one stopped listening.", "Go on here", views.SupportPath)
}

func farewellVisitFlood() realtime.Frame {
	return farewell("This page sent too much.", "The server stopped listening to it.", "Reload", views.SupportPath)
}

// visitAsked is the visit that an agent's page is about, as its address says.
func visitAsked(r *http.Request, who auth.Identity) chat.VisitID {
	id, err := strconv.ParseInt(r.URL.Query().Get("visit"), 10, 64)
	if err != nil || !who.User.Agent {
		return 0
	}
	return chat.VisitID(id)
}
