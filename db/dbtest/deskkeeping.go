package dbtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"parley/db/chat"
)

// atDesk is the names of those who wait or are answered, and of those who were.
func (h *house) atDesk() (going, done []string) {
	h.Helper()
	open, closed, err := h.store.Desk(h.Context(), 1000, 1000)
	h.must(err)
	name := func(v chat.Visit) string { return v.Name }
	return mapped(open, name), mapped(closed, name)
}

var deskKeeping = map[string]func(*house){
	"the desk lists who waits first, then who is answered, and who was closed last": func(h *house) {
		eve := h.openDesk("eve")[0]
		h.claimed("a", eve)
		for _, name := range []string{"b", "c", "d", "e"} {
			h.visit(name)
		}
		h.away(4, time.Now().Add(-time.Hour))
		h.away(2, time.Now())

		going, done := h.atDesk()

		want(h, "going", going, []string{"c", "e", "a"})
		want(h, "done", done, []string{"b", "d"})
		open, closed, err := h.store.Desk(h.Context(), 2, 1)
		h.must(err)
		want(h, "bounded", [2]int{len(open), len(closed)}, [2]int{2, 1})
		waiting, err := h.store.VisitsWaiting(h.Context())
		h.must(err)
		want(h, "waiting", waiting, 2)
	},

	"agents are told of who waits newest, one row each, until nobody does": func(h *house) {
		agents := h.openDesk("eve", "fay")
		eve, fay := agents[0], agents[1]
		zoe, yan := h.visit("zoe"), h.visit("yan")
		h.wantTold(eve, "yan")
		h.wantTold(fay, "yan")
		h.wantTold(h.ada)

		h.must(h.store.ClaimVisit(h.Context(), eve.ID, yan.ID))
		h.wantTold(fay, "yan") // somebody waits still
		h.must(h.store.ClaimVisit(h.Context(), eve.ID, zoe.ID))
		h.wantTold(eve)
		h.wantTold(fay)

		h.must(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID))
		h.wantTold(eve)
		h.wantTold(fay, "zoe")
		h.must(h.store.VisitorLeaves(h.Context(), visitor("zoe")))
		h.wantTold(fay)
		h.must(h.visitorSays("zoe", "Once more", ""))
		h.wantTold(eve, "zoe")
		h.push(eve)
		h.must(h.store.CloseAway(h.Context(), nil, time.Now().Add(chat.VisitAway)))
		h.wantTold(eve)
		h.wantTold(fay)
	},

	"who hands over is still told of the others who wait, and what was read stays read": func(h *house) {
		agents := h.openDesk("eve", "fay")
		eve, fay := agents[0], agents[1]
		zoe := h.claimed("zoe", eve)
		h.visit("yan")
		h.must(h.store.ReadNotifications(h.Context(), fay.ID))

		h.must(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID))

		h.wantTold(eve, "yan")
		h.wantTold(fay, "zoe")
		h.wantBell(fay, "support ", "support  read")
		h.must(h.store.CloseAway(h.Context(), nil, time.Now().Add(chat.VisitAway)))
		h.wantBell(fay, "support  read")
	},

	"only admins delete, only what is closed, and nothing of it is left": func(h *house) {
		eve := h.openDesk("eve")[0]
		zoe, yan := h.claimed("zoe", eve), h.visit("yan")
		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, zoe.ID), chat.ErrConflict)
		h.must(h.store.CloseVisit(h.Context(), eve.ID, zoe.ID))
		h.must(h.store.CloseVisit(h.Context(), eve.ID, yan.ID))
		h.wantError(h.store.DeleteVisit(h.Context(), eve.ID, yan.ID), chat.ErrForbidden)

		h.must(h.store.DeleteVisit(h.Context(), h.ada.ID, yan.ID))

		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, yan.ID), chat.ErrNotFound)
		_, err := h.store.Visit(h.Context(), yan.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.VisitOf(h.Context(), visitor("yan"))
		h.wantError(err, chat.ErrNotFound)
		lines, err := h.store.VisitLines(h.Context(), yan.ID)
		h.must(err)
		want(h, "lines", len(lines), 0)
		_, done := h.atDesk()
		want(h, "done", done, []string{"zoe"})
		told := h.latest(0).Visited
		want(h, "told", [2]any{told.Visit.ID, told.Gone}, [2]any{yan.ID, true})
		entries, err := h.store.Entries(h.Context(), chat.EntryFilter{Act: chat.DeedDeleteVisit}, 10)
		h.must(err)
		want(h, "log", mapped(entries, func(e chat.Entry) string { return e.Actor.Name + " " + e.Reason }), []string{"Ada yan"})
		if again := h.visit("yan"); again.ID <= yan.ID {
			h.Errorf("visit %d came after %d", again.ID, yan.ID)
		}
	},

	"what fails is not announced, and what is announced is as it is": func(h *house) {
		agents := h.openDesk("eve", "fay")
		zoe := h.claimed("zoe", agents[0])
		heard := len(h.heard.of(0))

		h.atVisit(agents[1], zoe.ID)
		h.atVisit(h.ada, zoe.ID)
		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, zoe.ID), chat.ErrConflict)
		h.must(h.store.ClaimVisit(h.Context(), agents[0].ID, zoe.ID))
		want(h, "heard", len(h.heard.of(0)), heard)

		h.must(h.visitorSays("zoe", "Are you there?", ""))
		told := h.latest(0)
		want(h, "kind", [2]any{told.Kind, told.Visited.Gone}, [2]any{chat.VisitChanged, false})
		want(h, "visit", told.Visited.Visit, h.visited(zoe.ID))
		want(h, "lines", mapped(told.Visited.Lines, visitLine), []string{"said Are you there?"})
	},

	"whatever agents and visitors do, each visit is as its lines tell": func(h *house) {
		d := &deskModel{h: h, random: rand.New(rand.NewPCG(1, 2)), agents: h.openDesk("eve", "fay", "gil")}
		for i := range 300 {
			d.act()
			if i%10 == 0 {
				d.compare()
			}
		}
		d.compare()
	},
}

