package handlers

import (
	"context"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// receptionEvery is how long changes at the desk gather before the agents'
	// lists show them.
	receptionEvery = 100 * time.Millisecond
	// goneEvery is how often somebody looks who has left, and what other processes
	// did.
	goneEvery = 10 * time.Second
)

// visited shows both sides of a visit what has become of it. It is called in
// the order of the commits.
func (a *Announcer) visited(v chat.Visited) {
	defer wake(a.desk)
	if v.Gone {
		a.hub.CloseTagged(visitTag(v.Visit.ID), closeRoomGone, "visit deleted", farewellVisitGone())
		a.hub.CloseTagged(answerersTag(v.Visit.ID), closeRoomGone, "visit deleted", farewellVisitDeleted())
		return
	}
	for _, line := range v.Lines {
		if line.Kind == chat.LineSaid {
			a.callers.typists.end(seat{v.Visit.ID, line.Agent.ID})
		}
	}
	a.tellVisit(v.Visit, func(s views.Side, audience views.Audience) views.Fragment {
		return views.VisitSaid(s, audience, v.Visit, v.Lines)
	})
}

// tellVisit publishes what a visit has come to, to all who do not have its newest
// line.
func (a *Announcer) tellVisit(v chat.Visit, draw func(views.Side, views.Audience) views.Fragment) {
	tell := func(s views.Side, audience views.Audience) {
		a.hub.Publish(visitTopic(v.ID, s, audience), realtime.Frame{Number: uint64(v.Newest), Body: draw(s, audience).Bytes()})
	}
	tell(views.VisitorSide, a.audiences.place)
	for _, audience := range a.audiences.here(0) {
		tell(views.AgentSide, audience)
	}
	for told := a.toldLine.Load(); told < int64(v.Newest) && !a.toldLine.CompareAndSwap(told, int64(v.Newest)); {
		told = a.toldLine.Load()
	}
}

func farewellVisitDeleted() realtime.Frame {
	return farewell("This conversation is not there any more.", "An admin deleted it.", "All visits", views.DeskPath)
}

// reception keeps the agents' lists true and closes the visits of those who
// have gone.
type reception struct {
	server *Server
	stop   context.CancelFunc
	done   chan struct{}
}

func newReception(s *Server) *reception {
	ctx, stop := context.WithCancel(context.Background())
	p := &reception{server: s, stop: stop, done: make(chan struct{})}
	go p.run(ctx)
	return p
}

func (p *reception) run(ctx context.Context) {
	defer close(p.done)
	p.warn(ctx, "visitors who are on their way back not noted", p.server.store.AwaitVisitors(ctx, time.Now()))
	gone := time.NewTicker(goneEvery)
	defer gone.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-gone.C:
			p.warn(ctx, "visits of those who left not closed", p.server.store.CloseAway(ctx, p.server.callers.visits(), now))
			p.warn(ctx, "visits that a command changed not shown", p.catchUp(ctx))
		case <-p.server.announcer.desk:
			p.warn(ctx, "desk not shown", p.show(ctx))
			if !pause(ctx, receptionEvery) {
				return
			}
		}
	}
}

func (p *reception) warn(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		p.server.log.Warn(what, "error", err)
	}
}

// catchUp shows what another process did to visits, as a command does that
// dismisses an agent: nobody has announced that here.
func (p *reception) catchUp(ctx context.Context) error {
	s := p.server
	visits, err := s.store.OpenVisitsAfter(ctx, chat.VisitLineID(s.announcer.toldLine.Load()))
	if err != nil || len(visits) == 0 {
		return err
	}
	for _, v := range visits {
		lines, err := s.store.VisitLines(ctx, v.ID)
		if err != nil {
			return err
		}
		s.announcer.tellVisit(v, func(side views.Side, audience views.Audience) views.Fragment {
			return views.VisitReplaced(side, audience, v, lines)
		})
	}
	wake(s.announcer.desk)
	return nil
}

// show brings the agents' pages up to date.
func (p *reception) show(ctx context.Context) error {
	s := p.server
	waiting, err := s.store.VisitsWaiting(ctx)
	if err != nil {
		return err
	}
	s.publish(agentsTopic, views.DeskCounted(waiting))
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	for _, audience := range s.audiences.here(0) {
		s.publish(deskTopic(audience), views.DeskChanged(audience, desk))
	}
	return nil
}

func (p *reception) close() {
	p.stop()
	<-p.done
}
