package db

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"parley/db/chat"
)

// How much one commit carries at most. More per commit hardly helps (the sync
// is shared by 64 already), and makes the first wait for the last.
const (
	maxBatch = 64
	maxHold  = 2 * time.Millisecond
)

// writer commits operations in groups. Two goroutines run it: commit takes
// operations from the queue and owns the connection; announce tells the
// listener and then the callers, while the next group is being committed.
type writer struct {
	engine     Engine
	log        *slog.Logger
	queue      *queue
	connection *connection // used by the committing goroutine only; nil: to be opened
	health     health
	batches    chan *batch // committed or failed, to be announced
	committed  func([]chat.Change)
	done       chan struct{} // closed when both goroutines have ended
}

func startWriter(engine Engine, options Options) *writer {
	w := &writer{
		engine:    engine,
		log:       options.Log,
		queue:     newQueue(),
		batches:   make(chan *batch, 1),
		committed: options.Committed,
		done:      make(chan struct{}),
	}
	go w.commit()
	go w.announce()
	return w
}

// write queues an operation and waits for its outcome. When the context ends
// first and the operation was not begun, it never will be. Once it is begun,
// its true outcome is told, however long the caller must wait for it.
func (w *writer) write(ctx context.Context, op *operation) error {
	if err := w.refusal(); err != nil {
		return err
	}
	op.told = make(chan struct{})
	if !w.queue.put(op) {
		return errClosed
	}
	select {
	case <-op.told:
	case <-ctx.Done():
		if op.abandon() {
			return ctx.Err()
		}
		<-op.told
	}
	return op.err
}

var (
	errClosed   = fmt.Errorf("the store is closed: %w", chat.ErrUnavailable)
	errReadOnly = fmt.Errorf("read-only mode after failed writes: %w", chat.ErrUnavailable)
)

// refusal is why a write would be refused at once; nil: it would not.
func (w *writer) refusal() error {
	switch {
	case w.health.readOnly.Load():
		return errReadOnly
	case w.queue.isClosed():
		return errClosed
	}
	return nil
}

// close lets what is queued finish and waits until everybody was told.
func (w *writer) close() {
	w.queue.close()
	<-w.done
}

// commit runs until the queue is closed and empty.
func (w *writer) commit() {
	defer close(w.batches)
	defer w.hangUp()
	for {
		<-w.queue.ready
		// Whoever is about to write gets to the queue first: without this
		// one step back, groups do not form on few processors.
		runtime.Gosched()
		if w.health.readOnly.Load() {
			w.waitOut()
		} else {
			w.group()
		}
		if w.queue.finished() {
			return
		}
	}
}

// group makes one commit of what is queued.
func (w *writer) group() {
	ops := w.queue.take(maxBatch)
	if len(ops) == 0 {
		return
	}
	b := &batch{writer: w, ops: make([]*operation, 0, len(ops)), changes: make([]chat.Change, 0, len(ops))}
	b.begin()
	for started := time.Now(); len(ops) > 0; ops = w.queue.take(maxBatch - len(b.ops)) {
		for _, op := range ops {
			b.run(op)
		}
		if b.broken != nil || len(b.ops) >= maxBatch || time.Since(started) > maxHold {
			break
		}
	}
	b.commit()
	w.batches <- b
}

// announce makes every batch known, in order.
func (w *writer) announce() {
	defer close(w.done)
	for b := range w.batches {
		if len(b.changes) > 0 && w.committed != nil {
			w.committed(b.changes)
		}
		for _, op := range b.ops {
			close(op.told)
		}
	}
}

// hangUp lets the connection go, so that the next use opens another.
func (w *writer) hangUp() {
	if w.connection != nil {
		w.connection.close()
		w.connection = nil
	}
}
