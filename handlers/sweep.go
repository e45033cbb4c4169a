package handlers

import (
	"context"
	"log/slog"
	"time"

	"parley/db"
)

// sweepEvery is how often what has expired is forgotten.
const sweepEvery = time.Hour

// sweeper removes what nobody asks for any more: expired sessions and tokens,
// old rows of bells, and the messages of deleted rooms. It begins with what a crash left behind.
type sweeper struct {
	store *db.Store
	log   *slog.Logger
	wake  chan struct{}
	stop  context.CancelFunc
	done  chan struct{}
}

func newSweeper(store *db.Store, log *slog.Logger) *sweeper {
	ctx, stop := context.WithCancel(context.Background())
	s := &sweeper{store: store, log: log, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	go s.run(ctx)
	return s
}

// soon asks for a sweep now.
func (s *sweeper) soon() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *sweeper) run(ctx context.Context) {
	defer close(s.done)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("sweep failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
	}
}

func (s *sweeper) sweep(ctx context.Context) error {
	if err := s.store.SweepSessions(ctx, time.Now()); err != nil {
		return err
	}
	if err := s.store.SweepNotifications(ctx, time.Now()); err != nil {
		return err
	}
	return s.store.Purge(ctx)
}

func (s *sweeper) close() {
	s.stop()
	<-s.done
}
