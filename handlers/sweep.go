package handlers

import (
	"context"
	"log/slog"
	"time"

	"parley/db"
	"parley/db/blobs"
	"parley/db/chat"
)

// sweepEvery is how often what has expired is forgotten.
const sweepEvery = time.Hour

// linkPagesKept is longer than what was found behind a link is used for further
// messages, so that none is on its way to one of them.
const linkPagesKept = 2 * time.Hour

// sweeper removes what nobody asks for any more: expired sessions and tokens,
// what stood behind links, old rows of bells, the messages of deleted rooms, and
// files that nobody has. It begins with what a crash left behind.
type sweeper struct {
	store *db.Store
	blobs *blobs.Store
	log   *slog.Logger
	wake  chan struct{}
	stop  context.CancelFunc
	done  chan struct{}
}

func newSweeper(store *db.Store, blobs *blobs.Store, log *slog.Logger) *sweeper {
	ctx, stop := context.WithCancel(context.Background())
	s := &sweeper{store: store, blobs: blobs, log: log, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
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
	if err := s.store.EraseRemoved(ctx, time.Now().Add(-chat.RestoreSpan)); err != nil {
		return err
	}
	if err := s.store.SweepLinkPages(ctx, time.Now().Add(-linkPagesKept)); err != nil {
		return err
	}
	if err := s.store.SweepNotifications(ctx, time.Now()); err != nil {
		return err
	}
	if err := s.store.Purge(ctx); err != nil {
		return err
	}
	return s.sweepFiles(ctx, time.Now())
}

// unwantedFor is how long bytes lie that no file has: an upload that breaks off
// is gone within the hour, and one that is under way is younger.
const unwantedFor = time.Hour / 2

// sweepFiles forgets what was never sent, and then the bytes that no file has.
func (s *sweeper) sweepFiles(ctx context.Context, at time.Time) error {
	if err := s.store.SweepFiles(ctx, at.Add(-chat.StagedFor)); err != nil {
		return err
	}
	return s.blobs.Sweep(ctx, at.Add(-unwantedFor), func(hashes []string) ([]string, error) {
		return s.store.UnusedHashes(ctx, hashes)
	})
}

func (s *sweeper) close() {
	s.stop()
	<-s.done
}
