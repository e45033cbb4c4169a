package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// connection is one open socket: of a page, which resumes before it says
// anything, or of a program, which need not. Its fields belong to the
// connection's reader; only facts, who, user, room and reads, which never
// change, may be read elsewhere.
type connection struct {
	server *Server
	conn   *realtime.Conn
	facts  auth.Facts
	who    auth.Identity
	user   chat.UserID
	room   chat.RoomID // 0: everything personal only
	reads  views.Audience

	used    time.Time      // when the sign-in's use was noted last
	page    string         // the page's token; empty for a program
	watches bool           // the page is the one of activity
	seen    uint64         // how far the page's dots were true when it was drawn
	resumed bool           // a page has said where it stands
	ordinal int            // sends of this page that were answered
	opened  chat.MessageID // the thread that is open on the page; 0: none

	visit  chat.VisitID // the visit that the page is about; 0: none
	after  string       // the line up to which it shows that
	atDesk bool         // the page is the one of all visits

	frames  *rate.Limiter
	trouble trouble
}

// actionTimeout bounds what one frame may cost.
const actionTimeout = 10 * time.Second

// maxPageToken bounds the page token of an address; ours have 26 letters.
const maxPageToken = 64

func newConnection(s *Server, r *http.Request, identity auth.Identity, room chat.RoomID) *connection {
	page := r.URL.Query().Get("page")
	view := r.URL.Query().Get("view")
	return &connection{server: s, facts: s.facts(r, identity, room), who: identity, user: identity.User.ID, room: room,
		reads: s.audiences.of(identity.User), page: page[:min(len(page), maxPageToken)], seen: seenOf(r), watches: view == views.ActivityView,
		visit: visitAsked(r, identity), after: r.URL.Query().Get("after"), atDesk: view == views.DeskView, frames: s.frameLimiter()}
}

// usedEvery is how often a connection notes that its sign-in is used.
const usedEvery = time.Hour

// inUse keeps the sign-in from going idle by what its person does on a page.
func (c *connection) inUse() {
	if now := time.Now(); now.Sub(c.used) >= usedEvery {
		c.used = now
		c.server.auth.Used(c.who.SignIn)
	}
}

// listen begins to gather what the connection is to hear, and counts its person
// as here, before its peer can know that it is open: a program hears the room
// from the upgrade on, a page from its resume on.
func (c *connection) listen() {
	c.server.crowd.enter(c.user, c.room)
	c.server.audiences.enter(c.room, c.reads)
	switch {
	case c.page != "":
		c.follow()
	case c.room != 0:
		c.conn.Subscribe(roomTopic(c.room))
		c.conn.Subscribe(c.log())
	}
}

// log is the topic of what happens in its room, as its person reads it.
func (c *connection) log() string { return logTopic(c.room, c.reads) }

// start makes the connection live.
func (c *connection) start(ws *websocket.Conn) {
	c.server.watch.add(c)
	if c.watches {
		c.server.overview.add(c)
	}
	if c.page != "" {
		c.server.announcer.receipts.enter(c)
	}
	c.conn.Start(ws, c, c.page != "")
	if c.page != "" {
		c.welcome()
	}
}

// welcome makes the dots of a page true that was drawn some time ago, and what it
// shows of the support desk.
func (c *connection) welcome() {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	dots, err := c.server.crowd.welcome(ctx, c.user, c.room, c.seen)
	if err != nil {
		c.server.log.Warn("presence not shown", "user", c.user, "error", err)
	}
	c.answer(realtime.Frame{Body: dots.Bytes()})
	if c.who.User.Agent {
		wake(c.server.announcer.desk)
	}
}

// follow subscribes a page to what is its person's and to all their rooms. What
// cannot be read now is missing from the sidebar until the next page. When
// anybody left a room meanwhile it looks again, for it may have been this one.
func (c *connection) follow() {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	c.conn.Subscribe(userTopic(c.user))
	c.followQueue(ctx)
	c.followDesk()
	for sidebars := c.server.announcer.sidebars; ; {
		departures := sidebars.departures.Load()
		memberships, err := c.server.store.MembershipsOf(ctx, c.user)
		if err != nil {
			c.server.log.Warn("rooms not followed", "user", c.user, "error", err)
			return
		}
		for _, m := range memberships {
			c.conn.Subscribe(membersTopic(m.Room.ID))
		}
		if sidebars.departures.Load() == departures {
			return
		}
		for _, m := range memberships {
			c.conn.Unsubscribe(membersTopic(m.Room.ID))
		}
	}
}

// Closed implements realtime.Handler.
func (c *connection) Closed(*realtime.Conn) {
	c.server.watch.remove(c)
	c.server.overview.remove(c)
	c.server.announcer.numbers.closed(c)
	c.server.announcer.receipts.leave(c)
	c.left()
}

// left takes back what listen counted.
func (c *connection) left() {
	c.server.audiences.leave(c.room, c.reads)
	c.server.crowd.leave(c.user, c.room)
}

// answer sends a frame to this connection alone; an empty one says nothing.
func (c *connection) answer(frame realtime.Frame) {
	if len(frame.Body) > 0 {
		c.conn.Send(frame)
	}
}

// count ends a connection that keeps sending what is refused.
func (c *connection) count(err error) {
	if problemOf(err).status >= http.StatusInternalServerError {
		return // our fault, not theirs
	}
	if c.trouble.more(time.Now()) {
		c.conn.Close(closePolicy, "too many refused frames", farewellFlood(c.room))
	}
}
