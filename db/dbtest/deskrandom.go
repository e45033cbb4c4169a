package dbtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"parley/db/chat"
)

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
	found, err := d.h.store.VisitOf(ctx, visitor(name))
	d.tolerate(err)
	id := found.ID
	d.tolerate([]func() error{
		func() error {
			_, err := d.h.store.OpenVisit(ctx, chat.NewVisit{Hash: visitor(name), Name: name, Body: "Hello"})
			return err
		},
		func() error { return d.h.visitorSays(name, "x", fmt.Sprint(d.random.IntN(100))) },
		func() error { return d.h.store.VisitorLeaves(ctx, visitor(name)) },
		func() error { _, err := d.h.store.VisitorReturns(ctx, visitor(name)); return err },
		func() error { return d.h.store.ClaimVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.AgentSays(ctx, agent.ID, id, chat.NewVisitLine{Body: "y"}) },
		func() error { return d.h.store.HandOverVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.CloseVisit(ctx, agent.ID, id) },
		func() error { return d.h.store.SetAgent(ctx, agent.ID, d.random.IntN(4) > 0) },
		func() error { return d.h.store.DeleteVisit(ctx, d.h.ada.ID, id) },
		func() error { return d.h.store.CloseAway(ctx, d.others(id), time.Now().Add(chat.VisitAway)) },
	}[d.random.IntN(11)]())
}

// others are the visits that go on but one.
func (d *deskModel) others(id chat.VisitID) []chat.VisitID {
	d.h.Helper()
	going, _, err := d.h.store.Desk(d.h.Context(), 1000, 0)
	d.h.must(err)
	ids := mapped(going, func(v chat.Visit) chat.VisitID { return v.ID })
	return slices.DeleteFunc(ids, func(other chat.VisitID) bool { return other == id })
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
		switch told {
		case chat.VisitWaiting:
			waiting++
		case chat.VisitActive:
			agent, err := h.store.User(h.Context(), v.Agent.ID)
			h.must(err)
			want(h, agent.Username+" answers", agent.Answers(time.Now()), true)
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

// wantAll fails unless everything has happened that may.
func (d *deskModel) wantAll() {
	d.h.Helper()
	happened := map[chat.VisitLineKind]int{}
	for _, c := range d.h.heard.of(0) {
		if c.Kind == chat.VisitChanged && c.Visited.Gone {
			happened["gone"]++
		} else if c.Kind == chat.VisitChanged {
			happened[c.Visited.Lines[0].Kind]++
		}
	}
	for _, kind := range []chat.VisitLineKind{chat.LineSaid, chat.LineJoined, chat.LineHanded, chat.LineClosed, chat.LineReturned, "gone"} {
		if happened[kind] < 5 {
			d.h.Errorf("%s happened %d times", kind, happened[kind])
		}
	}
}
