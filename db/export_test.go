package db

import "context"

// Tx lets the tests write operations of their own.
type Tx = tx

// Write is what every change of the store goes through.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error { return s.write(ctx, do) }

// WriteChecked is Write without a savepoint.
func (s *Store) WriteChecked(ctx context.Context, do func(*Tx) error) error {
	return s.writeChecked(ctx, do)
}

// Exec runs a statement in an operation.
func (t *Tx) Exec(query string, args ...any) error {
	_, err := t.exec(query, args...)
	return err
}

// MaxBatch is how many operations share a commit at most.
const MaxBatch = maxBatch

// ProbeInterval is how long read-only mode lasts at least.
const ProbeInterval = probeInterval

// FailureSpan is the time within which failures count together.
const FailureSpan = failureSpan
