package db

import (
	"sync/atomic"
	"time"

	"parley/db/chat"
)

// When the writer gives up for a while, and how often it tries again.
const (
	maxFailures   = 3
	failureSpan   = 10 * time.Second
	probeInterval = 2 * time.Second
)

// health decides between normal and read-only mode. The committing goroutine
// alone changes it.
type health struct {
	readOnly atomic.Bool
	failures []time.Time // the latest, fewer than maxFailures
}

// failed notes a failure and tells whether it was one too many.
func (h *health) failed(at time.Time) bool {
	h.failures = append(h.failures, at)
	if len(h.failures) < maxFailures {
		return false
	}
	oldest := h.failures[0]
	h.failures = h.failures[1:]
	return at.Sub(oldest) <= failureSpan
}

// failed drops the connection, because nobody knows what state it is in, and
// goes into read-only mode when that has happened too often.
func (w *writer) failed(why error, at time.Time) {
	w.hangUp()
	w.log.Error("a commit failed", "engine", w.engine.Name, "err", why)
	if w.health.failed(at) && w.health.readOnly.CompareAndSwap(false, true) {
		w.log.Error("read-only mode: too many commits failed", "engine", w.engine.Name)
		w.queue.signal()
	}
}

// waitOut refuses what is queued until a probe succeeds or the store closes.
func (w *writer) waitOut() {
	probes := time.NewTicker(probeInterval)
	defer probes.Stop()
	for {
		w.refuse()
		if w.queue.isClosed() {
			return
		}
		select {
		case <-w.queue.ready:
		case <-probes.C:
			if w.probe() {
				return
			}
		}
	}
}

// refuse answers what was queued before the mode changed.
func (w *writer) refuse() {
	b := &batch{writer: w}
	for _, op := range w.queue.take(maxBatch) {
		if op.begin() {
			op.err = errReadOnly
			b.ops = append(b.ops, op)
		}
	}
	if len(b.ops) > 0 {
		w.batches <- b
	}
}

const probeQuery = `
	UPDATE probes
	SET at = ?1
	WHERE id = 1`

// probe tries one real write, and ends read-only mode when it is durable.
func (w *writer) probe() bool {
	b := &batch{writer: w}
	b.begin()
	b.run(&operation{do: func(t *tx) error {
		_, err := t.exec(probeQuery, chat.Millis(time.Now()))
		return err
	}})
	b.commit()
	if b.broken != nil {
		return false
	}
	w.health.readOnly.Store(false)
	w.queue.signal()
	w.log.Info("writes work again", "engine", w.engine.Name)
	return true
}
