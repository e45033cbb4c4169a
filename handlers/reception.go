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
	for _, line := range v.Lines {
		a.callers.typists.end(seat{v.Visit.ID, line.Agent.ID})
	}
	for _, audience := range a.audiences.here(0) {
		a.hub.Publish(visitTopic(v.Visit.ID, audience), realtime.Frame{Number: uint64(v.Visit.Newest), Body: views.VisitSaid(audience, v.Visit, v.Lines).Bytes()})
	}
	if v.Gone {
		a.hub.CloseTagged(visitTag(v.Visit.ID), closeRoomGone, "visit deleted", farewellVisitGone())
	}
	wake(a.desk)
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
	desk, err := s.desk(ctx)
	if err == nil {
		var waiting int
		if waiting, err = s.store.VisitsWaiting(ctx); err == nil {
			s.publish(agentsTopic, views.DeskCounted(waiting))
		}
	}
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("desk not shown", "error", err)
		}
		return
	}
	for _, audience := range s.audiences.here(0) {
		s.publish(deskTopic(audience), views.DeskChanged(audience, desk))
	}
}

func (p *reception) close() {
	p.stop()
	<-p.done
}
