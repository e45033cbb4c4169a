package realtime

import (
	"bytes"
	"time"
)

// output is what is being written: bytes that the next write overwrites, and
// one copy of them for all backlogs that have to keep them longer.
type output struct {
	bytes     []byte
	published int // bytes that are not for one connection alone
	kept      []byte
}

// rest is what follows the first n bytes, safe to keep.
func (o *output) rest(n int) chunk {
	if o.kept == nil {
		o.kept = bytes.Clone(o.bytes)
	}
	return chunk{bytes: o.kept[n:], published: min(o.published, len(o.bytes)-n)}
}

// write sends the output to a connection without blocking, or queues it behind
// what its socket has not taken yet.
func (s *shard) write(c *Conn) {
	if c.state != closed && !s.attempt(c, false) {
		s.overflown = append(s.overflown, c)
	}
}

// attempt writes or queues; false: the backlog's limit does not allow it.
func (s *shard) attempt(c *Conn, always bool) bool {
	s.hub.counts.writes.Add(1)
	if c.backlog != nil {
		switch c.backlog.add(s.out.rest(0), always) {
		case queued:
			return true
		case refused:
			return false
		}
		c.queue(nil) // it has drained
	}
	if c.link == nil || c.link.raw == nil {
		return s.startBacklog(c, 0, always)
	}
	n, err := s.writer.write(c.link.raw, s.out.bytes)
	if err != nil {
		s.lose(c)
		return true
	}
	return n == len(s.out.bytes) || s.startBacklog(c, n, always)
}

// startBacklog queues the output from n on, even where it is over the limit:
// the frame may be half written. A connection without a socket yet drains it
// once it has one.
func (s *shard) startBacklog(c *Conn, n int, always bool) bool {
	rest := s.out.rest(n)
	c.queue(newBacklog(c, n > 0))
	c.backlog.add(rest, true)
	s.drain(c)
	return always || rest.fits(&s.hub.options)
}

func (s *shard) drain(c *Conn) {
	if link, b := c.link, c.backlog; link != nil && b != nil {
		s.hub.work.Go(func() { b.drain(link) })
	}
}

// How long a connection that is being closed may take.
const (
	farewellSpan = time.Second     // to take what is still to be written, close frame included
	closeSpan    = 2 * time.Second // to answer the close frame
)

// writeLast writes output that ends with a close frame. Whatever waits in the
// backlog is dropped, but for the rest of a frame that is half written, unless
// it is to be flushed.
func (s *shard) writeLast(c *Conn, flush bool) {
	span := farewellSpan
	switch {
	case flush:
		span = closeSpan
	case c.backlog != nil:
		c.backlog.drop()
	}
	s.attempt(c, true)
	if c.backlog != nil {
		c.backlog.seal(span)
	}
	c.startReset()
}

// letOverflownGo closes the connections that this pass has found too slow.
func (s *shard) letOverflownGo() {
	for _, c := range s.overflown {
		s.letGo(c, tooSlow)
	}
}

// letGo closes a connection on the hub's own account. It overwrites the output.
func (s *shard) letGo(c *Conn, why cause) {
	if c.state == closed {
		return
	}
	s.hub.evicted(c, why)
	s.silence(c)
	s.out = output{bytes: append(s.out.bytes[:0], closing(why.code(), why.String())...)}
	s.writeLast(c, false)
}

// lose gives up a connection whose socket fails; its reader ends it.
func (s *shard) lose(c *Conn) {
	s.silence(c)
	c.link.reset()
}

// silence ends everything that is delivered to a connection.
func (s *shard) silence(c *Conn) {
	c.closing.Store(true)
	c.state = closed
	for _, sub := range c.subs {
		s.forget(sub)
	}
	c.subs = nil
}

// forget removes a subscription from its topic.
func (s *shard) forget(sub *subscription) {
	t := sub.topic
	t.remove(sub)
	s.queue.unsubscribe(t.name)
	if len(t.subs) == 0 && s.topics[t.name] == t {
		delete(s.topics, t.name)
	}
}
