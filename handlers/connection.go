package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
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
// connection's reader; only facts, who, user and room, which never change, may
// be read elsewhere.
type connection struct {
	server *Server
	conn   *realtime.Conn
	facts  auth.Facts
	who    auth.Identity
	user   chat.UserID
	room   chat.RoomID // 0: everything personal only

	page    string // the page's token; empty for a program
	watches bool   // the page is the one of activity
	seen    uint64 // how far the page's dots were true when it was drawn
	resumed bool   // a page has said where it stands
	ordinal int    // sends of this page that were answered

	frames  *rate.Limiter
	trouble int       // refused frames since troubleAt
	since   time.Time // when counting trouble began
}

// actionTimeout bounds what one frame may cost.
const actionTimeout = 10 * time.Second

// Ten refused frames within ten seconds end a connection: no person writes
// like that.
const (
	troubleMost = 10
	troubleSpan = 10 * time.Second
)

// maxPageToken bounds the page token of an address; ours have 26 letters.
const maxPageToken = 64

func newConnection(s *Server, r *http.Request, identity auth.Identity, room chat.RoomID) *connection {
	page := r.URL.Query().Get("page")
	return &connection{server: s, facts: s.facts(r, identity, room), who: identity, user: identity.User.ID, room: room,
		page: page[:min(len(page), maxPageToken)], seen: seenOf(r), watches: r.URL.Query().Get("view") == views.ActivityView, frames: limiter(s.limits.Frames, int(2*s.limits.Frames))}
}

// listen begins to gather what the connection is to hear, before its peer can
// know that it is open: a program hears the room from the upgrade on, a page
// from its resume on.
func (c *connection) listen() {
	switch {
	case c.page != "":
		c.follow()
	case c.room != 0:
		c.conn.Subscribe(roomTopic(c.room))
	}
}

// start makes the connection live.
func (c *connection) start(ws *websocket.Conn) {
	c.server.crowd.enter(c.user, c.room)
	c.server.watch.add(c)
	if c.watches {
		c.server.overview.add(c)
	}
	c.conn.Start(ws, c, c.page != "")
	if c.page != "" {
		c.welcome()
	}
}

// welcome makes the dots of a page true that was drawn some time ago.
func (c *connection) welcome() {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	dots, err := c.server.crowd.welcome(ctx, c.user, c.room, c.seen)
	if err != nil {
		c.server.log.Warn("presence not shown", "user", c.user, "error", err)
	}
	c.answer(realtime.Frame{Body: dots.Bytes()})
}

// follow subscribes a page to what is its person's and to all their rooms. What
// cannot be read now is missing from the sidebar until the next page. When
// anybody left a room meanwhile it looks again, for it may have been this one.
func (c *connection) follow() {
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	c.conn.Subscribe(userTopic(c.user))
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
	c.server.crowd.leave(c.user, c.room)
}

// actions are what a frame may ask for.
var actions = map[string]func(*connection, context.Context, form) error{
	"message": (*connection).message,
	"typing":  (*connection).typing,
	"read":    (*connection).read,
	"react":   (*connection).react,
	"resume":  (*connection).resume,
}

// Frame implements realtime.Handler: one frame after the other, from the
// connection's reader.
func (c *connection) Frame(_ *realtime.Conn, data []byte) {
	if c.server.draining.Load() {
		return // not answered, so the page sends it again when it is back
	}
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	fields, err := parseFrame(data)
	if err == nil {
		err = c.act(ctx, fields)
	}
	if err != nil {
		c.answer(realtime.Frame{Body: views.ComposerError(refusalOf(err, "")).Bytes()})
		c.count(err)
	}
}

func (c *connection) act(ctx context.Context, fields form) error {
	action, known := actions[fields.get("action")]
	if !known {
		return errUnknownAction
	}
	if fields.get("action") != "resume" { // which a page says by itself
		c.server.crowd.stir(c.user)
	}
	if fields.get("action") == "message" {
		return action(c, ctx, fields) // answers its own refusals, with the text
	}
	if err := take(c.frames); err != nil {
		return err
	}
	return action(c, ctx, fields)
}