// deskModel is a desk at which things happen by chance.
type deskModel struct {
	h      *house
	random *rand.Rand
	agents []chat.User
}

// act does one thing that is done or refused.
func (d *deskModel) act() {
	name, ctx := fmt.Sprint("visitor", d.random.IntN(5)), d.h.Context()
	agent := d.agents[d.random.IntN(len(d.agents))]
	var id chat.VisitID
	if v, err := d.h.store.VisitOf(ctx, visitor(name)); err == nil {
		id = v.ID
	}
	d.tolerate([]func() error{
		func() error {
			_, err := d.h.store.OpenVisit(ctx, chat.NewVisit{Hash: visitor(name), Name: name, Body: "Hello", Live: true})
			return err
		},
		func() error { return d.h.visitorSays(name, "x", fmt.Sprint(d.random.IntN(20))) },
		func() error { return d.h.store.VisitorLeaves(ctx, visitor(name)) },
		func() error { _, err := d.h.store.VisitorReturns(ctx, visitor(name)); return err },
		func() error { return d.h.store.ClaimVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.ClaimVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.AgentSays(ctx, agent.ID, id, chat.NewVisitLine{Body: "y"}) },
		func() error { return d.h.store.HandOverVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.CloseVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.SetAgent(ctx, agent.ID, d.random.IntN(2) == 0) },
		func() error { return d.h.store.DeleteVisit(ctx, d.h.ada.ID, id) },
		func() error { return d.h.store.CloseAway(ctx, []chat.VisitID{id}, time.Now().Add(chat.VisitAway)) },
	}[d.random.IntN(12)]())
}

func (d *deskModel) tolerate(err error) {
	d.h.Helper()
	if !errors.Is(err, chat.ErrNotFound) && !errors.Is(err, chat.ErrForbidden) && !errors.Is(err, chat.ErrConflict) {
		d.h.must(err)
	}
}

// compare looks at all that the desk knows.
func (d *deskModel) compare() {
	h := d.h
	h.Helper()
	going, done, err := h.store.Desk(h.Context(), 1000, 1000)
	h.must(err)
	waiting := 0
	for _, v := range slices.Concat(going, done) {
		lines, err := h.store.VisitLines(h.Context(), v.ID)
		h.must(err)
		told := d.follow(lines)
		want(h, fmt.Sprint("state after ", mapped(lines, visitLine)), v.State(), told)
		want(h, "newest", v.Newest, lines[len(lines)-1].ID)
		if told == chat.VisitWaiting {
			waiting++
		}
	}
	counted, err := h.store.VisitsWaiting(h.Context())
	h.must(err)
	want(h, "waiting", counted, waiting)
}

// follow tells in which state the lines leave a visit, and fails where one
// cannot come after those before.
func (d *deskModel) follow(lines []chat.VisitLine) chat.VisitState {
	d.h.Helper()
	state := chat.VisitWaiting
	for _, l := range lines {
		next, legal := map[chat.VisitLineKind]map[chat.VisitState]chat.VisitState{
			chat.LineSaid:     {chat.VisitWaiting: chat.VisitWaiting, chat.VisitActive: chat.VisitActive, chat.VisitClosed: chat.VisitWaiting},
			chat.LineJoined:   {chat.VisitWaiting: chat.VisitActive},
			chat.LineHanded:   {chat.VisitActive: chat.VisitWaiting},
			chat.LineClosed:   {chat.VisitWaiting: chat.VisitClosed, chat.VisitActive: chat.VisitClosed},
			chat.LineReturned: {chat.VisitClosed: chat.VisitWaiting},
		}[l.Kind][state]
		if !legal || l.Kind == chat.LineSaid && l.Agent.ID != 0 && state != chat.VisitActive {
			d.h.Errorf("%q of a visit that is %s", visitLine(l), state)
		}
		state = next
	}
	return state
}
