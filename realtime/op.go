package realtime

// publication is a frame for everybody who listens to a topic. It is shared by
// all shards.
type publication struct {
	topic string
	frame Frame
}

func (p *publication) apply(s *shard) {
	t := s.topics[p.topic]
	if t == nil {
		return
	}
	if t.batch == nil {
		t.batch = s.batches.get()
		s.active = append(s.active, t)
	}
	t.batch.add(s.position, &p.frame)
}

// start gives a connection its socket.
type start struct {
	conn  *Conn
	link  *link
	beats bool
}

func (o *start) apply(s *shard) {
	c := o.conn
	c.link, c.beats = o.link, o.beats
	s.watchOver(c)
	s.drain(c)
	if c.state == closed {
		c.startReset()
		return
	}
	c.state = open
	if c.beats {
		s.outbox(c).add(piece{at: s.position, frame: &s.hub.options.Heartbeat})
	}
}

// send is a frame for one connection.
type send struct {
	conn  *Conn
	frame Frame
}

func (o *send) apply(s *shard) {
	if o.conn.state != closed {
		s.outbox(o.conn).add(piece{at: s.position, frame: &o.frame})
	}
}

// pong answers a ping.
type pong struct {
	conn  *Conn
	frame []byte
}

func (o *pong) apply(s *shard) {
	if o.conn.state != closed {
		s.outbox(o.conn).add(piece{at: s.position, control: o.frame})
	}
}

// subscribe makes a topic live, or holds it.
type subscribe struct {
	conn  *Conn
	topic string
	hold  bool
}

func (o *subscribe) apply(s *shard) {
	sub := o.conn.find(o.topic)
	if sub != nil || o.conn.state == closed {
		s.queue.unsubscribe(o.topic) // it has its interest already, or needs none
	}
	if o.conn.state == closed {
		return
	}
	if sub == nil {
		sub = s.subscribe(o.conn, o.topic)
	}
	if o.hold && sub.held == nil {
		s.outbox(o.conn)
		s.settle(sub)
		sub.held = &held{}
	}
}

// subscribe adds a subscription. The connection gets an outbox, because what
// was published before in this pass is not for it.
func (s *shard) subscribe(c *Conn, name string) *subscription {
	t := s.topics[name]
	if t == nil {
		t = &topic{name: name}
		s.topics[name] = t
	}
	sub := &subscription{topic: t, conn: c, since: s.position}
	t.add(sub)
	c.subs = append(c.subs, sub)
	s.outbox(c)
	return sub
}

// release makes a held topic live.
type release struct {
	conn  *Conn
	topic string
	after uint64
}

func (o *release) apply(s *shard) {
	sub := o.conn.find(o.topic)
	if sub == nil {
		return
	}
	box := s.outbox(o.conn)
	s.settle(sub)
	kept := sub.held
	sub.held = nil
	sub.last = max(sub.last, o.after)
	if kept == nil {
		return
	}
	for _, f := range kept.frames {
		if sub.take(f) {
			box.add(piece{at: s.position, topic: sub.topic, frame: f})
		}
	}
}

// unsubscribe ends a subscription.
type unsubscribe struct {
	conn  *Conn
	topic string
}

func (o *unsubscribe) apply(s *shard) {
	c := o.conn
	for i, sub := range c.subs {
		if sub.topic.name == o.topic {
			s.settleLive(sub)
			s.forget(sub)
			end := len(c.subs) - 1
			c.subs[i], c.subs[end] = c.subs[end], nil
			c.subs = c.subs[:end]
			return
		}
	}
}

// settleLive delivers what came before an operation that ends a subscription.
func (s *shard) settleLive(sub *subscription) {
	if sub.held == nil {
		s.outbox(sub.conn)
		s.settle(sub)
	}
}

// shut closes a connection in good order.
type shut struct {
	conn     *Conn
	code     int
	reason   string
	farewell Frame
	flush    bool // a slow reader gets what it waits for first
}

func (o *shut) apply(s *shard) {
	c := o.conn
	if c.state == closed {
		return
	}
	for _, sub := range c.subs {
		s.settleLive(sub)
	}
	box := s.outbox(c)
	if o.farewell.size() > 0 {
		box.add(piece{at: s.position, frame: &o.farewell})
	}
	box.add(piece{at: s.position, control: closing(o.code, o.reason)})
	box.last, box.flush = true, o.flush
	s.silence(c)
}

// evict lets the connection go whose backlog was the largest of all.
type evict struct{ conn *Conn }

func (o *evict) apply(s *shard) { s.letGo(o.conn, memory) }

// leave ends a connection: the reader's last word.
type leave struct {
	conn *Conn
	echo int  // answer the peer's close frame with this code
	gone bool // the socket is no more
	done chan struct{}
}

func (o *leave) apply(s *shard) {
	c := o.conn
	box := s.outbox(c)
	box.gone, box.done = o.gone, o.done
	if c.state != closed {
		s.silence(c)
		box.pieces = emptied(box.pieces)
		if !o.gone {
			box.add(piece{at: s.position, control: closing(o.echo, "")})
			box.last = true
		}
	}
	s.unwatch(c)
}
