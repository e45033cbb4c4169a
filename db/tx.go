package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"parley/db/chat"
)

// background is what the writer's statements run under: a context that can end
// would cost a goroutine a statement in the driver and could end a statement
// of which somebody else's commit is made.
var background = context.Background()

// connection is the writer's connection with the statements it has prepared.
type connection struct {
	engine     Engine
	conn       *sql.Conn
	statements map[string]*sql.Stmt // by query
}

func connect(engine Engine) (*connection, error) {
	conn, err := engine.Writer.Conn(background)
	if err != nil {
		return nil, err
	}
	return &connection{engine: engine, conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (c *connection) statement(query string) (*sql.Stmt, error) {
	if statement, found := c.statements[query]; found {
		return statement, nil
	}
	statement, err := c.conn.PrepareContext(background, c.engine.Marks(query))
	if err != nil {
		return nil, err
	}
	c.statements[query] = statement
	return statement, nil
}

func (c *connection) exec(query string, args ...any) (sql.Result, error) {
	statement, err := c.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(background, args...)
}

// close takes the connection out of its pool for good: whatever transaction
// was open on it is rolled back with it.
func (c *connection) close() {
	for _, statement := range c.statements {
		statement.Close()
	}
	_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
	c.conn.Close()
}

// tx is what an operation writes with. It is good until the operation returns.
type tx struct {
	batch   *batch
	changes []chat.Change
}

// exec runs a statement and gives the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.batch.writer.connection.exec(query, args...)
	if err != nil {
		return 0, t.noted(err)
	}
	return result.RowsAffected()
}

// query makes a tx a source: it sees what it has written so far.
func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	statement, err := t.batch.writer.connection.statement(query)
	if err != nil {
		return nil, t.noted(err)
	}
	rows, err := statement.QueryContext(background, args...)
	return rows, t.noted(err)
}

// change says what the operation did. It is announced if, and only after, the
// operation succeeds and its batch is durable.
func (t *tx) change(c chat.Change) { t.changes = append(t.changes, c) }

// noted ends the batch when an error says so. An operation cannot overlook it.
func (t *tx) noted(err error) error {
	if err != nil && t.batch.broken == nil && t.batch.writer.engine.Broken(err) {
		t.batch.broken = err
	}
	return err
}
