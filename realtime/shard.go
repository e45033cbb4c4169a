package realtime

import (
	"runtime"
	"sync/atomic"
	"time"
)

const (
	// longPass is when a pass counts as long: a large room. Then as long
	// passes between the end of one and the start of the next, so that more
	// gathers for it. A pause cannot usefully be shorter (an idle process
	// wakes on the millisecond), and a quiet room never sees it.
	longPass = time.Millisecond
	// maxPass bounds the operations of a pass, so that none waits long behind
	// the writes of those before it.
	maxPass = 1024
)

// shard owns a part of the hub's connections. See the package comment.
type shard struct {
	hub   *Hub
	queue *queue
	clock atomic.Int64 // hub time of the last tick, for readers to note who was heard when

	// The rest belongs to run.
	position uint64 // operations applied so far
	topics   map[string]*topic
	conns    []*Conn
	ticker   *time.Timer
	writer   *writer

	// What the pass gathers.
	active     []*topic // topics with a batch
	apart      []*Conn  // connections with an outbox
	crowd      []*Conn  // connections with a selection
	overflown  []*Conn  // connections whose held topics grew too large
	selections selections
	batches    pool[batch]
	outboxes   pool[outbox]
	scratch    []piece
	out        output
}

func newShard(h *Hub) *shard {
	return &shard{hub: h, queue: newQueue(), topics: map[string]*topic{}, writer: newWriter()}
}

// run applies the queue until it is closed and empty.
func (s *shard) run() {
	defer s.stopTicker()
	var pending []op
	var ended time.Time
	long := false
	for len(pending) > 0 || s.queue.wait() {
		if pause := longPass - time.Since(ended); long && pause > 0 {
			time.Sleep(pause)
		}
		// The readers that are ready put their operations in first. Without
		// it, batches do not form on one processor: this goroutine never blocks.
		runtime.Gosched()
		pending = s.queue.take(pending)
		began := time.Now()
		n := s.pass(pending)
		pending = drop(pending, n)
		ended = time.Now()
		long = ended.Sub(began) > longPass
	}
}

// drop removes the first n operations and keeps the slice's room, unless a
// burst has made that large.
func drop(ops []op, n int) []op {
	rest := copy(ops, ops[n:])
	clear(ops[rest:])
	if rest == 0 && cap(ops) > maxQueued {
		return nil
	}
	return ops[:rest]
}

// pass applies as many operations as fit, writes what came of them and returns
// their number.
func (s *shard) pass(ops []op) int {
	n := 0
	for n < len(ops) && n < maxPass {
		if p, ok := ops[n].(*publication); ok && s.full(p) {
			break
		}
		s.position++
		ops[n].apply(s)
		n++
	}
	s.gather()
	s.writeSelections()
	s.writeOutboxes()
	s.letOverflownGo()
	s.reset()
	s.hub.counts.flushes.Add(1)
	return n
}

func (s *shard) full(p *publication) bool {
	t := s.topics[p.topic]
	return t != nil && t.batch != nil && t.batch.full(&p.frame)
}

// gather shares the batches out: a live listener moves to the selection of
// what it gets; one with an outbox, or whose topic is held, takes its own.
func (s *shard) gather() {
	for _, t := range s.active {
		for _, sub := range t.subs {
			if sub.conn.outbox != nil || sub.held != nil {
				s.settle(sub)
				continue
			}
			s.choose(sub, t.batch)
		}
	}
}

func (s *shard) choose(sub *subscription, b *batch) {
	after := b.after(sub.last)
	if b.nothing(after) {
		return
	}
	c := sub.conn
	if c.selection == nil {
		c.selection = s.selections.root(c.backlog.half())
		s.crowd = append(s.crowd, c)
	}
	c.selection = s.selections.with(c.selection, sub.topic, after)
	sub.last = max(sub.last, b.high)
}

// settle gives a subscription what its topic has got in this pass since it was
// last settled: into its held frames, or into its connection's outbox.
func (s *shard) settle(sub *subscription) {
	b := sub.topic.batch
	if b == nil {
		sub.since = s.position
		return
	}
	for _, p := range b.posts {
		switch {
		case p.at <= sub.since:
		case sub.held == nil:
			if sub.take(p.frame) {
				s.outbox(sub.conn).add(piece{at: p.at, topic: sub.topic, frame: p.frame})
			}
		case !sub.held.keep(p.frame, s.hub.options.QueueBytes):
			s.overflown = append(s.overflown, sub.conn)
			return
		}
	}
	sub.since = s.position
}

func (s *shard) writeSelections() {
	for _, c := range s.crowd {
		c.selection.conns = append(c.selection.conns, c)
		c.selection = nil
	}
	for _, sel := range s.selections.used {
		if len(sel.conns) == 0 {
			continue
		}
		s.scratch = sel.pieces(s.scratch[:0])
		s.frame()
		for _, c := range sel.conns {
			s.write(c)
		}
	}
}

// frame makes the scratch pieces the bytes to write.
func (s *shard) frame() {
	bytes, frames := appendPieces(s.out.bytes[:0], s.scratch)
	s.out = output{bytes: bytes, published: published(s.scratch)}
	s.hub.counts.frames.Add(uint64(frames))
}

// maxScratch is the buffer a shard keeps from pass to pass.
const maxScratch = 1 << 20

// reset forgets the pass and keeps its memory for the next.
func (s *shard) reset() {
	for _, t := range s.active {
		t.batch.reset()
		s.batches.put(t.batch)
		t.batch = nil
	}
	s.active = emptied(s.active)
	s.apart = emptied(s.apart)
	s.crowd = emptied(s.crowd)
	s.overflown = emptied(s.overflown)
	s.scratch = emptied(s.scratch)
	s.selections.reset()
	s.out.kept = nil
	if cap(s.out.bytes) > maxScratch {
		s.out.bytes = nil
	}
}

// emptied lets go of what a slice points to and keeps its room.
func emptied[E any](list []E) []E {
	clear(list)
	return list[:0]
}
