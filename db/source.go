package db

import (
	"context"
	"database/sql"
	"time"

	"parley/db/chat"
)

// source is where a question may be asked: in the writer's transaction, on any
// reader, or in one reader's snapshot. So a question is written once.
type source interface {
	query(query string, args ...any) (*sql.Rows, error)
}

// maxRead is how long one reader's transaction may last: a longer one would
// keep the write-ahead log from being emptied.
const maxRead = 2 * time.Second

// reader asks on any reader connection; each question sees a moment of its own.
type reader struct {
	context context.Context
	engine  Engine
}

func (r reader) query(query string, args ...any) (*sql.Rows, error) {
	return r.engine.Readers.QueryContext(r.context, r.engine.Marks(query), args...)
}

// snapshot asks within one transaction: all its questions see one moment.
type snapshot struct {
	context context.Context
	engine  Engine
	tx      *sql.Tx
}

func (s snapshot) query(query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(s.context, s.engine.Marks(query), args...)
}

// reader asks for rows by key. Such a question is over before a context could
// end it, and watching the context would cost half as much again, in a
// goroutine and in the driver.
func (s *Store) reader(ctx context.Context) source {
	return reader{context.WithoutCancel(ctx), s.engine}
}

// listed asks one question that may take longer than one by key.
func listed[T any](ctx context.Context, s *Store, fields func(*T) []any, query string, args ...any) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, maxRead)
	defer cancel()
	found, err := list(reader{ctx, s.engine}, fields, query, args...)
	return found, s.translate(err)
}

// snapshot asks several questions of one moment.
func (s *Store) snapshot(ctx context.Context, ask func(source) error) error {
	ctx, cancel := context.WithTimeout(ctx, maxRead)
	defer cancel()
	tx, err := s.engine.Readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.translate(err)
	}
	defer tx.Rollback()
	return s.translate(ask(snapshot{ctx, s.engine, tx}))
}

// one asks for a single row; chat.ErrNotFound where there is none. fields
// gives, in the order of the query's columns, where a T's parts lie.
func one[T any](from source, fields func(*T) []any, query string, args ...any) (T, error) {
	var found T
	rows, err := from.query(query, args...)
	if err != nil {
		return found, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return found, err
		}
		return found, chat.ErrNotFound
	}
	if err := rows.Scan(fields(&found)...); err != nil {
		return found, err
	}
	return found, rows.Close()
}

// list asks for all rows of a query, which bounds them itself.
func list[T any](from source, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := from.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	var next T
	into := fields(&next)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		found = append(found, next)
	}
	return found, rows.Err()
}

// single is the fields of a value that is one column.
func single[T any](value *T) []any { return []any{value} }
