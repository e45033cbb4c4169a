// Package db keeps what the house knows: people, sign-ins, rooms, memberships,
// messages and the numbered changes of every room.
//
// Its main idea is the writer: whatever changes something is one operation in
// a queue, and one goroutine commits many operations at once, durably, each in
// a savepoint of its own. An operation's caller hears of it only after the
// commit, and after Options.Committed did. Reading goes past the writer, on
// connections that cannot write.
//
// A room is reached through a membership only, and every question about a room
// goes through the memberships table, so a stranger gets chat.ErrNotFound at
// every door. Errors are those of package chat; a driver's error is wrapped
// and means that something is broken.
//
// The package imports no driver: an Engine carries what differs. It knows no
// HTTP, no HTML and no connections.
package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"parley/db/chat"
)

// Options are what a store needs beside its engine.
type Options struct {
	// Committed hears of the changes of every durable commit: in order, from
	// one goroutine, and before the authors of these changes do. The next
	// commits wait while it runs. Nil: nobody listens.
	Committed func([]chat.Change)
	Log       *slog.Logger // nil: slog.Default
}

// Store answers questions and makes changes. Its methods may be called from
// any number of goroutines.
type Store struct {
	engine  Engine
	writer  *writer
	schema  int
	finding string       // Engine.findMessages
	close   func() error // runs once
}

// Open brings the database's schema up to date and starts the writer. It
// refuses a schema that is newer than this program. When it fails the engine
// is closed.
func Open(ctx context.Context, engine Engine, options Options) (*Store, error) {
	if options.Log == nil {
		options.Log = slog.Default()
	}
	engine.rememberMarks()
	schema, err := migrate(ctx, engine, options.Log)
	if err != nil {
		return nil, fmt.Errorf("db: %w", errors.Join(err, engine.Close()))
	}
	s := &Store{engine: engine, schema: schema, finding: engine.findMessages(), writer: startWriter(engine, options)}
	s.close = sync.OnceValue(s.shutDown)
	return s, nil
}

// Close lets queued operations finish and their callers hear of them, then
// closes the engine. Later writes get chat.ErrUnavailable. Again it does
// nothing and gives the same error.
func (s *Store) Close() error { return s.close() }

func (s *Store) shutDown() error {
	s.writer.close()
	if err := s.engine.Close(); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	return nil
}

// Writable is nil while writes work, and chat.ErrUnavailable in read-only mode
// and after Close.
func (s *Store) Writable() error { return s.writer.refusal() }

// Schema is the number of the newest migration.
func (s *Store) Schema() int { return s.schema }

// Check looks through the whole database for damage, for rows that point
// nowhere, and for a log of acts that is not as it was written. It may take
// minutes and reads only.
func (s *Store) Check(ctx context.Context) error {
	if err := s.engine.Check(ctx); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	return s.checkChain(ctx)
}

// Backup writes a copy to path, in which is everything that was acknowledged
// before the call. The copy was verified and is on the disk when it appears;
// a file that stood at path is replaced.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.engine.Backup(ctx, path); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	return nil
}

// write does one operation in the writer: see writer.write for what the
// context can stop.
func (s *Store) write(ctx context.Context, do func(*tx) error) error {
	return s.translate(s.writer.write(ctx, &operation{do: do}))
}

// writeChecked is write for an operation that makes all its checks before its
// first tx.exec. It does without a savepoint, which is an eighth of the cost of
// a message. Should it fail after that all the same, nobody's part of the
// commit is stored.
func (s *Store) writeChecked(ctx context.Context, do func(*tx) error) error {
	return s.translate(s.writer.write(ctx, &operation{do: do, checked: true}))
}

// translate turns an error of the engine into one of package chat.
func (s *Store) translate(err error) error {
	var invalid chat.Invalid
	switch {
	case err == nil, errors.As(err, &invalid), errors.Is(err, chat.ErrNotFound),
		errors.Is(err, chat.ErrForbidden), errors.Is(err, chat.ErrConflict):
		return err
	case errors.Is(err, chat.ErrUnavailable):
		return fmt.Errorf("db: %w", err)
	case s.engine.Conflict(err):
		return chat.ErrConflict
	case s.engine.Broken(err):
		return fmt.Errorf("db: %w: %w", chat.ErrUnavailable, err)
	}
	return fmt.Errorf("db: %w", err)
}
