package dbtest

import (
	"time"

	"parley/db/chat"
)

// claimed is a visit that somebody answers.
func (h *house) claimed(name string, agent chat.User) chat.Visit {
	h.Helper()
	opened := h.visit(name)
	h.must(h.store.ClaimVisit(h.Context(), agent.ID, opened.ID))
	return h.visited(opened.ID)
}

// wantTold looks at the bell of an agent: whom it tells of, unread.
func (h *house) wantTold(agent chat.User, names ...string) {
	h.Helper()
	rows, _, err := h.store.Notifications(h.Context(), agent.ID, 0, 100)
	h.must(err)
	var told []string
	for _, n := range rows {
		if n.Kind == chat.NotifiedSupport && !n.Read {
			told = append(told, n.Name)
		}
	}
	want(h, "bell of "+agent.Username, told, names)
}

var desk = map[string]func(*house){
	"only admins open the desk and appoint agents, and each turn is in the log once": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		open, err := h.store.DeskOpen(h.Context())
		h.must(err)
		want(h, "at first", open, false)

		h.wantError(h.store.OpenDesk(h.Context(), mod.ID, true), chat.ErrForbidden)
		h.wantError(h.store.Appoint(h.Context(), bob.ID, bob.ID, true), chat.ErrForbidden)
		for range 2 {
			h.must(h.store.OpenDesk(h.Context(), h.ada.ID, true))
			h.must(h.store.Appoint(h.Context(), h.ada.ID, bob.ID, true))
			h.must(h.store.Appoint(h.Context(), h.ada.ID, h.ada.ID, true))
		}
		h.wantError(h.store.Appoint(h.Context(), h.ada.ID, 4711, true), chat.ErrNotFound)

		open, err = h.store.DeskOpen(h.Context())
		h.must(err)
		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "open, agent", [2]bool{open, found.Agent}, [2]bool{true, true})
		h.must(h.store.OpenDesk(h.Context(), h.ada.ID, false))
		h.must(h.store.SetAgent(h.Context(), bob.ID, false))
		h.must(h.store.SetAgent(h.Context(), bob.ID, false))
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"mod refused", "bob refused bob", "Ada setting", "Ada agent-on bob", "Ada agent-on Ada", "Ada setting", "agent-off bob"})
	},

	"of agents who claim at once one answers, and the others learn of it": func(h *house) {
		agents := h.openDesk("eve", "fay", "gil")
		zoe := h.visit("zoe")
		got := make([]error, len(agents))

		together(len(agents), func(i int) { got[i] = h.store.ClaimVisit(h.Context(), agents[i].ID, zoe.ID) })

		found := h.visited(zoe.ID)
		for i, agent := range agents {
			if found.AnsweredBy(agent.ID) {
				h.must(got[i])
				h.must(h.store.ClaimVisit(h.Context(), agent.ID, zoe.ID))
				h.wantVisitLines(zoe.ID, "said Hello from zoe", "joined "+agent.Username)
			} else {
				h.wantError(got[i], chat.ErrConflict)
			}
		}
		want(h, "again", h.visited(zoe.ID), found)
		want(h, "state", found.State(), chat.VisitActive)
	},

	"who does not answer at the desk does nothing there": func(h *house) {
		agents := h.openDesk("eve", "fay", "gil")
		zoe := h.visit("zoe")
		h.must(h.store.SetActive(h.Context(), agents[0].ID, false))
		h.sanction(h.ada, agents[1], chat.Suspend, hour())
		h.sanction(h.ada, agents[2], chat.Suspend, gone())

		for _, user := range []chat.User{h.ada, h.person("bob"), agents[0], agents[1]} {
			for _, err := range h.atVisit(user, zoe.ID) {
				h.wantError(err, chat.ErrForbidden)
			}
		}
		h.wantVisitLines(zoe.ID, "said Hello from zoe")
		h.wantError(h.store.ClaimVisit(h.Context(), agents[2].ID, 4711), chat.ErrNotFound)
		h.wantError(h.store.ClaimVisit(h.Context(), 4711, zoe.ID), chat.ErrNotFound)
		h.must(h.store.ClaimVisit(h.Context(), agents[2].ID, zoe.ID))
	},

	"only who answers says, hands over and closes, and an admin at the desk hands over": func(h *house) {
		agents := h.openDesk("eve", "fay")
		eve, fay := agents[0], agents[1]
		zoe := h.claimed("zoe", eve)

		for _, err := range h.atVisit(fay, zoe.ID) {
			h.wantError(err, chat.ErrConflict)
		}
		h.must(h.store.AgentSays(h.Context(), eve.ID, zoe.ID, chat.NewVisitLine{Body: "Good day"}))
		want(h, "said last", h.visited(zoe.ID).Waits, false)
		h.must(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID))
		h.wantError(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID), chat.ErrConflict)
		h.wantError(h.store.AgentSays(h.Context(), eve.ID, zoe.ID, chat.NewVisitLine{Body: "x"}), chat.ErrConflict)
		h.wantState(zoe.ID, chat.VisitWaiting, "")
		want(h, "claimed", h.visited(zoe.ID).Claimed.IsZero(), true)

		h.must(h.store.ClaimVisit(h.Context(), fay.ID, zoe.ID))
		h.must(h.store.SetAgent(h.Context(), h.ada.ID, true))
		h.must(h.store.HandOverVisit(h.Context(), h.ada.ID, zoe.ID))
		h.wantError(h.store.HandOverVisit(h.Context(), h.ada.ID, zoe.ID), chat.ErrConflict)
		h.wantVisitLines(zoe.ID, "said Hello from zoe", "joined eve", "said eve Good day", "handed eve", "joined fay", "handed fay")
	},

	"a visit is closed by who answers, by anybody at the desk while it waits, and by its visitor": func(h *house) {
		eve := h.openDesk("eve")[0]
		zoe, yan, xia := h.claimed("zoe", eve), h.visit("yan"), h.visit("xia")

		h.must(h.store.CloseVisit(h.Context(), eve.ID, zoe.ID))
		h.must(h.store.CloseVisit(h.Context(), eve.ID, yan.ID))
		h.must(h.store.VisitorLeaves(h.Context(), visitor("xia")))
		h.must(h.store.VisitorLeaves(h.Context(), visitor("xia")))

		for _, err := range h.atVisit(eve, zoe.ID) {
			h.wantError(err, chat.ErrConflict)
		}
		h.wantState(zoe.ID, chat.VisitClosed, "eve")
		h.wantState(yan.ID, chat.VisitClosed, "")
		want(h, "endings", [3]chat.VisitEnding{h.visited(zoe.ID).Ending, h.visited(yan.ID).Ending, h.visited(xia.ID).Ending},
			[3]chat.VisitEnding{chat.EndedByAgent, chat.EndedByAgent, chat.EndedByVisitor})
		h.wantVisitLines(zoe.ID, "said Hello from zoe", "joined eve", "closed eve")
		h.wantVisitLines(xia.ID, "said Hello from xia", "closed")
	},

	"who is gone for long is away, and who never listens may be silent for longer": func(h *house) {
		eve := h.openDesk("eve")[0]
		zoe, yan := h.claimed("zoe", eve), h.visit("yan")
		xia, err := h.store.OpenVisit(h.Context(), chat.NewVisit{Hash: visitor("xia"), Name: "xia", Body: "Hello"})
		h.must(err)
		at := xia.Seen.Add(chat.VisitAway)

		h.must(h.store.CloseAway(h.Context(), nil, zoe.Seen.Add(chat.VisitAway-time.Millisecond)))
		h.wantState(zoe.ID, chat.VisitActive, "eve")
		h.must(h.store.CloseAway(h.Context(), []chat.VisitID{yan.ID}, at))

		h.wantState(zoe.ID, chat.VisitClosed, "eve")
		h.wantState(yan.ID, chat.VisitWaiting, "")
		h.wantState(xia.ID, chat.VisitWaiting, "")
		want(h, "zoe", [2]any{h.visited(zoe.ID).Ending, h.visited(zoe.ID).Closed}, [2]any{chat.EndedAway, at})
		want(h, "yan seen", h.visited(yan.ID).Seen, at)
		h.must(h.store.CloseAway(h.Context(), []chat.VisitID{yan.ID}, xia.Seen.Add(chat.VisitQuiet-time.Millisecond)))
		h.wantState(xia.ID, chat.VisitWaiting, "")
		h.must(h.store.CloseAway(h.Context(), []chat.VisitID{yan.ID}, xia.Seen.Add(chat.VisitQuiet)))
		h.wantState(xia.ID, chat.VisitClosed, "")
		h.wantState(yan.ID, chat.VisitWaiting, "")
		h.wantVisitLines(zoe.ID, "said Hello from zoe", "joined eve", "closed")
	},

	"who loads their page again without script is there": func(h *house) {
		h.openDesk()
		xia, err := h.store.OpenVisit(h.Context(), chat.NewVisit{Hash: visitor("xia"), Name: "xia", Body: "Hello"})
		h.must(err)
		seen := xia.Seen.Add(chat.VisitQuiet / 2)

		h.must(h.store.SeeVisit(h.Context(), visitor("xia"), seen))

		h.must(h.store.CloseAway(h.Context(), nil, xia.Seen.Add(chat.VisitQuiet)))
		h.wantState(xia.ID, chat.VisitWaiting, "")
		h.must(h.store.CloseAway(h.Context(), nil, seen.Add(chat.VisitQuiet)))
		h.wantState(xia.ID, chat.VisitClosed, "")
	},

	"who listens once is missed like everybody who does": func(h *house) {
		h.openDesk()
		zoe := h.visit("zoe")
		h.must(h.store.VisitorSays(h.Context(), visitor("zoe"), chat.NewVisitLine{Body: "from a page without script"}, false))
		at := time.Now()

		h.must(h.store.CloseAway(h.Context(), []chat.VisitID{zoe.ID}, at))
		h.must(h.store.CloseAway(h.Context(), nil, at.Add(chat.VisitAway)))

		h.wantState(zoe.ID, chat.VisitClosed, "")
	},

	"a closed visit waits again when its visitor writes, and when they come back who were away": func(h *house) {
		eve := h.openDesk("eve")[0]
		zoe, yan := h.claimed("zoe", eve), h.claimed("yan", eve)
		h.must(h.visitorSays("zoe", "Thanks", "k"))
		h.must(h.store.CloseVisit(h.Context(), eve.ID, zoe.ID))
		h.away(yan.ID, time.Now())

		h.must(h.visitorSays("zoe", "Thanks", "k")) // sent again
		stays, err := h.store.VisitorReturns(h.Context(), visitor("zoe"))
		h.must(err)
		want(h, "ended by an agent", stays.State(), chat.VisitClosed)
		returned, err := h.store.VisitorReturns(h.Context(), visitor("yan"))
		h.must(err)
		want(h, "returned", returned, h.visited(yan.ID))
		h.must(h.visitorSays("zoe", "And another thing", "k"))

		h.wantState(zoe.ID, chat.VisitWaiting, "")
		h.wantState(yan.ID, chat.VisitWaiting, "")
		h.wantVisitLines(zoe.ID, "said Hello from zoe", "joined eve", "said Thanks", "closed eve", "said And another thing")
		h.wantVisitLines(yan.ID, "said Hello from yan", "joined eve", "closed", "returned")
		want(h, "ending", [2]any{h.visited(zoe.ID).Ending, h.visited(zoe.ID).Closed}, [2]any{chat.VisitEnding(""), time.Time{}})
	},

	"an agent who is one no more leaves their visits to the others": func(h *house) {
		for name, end := range map[string]func(chat.User){
			"taken off":   func(u chat.User) { h.must(h.store.Appoint(h.Context(), h.ada.ID, u.ID, false)) },
			"deactivated": func(u chat.User) { h.must(h.store.ChangeActive(h.Context(), h.ada.ID, u.ID, false)) },
			"suspended":   func(u chat.User) { h.sanction(h.ada, u, chat.Suspend, hour()) },
			"banned":      func(u chat.User) { h.sanction(h.ada, u, chat.Ban, chat.NoEnd()) },
		} {
			agents := h.openDesk("eve"+name[:3], "fay"+name[:3])
			zoe, yan, done := h.claimed("zoe "+name, agents[0]), h.claimed("yan "+name, agents[0]), h.claimed("xia "+name, agents[0])
			h.must(h.store.CloseVisit(h.Context(), agents[0].ID, done.ID))
			h.visit("wil " + name)

			end(agents[0])

			h.wantState(zoe.ID, chat.VisitWaiting, "")
			h.wantState(yan.ID, chat.VisitWaiting, "")
			h.wantState(done.ID, chat.VisitClosed, agents[0].DisplayName)
			h.wantTold(agents[0])
			h.wantTold(agents[1], "yan "+name)
			h.wantVisitLines(zoe.ID, "said Hello from zoe "+name, "joined "+agents[0].Username, "handed "+agents[0].Username)
		}
	},
}

// atVisit has somebody do all that agents do to a visit.
func (h *house) atVisit(user chat.User, id chat.VisitID) []error {
	errs := []error{
		h.store.AgentSays(h.Context(), user.ID, id, chat.NewVisitLine{Body: "x"}),
		h.store.HandOverVisit(h.Context(), user.ID, id),
		h.store.CloseVisit(h.Context(), user.ID, id),
	}
	return append(errs, h.store.ClaimVisit(h.Context(), user.ID, id))
}
