package db

import (
	"sync"
	"sync/atomic"
)

// operation is one change that waits for the writer, and then for being told.
type operation struct {
	do      func(*tx) error
	checked bool // see Store.writeChecked
	state   atomic.Int32
	err     error         // written before told is closed
	told    chan struct{} // closed when the outcome is known and announced
}

// The states of an operation. It leaves waiting once: the writer begins it, or
// its caller goes away.
const (
	waiting int32 = iota
	begun
	abandoned
)

func (o *operation) begin() bool   { return o.state.CompareAndSwap(waiting, begun) }
func (o *operation) abandon() bool { return o.state.CompareAndSwap(waiting, abandoned) }

// queue holds operations in the order in which they came. It has no bound of
// its own, because every operation in it has a caller that waits.
type queue struct {
	ready chan struct{} // holds one token while there may be something to take

	mu     sync.Mutex // guards what follows
	ops    []*operation
	closed bool
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

// put tells whether the queue was still open.
func (q *queue) put(op *operation) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.ops = append(q.ops, op)
	q.signal()
	return true
}

// take gives up to limit of the oldest operations.
func (q *queue) take(limit int) []*operation {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.ops) <= limit {
		ops := q.ops
		q.ops = nil
		return ops
	}
	ops := q.ops[:limit:limit]
	q.ops = q.ops[limit:]
	q.signal()
	return ops
}

// finished: closed, and nothing left to take.
func (q *queue) finished() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && len(q.ops) == 0
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

func (q *queue) signal() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}
