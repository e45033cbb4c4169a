package db

import (
	"context"
	"database/sql"
	"io/fs"
	"sync"
)

// Engine is what differs between databases. db/sqlite makes one; this package
// knows no more of a database than stands here. The pools speak one SQL text,
// written with ?1 marks.
type Engine struct {
	Name    string  // for errors and logs: "sqlite"
	Writer  *sql.DB // one connection, used by one goroutine
	Readers *sql.DB // several connections, none of which can write
	Begin   string  // begins a transaction in which what was read stays true until it commits

	Migrations fs.FS               // NNNN_name.sql at its root, numbered from 0001 without a gap
	Marks      func(string) string // turns a query's ?1 into the engine's own marks; nil: they are its own

	// Conflict: a statement broke a uniqueness rule; the transaction goes on.
	// Broken: the transaction, or its connection, is of no more use (full
	// disk, input and output, corruption, somebody else's lock).
	Conflict func(error) bool
	Broken   func(error) bool

	Search TextIndex // what was said, by its words

	Check  func(ctx context.Context) error              // integrity and foreign keys
	Backup func(ctx context.Context, path string) error // a verified copy, there as a whole or not at all
	Close  func() error                                 // after the last write: tidies up and closes both pools
}

// rememberMarks has every query rewritten once. The queries are the constants
// of this package, so they are few.
func (e *Engine) rememberMarks() {
	rewrite := e.Marks
	if rewrite == nil {
		rewrite = func(query string) string { return query }
	}
	var known sync.Map // query: its own text
	e.Marks = func(query string) string {
		if own, found := known.Load(query); found {
			return own.(string)
		}
		own := rewrite(query)
		known.Store(query, own)
		return own
	}
}
