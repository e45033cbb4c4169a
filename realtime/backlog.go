package realtime

import (
	"sync"
	"time"
)

// writeSpan is how long a slow reader may take for one queued write.
const writeSpan = 10 * time.Second

// backlog is what a socket has not taken, in order. The shard adds, a drainer
// writes; when the drainer has written everything, the backlog is over and the
// shard writes to the socket itself again.
type backlog struct {
	conn *Conn

	mu     sync.Mutex
	chunks []chunk
	begun  bool // the first chunk is the rest of a frame that is half written
	frames int
	bytes  int // in chunks and in the write under way
	link   *link
	sealed bool          // a close frame is the last chunk
	span   time.Duration // for the next write; for all that is left once sealed
	over   bool          // the drainer has ended
	done   chan struct{}
}

// chunk is what one write of the shard left over. Bytes may be shared with
// other backlogs.
type chunk struct {
	bytes  []byte
	frames int
}

func newBacklog(c *Conn, begun bool) *backlog {
	return &backlog{conn: c, begun: begun, span: writeSpan}
}

// added says what became of a chunk.
type added uint8

const (
	queued  added = iota
	refused       // there is no room
	over          // the backlog is drained: the socket may be written to
)

// add queues a chunk, always or if the limits allow it.
func (b *backlog) add(bytes []byte, frames int, always bool) added {
	b.mu.Lock()
	switch o := &b.conn.hub.options; {
	case b.over && b.sealed:
		b.mu.Unlock()
		return queued // after the end: nobody reads it any more
	case b.over:
		b.mu.Unlock()
		return over
	case !always && (b.frames+frames > o.QueueFrames || b.bytes+len(bytes) > o.QueueBytes):
		b.mu.Unlock()
		return refused
	}
	b.chunks = append(b.chunks, chunk{bytes, frames})
	b.frames += frames
	b.bytes += len(bytes)
	largest := b.conn.hub.budget.take(b, len(bytes))
	b.mu.Unlock()
	for _, large := range largest {
		large.conn.shard.queue.pushAlways(&evict{large.conn})
	}
	return queued
}

// half tells whether half of the limits is used. A nil backlog is empty.
func (b *backlog) half() bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	o := &b.conn.hub.options
	return 2*b.frames >= o.QueueFrames || 2*b.bytes >= o.QueueBytes
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
	b.frames -= c.frames
	b.bytes -= len(c.bytes)
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
	b.mu.Lock()
	b.link = l
	l.conn.SetWriteDeadline(time.Now().Add(b.span))
	b.mu.Unlock()
	for c, some := b.next(); some; c, some = b.next() {
		if _, err := l.conn.Write(c.bytes); err != nil {
			b.fail()
			return
		}
		b.written(c)
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
		b.link.conn.SetWriteDeadline(time.Now().Add(b.span))
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
	b.conn.hub.budget.give(b, b.bytes)
	b.chunks, b.frames, b.bytes = nil, 0, 0
	if b.done != nil {
		close(b.done)
	}
}
