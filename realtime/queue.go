package realtime

import "sync"

// op is one operation of a shard's queue, applied by the shard's goroutine.
type op interface{ apply(s *shard) }

// maxQueued is how many operations a queue holds before its callers wait:
// many passes' worth, so that only a shard that cannot keep up is felt.
const maxQueued = 8192

// queue gathers a shard's operations. It also knows which topics its
// connections listen to, so that a publication wakes no shard for nothing.
type queue struct {
	mu       sync.Mutex
	room     sync.Cond // there is room again, or it was closed
	ops      []op
	interest map[string]int // subscriptions of a topic, also those still queued
	closed   bool
	wake     chan struct{} // holds one signal: there is something to take
}

func newQueue() *queue {
	q := &queue{interest: map[string]int{}, wake: make(chan struct{}, 1)}
	q.room.L = &q.mu
	return q
}

// push waits while the queue is full. A closed queue drops the operation.
func (q *queue) push(o op) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pushWhenRoom(o)
}

// pushAlways never waits, for callers that the queue's own shard may wait for.
func (q *queue) pushAlways(o op) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.append(o)
}

// publish pushes a publication if anybody here listens to its topic.
func (q *queue) publish(p *publication) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.interest[p.topic] > 0 {
		q.pushWhenRoom(p)
	}
}

// subscribe pushes an operation that listens to the topic. The interest counts
// from here on, so whatever is published after the call reaches the shard
// behind the subscription.
func (q *queue) subscribe(topic string, o op) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.interest[topic]++
	q.pushWhenRoom(o)
}

// unsubscribe takes one subscription's interest back.
func (q *queue) unsubscribe(topic string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.interest[topic]--; q.interest[topic] <= 0 {
		delete(q.interest, topic)
	}
}

func (q *queue) pushWhenRoom(o op) {
	for len(q.ops) >= maxQueued && !q.closed {
		q.room.Wait()
	}
	q.append(o)
}

func (q *queue) append(o op) {
	if q.closed {
		return
	}
	q.ops = append(q.ops, o)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// wait blocks until there is something to take; false: closed and empty.
func (q *queue) wait() bool {
	for {
		q.mu.Lock()
		some, closed := len(q.ops) > 0, q.closed
		q.mu.Unlock()
		if some || closed {
			return some
		}
		<-q.wake
	}
}

// take appends everything queued to ops.
func (q *queue) take(ops []op) []op {
	q.mu.Lock()
	defer q.mu.Unlock()
	ops = append(ops, q.ops...)
	clear(q.ops)
	q.ops = q.ops[:0]
	q.room.Broadcast()
	return ops
}

// close lets the shard end once it has applied what is queued.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.room.Broadcast()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
