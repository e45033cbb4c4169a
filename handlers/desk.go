package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// How much of the desk a page shows.
const (
	visitsShown     = 200
	visitsDoneShown = 30
)

// agent is a page for those who answer at the support desk.
func (s *Server) agent(handle func(http.ResponseWriter, *http.Request, auth.Identity) error) http.HandlerFunc {
	return s.member(func(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
		if !viewer.User.Agent {
			return chat.ErrForbidden
		}
		return handle(w, r, viewer)
	})
}

// visitsWaiting is how many visitors wait, for agents.
func (s *Server) visitsWaiting(ctx context.Context, viewer chat.User) (int, error) {
	if !viewer.Agent {
		return 0, nil
	}
	return s.store.VisitsWaiting(ctx)
}

// showDesk is the list of visits.
func (s *Server) showDesk(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	desk, err := s.desk(r.Context())
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.DeskTitle, 0)
	if err != nil {
		return err
	}
	shell.Socket = views.DeskSocketPath(shell.Page, shell.Seen)
	s.render(w, r, http.StatusOK, views.SupportDesk(views.DeskPage{Shell: shell, Desk: desk}))
	return nil
}

func (s *Server) desk(ctx context.Context) (desk views.Desk, err error) {
	desk.Going, desk.Done, err = s.store.Desk(ctx, visitsShown, visitsDoneShown)
	return desk, err
}

// followDesk lets a page of an agent hear what happens at the desk.
func (c *connection) followDesk() {
	if !c.who.User.Agent {
		return
	}
	c.conn.Subscribe(agentsTopic)
	if c.atDesk {
		c.conn.Subscribe(deskTopic(c.reads))
	}
}

// resumeVisit brings an agent's page of one visit up to date.
func (c *connection) resumeVisit(ctx context.Context) error {
	page := visitReader{conn: c.conn, visit: c.visit, side: views.AgentSide, reads: c.reads, after: c.after}
	c.conn.Hold(page.topic())
	c.conn.Subscribe(answererTopic(c.visit))
	err := c.server.sendVisit(ctx, page)
	if errors.Is(err, chat.ErrNotFound) {
		c.conn.Close(closeRoomGone, "visit gone", farewellVisitDeleted())
	}
	if err != nil {
		return c.again(err)
	}
	c.caughtUp()
	return nil
}

func visitIn(r *http.Request) (chat.VisitID, error) {
	return chat.ParseID[chat.VisitID](r.PathValue("visit"))
}

// showDeskVisit is one visit.
func (s *Server) showDeskVisit(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, err := visitIn(r)
	if err != nil {
		return err
	}
	return s.deskVisitPage(w, r, viewer, id, "", nil)
}

// deskVisitPage is a visit as it is now, also after something was refused, with
// the text kept.
func (s *Server) deskVisitPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, id chat.VisitID, body string, refused error) error {
	visit, err := s.store.Visit(r.Context(), id)
	if err != nil {
		return err
	}
	refusal, status, err := s.refusedWords(w, r, refused)
	if err != nil {
		return err
	}
	lines, err := s.store.VisitLines(r.Context(), visit.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, visit.Name, 0)
	if err != nil {
		return err
	}
	shell.Socket = views.DeskVisitSocketPath(shell.Page, shell.Seen, visit.ID, visit.Newest)
	s.render(w, r, status, views.DeskVisit(views.DeskVisitPage{Shell: shell, Visit: visit, Lines: lines, Key: rand.Text(), Body: body, Refusal: refusal}))
	return nil
}

// visitActs are what an agent may do with a visit.
var visitActs = map[string]func(*Server, context.Context, chat.UserID, chat.VisitID) error{
	views.ClaimVisit: func(s *Server, ctx context.Context, agent chat.UserID, id chat.VisitID) error {
		return s.store.ClaimVisit(ctx, agent, id)
	},
	views.HandOverVisit: func(s *Server, ctx context.Context, agent chat.UserID, id chat.VisitID) error {
		return s.store.HandOverVisit(ctx, agent, id)
	},
	views.CloseVisit: func(s *Server, ctx context.Context, agent chat.UserID, id chat.VisitID) error {
		return s.store.CloseVisit(ctx, agent, id)
	},
	views.DeleteVisit: func(s *Server, ctx context.Context, agent chat.UserID, id chat.VisitID) error {
		return s.store.DeleteVisit(ctx, agent, id)
	},
}

// actOnVisit claims a visit, hands it over, closes or deletes it. Whoever is
// second reads what the first did. Who may is judged with the act, so that what
// is logged of a refusal is logged of everybody's; whoever is no agent learns
// nothing else.
func (s *Server) actOnVisit(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, fields, err := visitForm(r)
	if err != nil {
		return err
	}
	act, known := visitActs[fields.get("act")]
	if !known {
		return chat.Invalid{Field: "act", Reason: "Choose what happens."}
	}
	err = s.orTaken(r.Context(), id, act(s, r.Context(), viewer.User.ID, id))
	switch {
	case err != nil && viewer.User.Agent:
		return s.deskVisitPage(w, r, viewer, id, "", err)
	case err != nil:
		return err
	case fields.get("act") == views.DeleteVisit:
		return s.led(w, r, views.DeskPath, "The conversation is deleted.")
	}
	http.Redirect(w, r, views.DeskVisitPath(id), http.StatusSeeOther)
	return nil
}

func visitForm(r *http.Request) (chat.VisitID, form, error) {
	fields, err := postedForm(r)
	if err != nil {
		return 0, nil, err
	}
	id, err := visitIn(r)
	return id, fields, err
}

// orTaken says of a conflict what has become of the visit meanwhile.
func (s *Server) orTaken(ctx context.Context, id chat.VisitID, err error) error {
	if !errors.Is(err, chat.ErrConflict) {
		return err
	}
	now, lost := s.store.Visit(ctx, id)
	if lost != nil {
		return lost
	}
	return acted(err, views.VisitTaken(now))
}

// sayAsAgent writes what the one who answers says.
func (s *Server) sayAsAgent(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, fields, err := visitForm(r)
	if err != nil {
		return err
	}
	n, err := visitLine(fields)
	if err == nil {
		err = take(s.budgets.of(viewer.User.ID))
	}
	if err == nil {
		err = s.orTaken(r.Context(), id, s.store.AgentSays(r.Context(), viewer.User.ID, id, n))
	}
	return s.saidInVisit(w, r, views.DeskSayPath(id), views.DeskVisitPath(id), err, func() error {
		return s.deskVisitPage(w, r, viewer, id, n.Body, err)
	})
}

// typingInVisit shows the visitor that the one who answers is typing.
func (c *connection) typingInVisit(ctx context.Context) error {
	visit, err := c.server.store.Visit(ctx, c.visit)
	if err != nil || !visit.AnsweredBy(c.user) || !c.server.callers.typists.begin(seat{c.visit, c.user}) {
		return err
	}
	return c.server.hub.Publish(visitorTopic(c.visit), realtime.Frame{Body: views.VisitTyping(c.who.User.DisplayName).Bytes(), Ephemeral: true})
}
