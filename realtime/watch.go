package realtime

import (
	"math/rand/v2"
	"time"
)

// A shard has one ticker for all of its connections; a connection has none.

// tick looks after every connection of the shard.
type tick struct{}

func (tick) apply(s *shard) {
	now := s.hub.now()
	s.clock.Store(int64(now))
	for _, c := range s.conns {
		s.watch(c, now)
	}
	s.ticker.Reset(s.hub.options.tick())
	if len(s.conns) == 0 {
		s.ticker.Stop()
	}
}

func (s *shard) watch(c *Conn, now time.Duration) {
	o := &s.hub.options
	if c.state != open {
		return
	}
	began := time.Duration(c.began.Load())
	switch {
	case now-time.Duration(c.heard.Load()) > o.PongAge-o.tick():
		// It does not hear us either, so there is nobody to say goodbye to.
		s.hub.evicted(c, silent)
		s.lose(c)
		return
	case began > 0 && now-began > MessageSpan:
		s.letGo(c, stalled)
		return
	}
	if now >= c.ping {
		c.ping = now + o.Ping
		s.outbox(c).add(piece{at: s.position, control: s.hub.ping})
	}
	if c.beats && now >= c.beat {
		c.beat = now + o.Beat
		s.outbox(c).add(piece{at: s.position, frame: &o.Heartbeat})
	}
}

// watchOver adds a connection. Its first ping comes at a random moment of the
// first interval, so that those who came together are not pinged together.
func (s *shard) watchOver(c *Conn) {
	now, o := s.hub.now(), &s.hub.options
	s.clock.Store(int64(now))
	c.heard.Store(int64(now))
	c.ping = now + rand.N(o.Ping)
	c.beat = now + o.Beat
	c.place = len(s.conns)
	s.conns = append(s.conns, c)
	if s.ticker == nil {
		s.ticker = time.AfterFunc(o.tick(), func() { s.queue.pushAlways(tick{}) })
	} else if len(s.conns) == 1 {
		s.ticker.Reset(o.tick())
	}
}

func (s *shard) unwatch(c *Conn) {
	if c.link == nil {
		return
	}
	end := len(s.conns) - 1
	moved := s.conns[end]
	s.conns[c.place], moved.place = moved, c.place
	s.conns[end] = nil
	s.conns = s.conns[:end]
}

func (s *shard) stopTicker() {
	if s.ticker != nil {
		s.ticker.Stop()
	}
}