// membership authorises an action afresh.
func (c *connection) membership(ctx context.Context) (chat.Membership, error) {
	if c.room == 0 {
		return chat.Membership{}, chat.ErrNotFound
	}
	m, err := c.server.store.Membership(ctx, c.user, c.room)
	if err == nil && (!m.User.Active || m.User.AuthEpoch != c.who.User.AuthEpoch) {
		err = c.stillSignedIn(ctx)
	}
	return m, err
}

// stillSignedIn looks again at a sign-in whose person's others have ended, and
// ends the connection where this one did too.
func (c *connection) stillSignedIn(ctx context.Context) error {
	err := c.server.auth.Holds(ctx, c.who)
	if errors.Is(err, auth.ErrNobody) {
		c.conn.Close(closeSignedOut, "signed out", farewellSignedOut())
	}
	return err
}

// message stores a text. A page's sends are counted, because the number is
// what makes each happen once; what comes before its resume stands in its
// outbox and comes again with it.
func (c *connection) message(ctx context.Context, fields form) error {
	if c.page != "" && !c.resumed {
		return nil
	}
	err := take(c.frames)
	if err == nil {
		err = take(c.server.budgets.of(c.user))
	}
	var answer realtime.Frame
	if c.page != "" {
		answer = c.ordered(ctx, fields, err)
	} else {
		answer = c.keyed(ctx, fields, err)
	}
	c.answer(answer)
	return nil
}

// ordered stores the page's next text and gives the answer to it: every send
// is answered exactly once, stored or refused.
func (c *connection) ordered(ctx context.Context, fields form, err error) realtime.Frame {
	c.ordinal++
	if err == nil {
		var m chat.Membership
		if m, err = c.membership(ctx); err == nil {
			_, _, err = c.server.createMessage(ctx, m, fields, pageKey(c.page, c.ordinal))
		}
	}
	if err != nil {
		c.count(err)
		return realtime.Frame{Body: views.Refused(c.ordinal, refusalOf(err, fields.get("body"))).Bytes()}
	}
	return realtime.Frame{Body: views.Acked(c.ordinal).Bytes()}
}

// keyed stores a program's text. Its ack is the message itself, which it hears
// like everybody; a key used before gives the stored message once more.
func (c *connection) keyed(ctx context.Context, fields form, err error) realtime.Frame {
	var stored chat.Message
	created := true
	if err == nil {
		var m chat.Membership
		if m, err = c.membership(ctx); err == nil {
			stored, created, err = c.server.createMessage(ctx, m, fields, senderKey(fields))
		}
	}
	switch {
	case err != nil:
		c.count(err)
		return realtime.Frame{Body: views.ComposerError(refusalOf(err, fields.get("body"))).Bytes()}
	case !created:
		return realtime.Frame{Body: views.MessageEdited(c.server.site.Audience, stored, stored.Version).Bytes()}
	}
	return realtime.Frame{}
}

// typing shows a line to the others, at most one in typingEvery.
func (c *connection) typing(ctx context.Context, _ form) error {
	m, err := c.membership(ctx)
	if err != nil {
		return err
	}
	if err := c.server.allowed(ctx, m, chat.Post); err != nil {
		return err
	}
	if c.server.typists.begin(m.Room.ID, m.User.ID) {
		return c.server.hub.Publish(roomTopic(m.Room.ID), realtime.Frame{Body: views.Typing(m.User).Bytes(), Ephemeral: true})
	}
	return nil
}

// read keeps how far the person has seen the room. A cursor that makes no
// sense is no fault of a person's, so it is left alone.
func (c *connection) read(_ context.Context, fields form) error {
	if cursor, err := strconv.ParseInt(fields.get("cursor"), 10, 64); err == nil && cursor > 0 && c.room != 0 {
		c.server.reads.mark(chat.ReadMark{User: c.user, Room: c.room, Seq: chat.Seq(cursor)})
	}
	return nil
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
	if now := time.Now(); now.Sub(c.since) > troubleSpan {
		c.trouble, c.since = 0, now
	}
	if c.trouble++; c.trouble >= troubleMost {
		c.conn.Close(closePolicy, "too many refused frames", farewellFlood(c.room))
	}
}
