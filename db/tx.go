package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"parley/db/chat"
)

// background is what the writer's statements run under: a context that can end
// would cost a goroutine a statement in the driver, and could end a statement
// in a transaction that is other people's too.
var background = context.Background()

// connection is the writer's connection. The engine's driver keeps the
// statements that were prepared on it.
type connection struct {
	engine Engine
	conn   *sql.Conn
}

func connect(engine Engine) (*connection, error) {
	conn, err := engine.Writer.Conn(background)
	if err != nil {
		return nil, err
	}
	return &connection{engine, conn}, nil
}

func (c *connection) exec(query string, args ...any) (sql.Result, error) {
	return c.conn.ExecContext(background, c.engine.Marks(query), args...)
}

func (c *connection) query(query string, args ...any) (*sql.Rows, error) {
	return c.conn.QueryContext(background, c.engine.Marks(query), args...)
}

// close takes the connection out of its pool for good: whatever transaction
// was open on it is rolled back with it.
func (c *connection) close() {
	_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
	c.conn.Close()
}

// tx is what an operation writes with. It is good until the operation returns.
type tx struct {
	batch *batch
	wrote bool         // or has tried to
	acts  []chat.Entry // of those who look after others
}

// exec runs a statement and gives the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	t.wrote = true
	if t.batch.broken != nil {
		return 0, t.batch.broken
	}
	result, err := t.batch.writer.connection.exec(query, args...)
	if err != nil {
		return 0, t.noted(err)
	}
	return result.RowsAffected()
}

// query makes a tx a source: it sees what it has written so far.
func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	if t.batch.broken != nil {
		return nil, t.batch.broken
	}
	rows, err := t.batch.writer.connection.query(query, args...)
	return rows, t.noted(err)
}

// change says what the operation did. It is announced if, and only after, the
// operation succeeds and its batch is durable.
func (t *tx) change(c chat.Change) { t.batch.changes = append(t.batch.changes, c) }

// noted ends the batch when an error says so. An operation cannot overlook it
// and go on: the transaction may be over, and every statement on its own.
func (t *tx) noted(err error) error {
	if err != nil && t.batch.broken == nil && t.batch.writer.engine.Broken(err) {
		t.batch.broken = err
	}
	return err
}
