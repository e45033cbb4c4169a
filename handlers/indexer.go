package handlers

import (
	"context"
	"log/slog"
	"time"

	"parley/db"
)

// indexEvery is how long new messages gather before search may find them: a
// batch costs little more than one message.
const indexEvery = 200 * time.Millisecond

// indexer brings what was said into the index of search. It begins with what a
// crash, or a version without search, left out of it.
type indexer struct {
	store *db.Store
	log   *slog.Logger
	spoke chan struct{} // holds one token while there may be something new
	stop  context.CancelFunc
	done  chan struct{}
}

func newIndexer(store *db.Store, log *slog.Logger, spoke chan struct{}) *indexer {
	ctx, stop := context.WithCancel(context.Background())
	x := &indexer{store: store, log: log, spoke: spoke, stop: stop, done: make(chan struct{})}
	go x.run(ctx)
	return x
}

func (x *indexer) run(ctx context.Context) {
	defer close(x.done)
	tick := time.NewTicker(indexEvery)
	defer tick.Stop()
	for {
		if err := x.store.IndexMessages(ctx); err != nil && ctx.Err() == nil {
			x.log.Warn("messages not indexed for search", "error", err)
		}
		select { // no more often than the tick
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-x.spoke:
		}
	}
}

// wake leaves a token where none is.
func wake(ready chan struct{}) {
	select {
	case ready <- struct{}{}:
	default:
	}
}

// close stops within one step.
func (x *indexer) close() {
	x.stop()
	<-x.done
}
