package realtime

// outbox is what one connection gets in a pass beside or in place of what the
// crowd gets: frames for it alone, and the batches of its topics around them.
type outbox struct {
	pieces []piece
	last   bool // a close frame ends it
	flush  bool // what the backlog holds goes out before the close frame
	// gone: the socket is done for; done hears when nothing is written any more.
	gone bool
	done chan struct{}
}

func (o *outbox) add(p piece) {
	if !o.last {
		o.pieces = append(o.pieces, p)
	}
}

// outbox returns the connection's outbox of this pass.
func (s *shard) outbox(c *Conn) *outbox {
	if c.outbox == nil {
		c.outbox = s.outboxes.get()
		s.apart = append(s.apart, c)
	}
	return c.outbox
}

func (s *shard) writeOutboxes() {
	for _, c := range s.apart {
		box := c.outbox
		c.outbox = nil
		s.writeOutbox(c, box)
		*box = outbox{pieces: emptied(box.pieces)}
		s.outboxes.put(box)
	}
}

func (s *shard) writeOutbox(c *Conn, box *outbox) {
	pieces := box.pieces
	if c.backlog.half() {
		pieces = durableOnly(pieces)
	}
	s.scratch = append(s.scratch[:0], pieces...)
	ordered(s.scratch)
	if len(s.scratch) > 0 {
		s.frame()
		s.writeOwn(c, box)
	}
	if box.done != nil {
		s.finish(c, box)
	}
}

func (s *shard) writeOwn(c *Conn, box *outbox) {
	if box.last {
		s.writeLast(c, box.flush)
	} else {
		s.write(c)
	}
}

// finish tells the reader that nothing is written any more: now, or once the
// backlog has written the answer to the peer's close frame.
func (s *shard) finish(c *Conn, box *outbox) {
	if c.linger != nil {
		c.linger.Stop()
	}
	switch {
	case c.backlog == nil:
		close(box.done)
	case box.gone || c.link == nil:
		c.backlog.abandon()
		close(box.done)
	default:
		c.backlog.tellEnd(box.done)
	}
	c.queue(nil)
}
