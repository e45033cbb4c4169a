package realtime

import (
	"sync"
	"time"
)

const (
	// writeSpan is how long a slow reader may take for a queued write, and for
	// each writeBytes of a long one.
	writeSpan  = 10 * time.Second
	writeBytes = 64 << 10
	// ownShare is how many times QueueBytes a reader may have waiting of what
	// was sent to it alone. That is an answer, such as the changes of a long
	// absence; closing for its length would only have it asked for again.
	ownShare = 16
)

// backlog is what a socket has not taken, in order. The shard adds, a drainer
// writes; when the drainer has written everything, the backlog is over and the
// shard writes to the socket itself again.
type backlog struct {
	conn *Conn

	mu     sync.Mutex
	chunks []chunk
	begun  bool  // the first chunk is the rest of a frame that is half written
	sizes  sizes // of the chunks and the write under way
	link   *link
	sealed bool          // a close frame is the last chunk
	span   time.Duration // for all that is left once sealed
	over   bool          // the drainer has ended
	done   chan struct{}
}

// chunk is what one write of the shard left over. Bytes may be shared with
// other backlogs.
type chunk struct {
	bytes     []byte
	published int // how many of them are not for this connection alone
}

// fits tells whether a backlog may begin with the chunk.
func (c chunk) fits(o *Options) bool {
	return !sizes{chunks: 1, bytes: len(c.bytes), published: c.published}.over(o, 1)
}

// sizes sums chunks up.
type sizes struct{ chunks, bytes, published int }

func (s *sizes) add(c chunk, sign int) {
	s.chunks += sign
	s.bytes += sign * len(c.bytes)
	s.published += sign * c.published
}

// over tells whether a share of the limits is used, given as 1/part.
func (s sizes) over(o *Options, part int) bool {
	return part*s.chunks > o.QueueFrames || part*s.published > o.QueueBytes || part*s.bytes > ownShare*o.QueueBytes
}

func newBacklog(c *Conn, begun bool) *backlog {
	return &backlog{conn: c, begun: begun}
}

// added says what became of a chunk.
type added uint8

const (
	queued  added = iota
	refused       // there is no room
	over          // the backlog is drained: the socket may be written to
)

// add queues a chunk, always or if the limits allow it.
func (b *backlog) add(c chunk, always bool) added {
	became, large := b.tryAdd(c, always)
	for _, other := range large {
		other.conn.shard.queue.pushAlways(&evict{other.conn})
	}
	return became
}

// tryAdd also returns the backlogs that have to go because of it.
func (b *backlog) tryAdd(c chunk, always bool) (became added, large []*backlog) {
	b.mu.Lock()
	defer b.mu.Unlock()
	after := b.sizes
	after.add(c, 1)
	switch {
	case b.over && b.sealed:
		return queued, nil // nobody reads it any more
	case b.over:
		return over, nil
	case !always && after.over(&b.conn.hub.options, 1):
		return refused, nil
	}
	b.chunks = append(b.chunks, c)
	b.sizes = after
	return queued, b.conn.hub.budget.take(b, len(c.bytes))
}

// half tells whether more than half of the limits is used. A nil backlog is
// empty.
func (b *backlog) half() bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sizes.over(&b.conn.hub.options, 2)
}

// drop forgets every chunk whose first byte has not been written.
func (b *backlog) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	keep := 0
	if b.begun && len(b.chunks) > 0 {
		keep = 1
	}
	for _, c := range b.chunks[keep:] {
		b.release(c)
	}
	clear(b.chunks[keep:])
	b.chunks = b.chunks[:keep]
}

func (b *backlog) release(c chunk) {
	b.sizes.add(c, -1)
	b.conn.hub.budget.give(b, len(c.bytes))
}

// seal gives what is left, a close frame at its end, a span to go out.
func (b *backlog) seal(span time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed, b.span = true, span
	if b.link != nil && !b.over {
		b.link.conn.SetWriteDeadline(time.Now().Add(span))
	}
}

// tellEnd closes done when nothing is written any more.
func (b *backlog) tellEnd(done chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		close(done)
		return
	}
	b.done = done
}

// abandon drops everything; a write under way fails with its socket.
func (b *backlog) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.end()
	b.sealed = true
}

// drain writes until nothing is left.
func (b *backlog) drain(l *link) {
	b.open(l)
	for c, some := b.next(); some; c, some = b.next() {
		if _, err := l.conn.Write(c.bytes); err != nil {
			b.fail()
			return
		}
		b.written(c)
	}
}

// open gives the backlog its socket. What is sealed already has its span from
// here on.
func (b *backlog) open(l *link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.link = l
	if b.sealed {
		l.conn.SetWriteDeadline(time.Now().Add(b.span))
	}
}

// next takes the first chunk; its bytes count until they are written. Without
// one, the backlog is over.
func (b *backlog) next() (c chunk, some bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.chunks) == 0 {
		if !b.over {
			b.link.conn.SetWriteDeadline(time.Time{})
		}
		b.end()
		return chunk{}, false
	}
	c = b.chunks[0]
	b.chunks[0] = chunk{}
	b.chunks = b.chunks[1:]
	b.begun = false
	if !b.sealed {
		pieces := 1 + len(c.bytes)/writeBytes
		b.link.conn.SetWriteDeadline(time.Now().Add(time.Duration(pieces) * writeSpan))
	}
	return c, true
}

func (b *backlog) written(c chunk) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.over {
		b.release(c)
	}
}

// fail ends a backlog whose socket is too slow or gone; the reader notices.
func (b *backlog) fail() {
	b.conn.closing.Store(true)
	b.link.reset()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed = true
	b.end()
}

// end lets go of everything, once.
func (b *backlog) end() {
	if b.over {
		return
	}
	b.over = true
	b.conn.hub.budget.give(b, b.sizes.bytes)
	b.chunks, b.sizes = nil, sizes{}
	if b.done != nil {
		close(b.done)
	}
}
