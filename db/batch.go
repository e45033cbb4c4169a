package db

import (
	"fmt"
	"runtime/debug"
	"time"

	"parley/db/chat"
)

// batch is the operations of one transaction.
type batch struct {
	writer  *writer
	ops     []*operation
	changes []chat.Change // of the operations that succeeded, in order
	broken  error         // why the transaction is of no more use
}

// begin opens the transaction, and the connection where there is none.
func (b *batch) begin() {
	w := b.writer
	if w.connection == nil {
		w.connection, b.broken = connect(w.engine)
	}
	b.control(w.engine.Begin)
}

// run does one operation, unless its caller went away. An operation that fails
// is undone alone.
func (b *batch) run(op *operation) {
	if !op.begin() {
		return
	}
	b.ops = append(b.ops, op)
	if !op.checked {
		b.control("SAVEPOINT operation")
	}
	if b.broken != nil {
		return
	}
	t, before := &tx{batch: b}, len(b.changes)
	op.err = t.noted(guarded(op.do, t))
	if op.err != nil {
		b.changes = b.changes[:before]
		b.undo(op, t)
	} else if len(t.acts) > 0 {
		t.tellActs(before)
	}
	if !op.checked {
		b.control("RELEASE operation")
	}
	if b.broken != nil {
		op.err = nil // whatever it was, it shares the fate of the batch
	}
}

// undo takes back what a failed operation wrote. Where there is no savepoint
// to go back to, the batch goes.
func (b *batch) undo(op *operation, t *tx) {
	switch {
	case !op.checked:
		b.control("ROLLBACK TO operation")
	case t.wrote && b.broken == nil:
		b.broken = op.err
	}
}

// control runs a statement without which the transaction means nothing.
func (b *batch) control(query string) {
	if b.broken == nil {
		_, b.broken = b.writer.connection.exec(query)
	}
}

// guarded turns a panic of an operation into its error: the others of the
// batch have nothing to do with it.
func guarded(do func(*tx) error, t *tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", r, debug.Stack())
		}
	}()
	return do(t)
}

// commit makes the batch durable. Where that fails nobody is told of a
// success: whether the rows are there shows when the same key comes again.
func (b *batch) commit() {
	w := b.writer
	b.control("COMMIT")
	if b.broken != nil {
		b.fail()
		w.failed(b.broken, time.Now())
	}
}

func (b *batch) fail() {
	b.changes = nil
	for _, op := range b.ops {
		if op.err == nil {
			op.err = fmt.Errorf("%w: %w", chat.ErrUnavailable, b.broken)
		}
	}
}
