package handlers

import (
	"context"
	"crypto/rand"
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
	c.conn.Hold(visitTopic(c.visit, c.reads))
	c.conn.Subscribe(answererTopic(c.visit))
	if err := c.server.sendVisit(ctx, c.conn, c.reads, c.visit, c.after); err != nil {
		return err
	}
	c.caughtUp()
	return nil
}

// visitor is a visit as an agent asks for it.
func (s *Server) visitor(r *http.Request) (chat.Visit, error) {
	id, err := chat.ParseID[chat.VisitID](r.PathValue("visit"))
	if err != nil {
		return chat.Visit{}, err
	}
	return s.store.Visit(r.Context(), id)
}

// showDeskVisit is one visit.
func (s *Server) showDeskVisit(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	visit, err := s.visitor(r)
	if err != nil {
		return err
	}
	return s.deskVisitPage(w, r, viewer, visit, "", nil)
}

func (s *Server) deskVisitPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, visit chat.Visit, body string, refused error) error {
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
// second reads what the first did.
func (s *Server) actOnVisit(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	visit, err := s.visitor(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	act, known := visitActs[fields.get("act")]
	if !known {
		return chat.Invalid{Field: "act", Reason: "Choose what happens."}
	}
	if err := act(s, r.Context(), viewer.User.ID, visit.ID); err != nil {
		return s.visitAgain(w, r, viewer, visit, "", err)
	}
	if fields.get("act") == views.DeleteVisit {
		return s.led(w, r, views.DeskPath, "The conversation is deleted.")
	}
	http.Redirect(w, r, views.DeskVisitPath(visit.ID), http.StatusSeeOther)
	return nil
}

// visitAgain shows a visit as it is now after something was refused, with the
// text kept.
func (s *Server) visitAgain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, visit chat.Visit, body string, refused error) error {
	now, err := s.store.Visit(r.Context(), visit.ID)
	if err != nil {
		return err
	}
	return s.deskVisitPage(w, r, viewer, now, body, acted(refused, views.VisitTaken(now)))
}

// sayAsAgent writes what the one who answers says.
func (s *Server) sayAsAgent(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	visit, err := s.visitor(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	n, err := visitLine(fields)
	if err == nil {
		err = take(s.budgets.of(viewer.User.ID))
	}
	if err == nil {
		err = acted(s.store.AgentSays(r.Context(), viewer.User.ID, visit.ID, n), views.VisitTaken(visit))
	}
	return s.saidInVisit(w, r, views.DeskSayPath(visit.ID), views.DeskVisitPath(visit.ID), err, func() error {
		return s.visitAgain(w, r, viewer, visit, n.Body, err)
	})
}

// typingInVisit shows the visitor that somebody answers.
func (c *connection) typingInVisit() error {
	if !c.server.callers.typists.begin(seat{c.visit, c.user}) {
		return nil
	}
	return c.server.hub.Publish(visitorTopic(c.visit), realtime.Frame{Body: views.Typing(c.who.User).Bytes(), Ephemeral: true})
}
