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
	// goneEvery is how often somebody looks who has left.
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
		a.callers.typists.end(seat{v.Visit.ID, line.Agent.ID})
	}
	a.tellSide(views.VisitorSide, a.audiences.place, v)
	for _, audience := range a.audiences.here(0) {
		a.tellSide(views.AgentSide, audience, v)
	}
}

func (a *Announcer) tellSide(s views.Side, audience views.Audience, v chat.Visited) {
	a.hub.Publish(visitTopic(v.Visit.ID, s, audience), realtime.Frame{Number: uint64(v.Visit.Newest), Body: views.VisitSaid(s, audience, v.Visit, v.Lines).Bytes()})
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
	if err := p.server.store.AwaitVisitors(ctx, time.Now()); err != nil && ctx.Err() == nil {
		p.server.log.Warn("visitors who are on their way back not noted", "error", err)
	}
	gone := time.NewTicker(goneEvery)
	defer gone.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-gone.C:
			if err := p.server.store.CloseAway(ctx, p.server.callers.visits(), now); err != nil && ctx.Err() == nil {
				p.server.log.Warn("visits of those who left not closed", "error", err)
			}
		case <-p.server.announcer.desk:
			p.show(ctx)
			if !pause(ctx, receptionEvery) {
				return
			}
		}
	}
}

// show brings the agents' pages up to date.
func (p *reception) show(ctx context.Context) {
	s := p.server
	waiting, err := s.store.VisitsWaiting(ctx)
	if err == nil {
		s.publish(agentsTopic, views.DeskCounted(waiting))
		err = p.showList(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("desk not shown", "error", err)
	}
}

func (p *reception) showList(ctx context.Context) error {
	s := p.server
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
