package handlers

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
)

const (
	// watchEvery is how soon a sign-in that another process ended (a command,
	// another node) closes its connections here.
	watchEvery = time.Second
	// recheckEvery is how often each connection's sign-in is looked at again,
	// whatever anybody was told.
	recheckEvery = time.Minute
	// watchOverlap reads a little twice: a commit may be slower than its time.
	watchOverlap = 5 * time.Second
)

// watch ends connections whose sign-in has ended elsewhere, and those whose
// credential has come to its own end.
type watch struct {
	store *db.Store
	auth  *auth.Resolver
	end   func(*connection) // closes one connection for good
	ended func(time.Time) error
	log   *slog.Logger
	stop  context.CancelFunc
	done  chan struct{}

	mu   sync.Mutex
	live map[*connection]time.Time // when each was looked at
}

func newWatch(s *Server) *watch {
	ctx, stop := context.WithCancel(context.Background())
	w := &watch{store: s.store, auth: s.auth, log: s.log, stop: stop, done: make(chan struct{}), live: map[*connection]time.Time{},
		end: func(c *connection) { s.endOf(ctx, c.user).of(c) }}
	w.ended = func(since time.Time) error {
		ended, err := s.store.EndedSignIns(ctx, since)
		for _, signIn := range ended {
			s.closeSignIn(signIn)
		}
		return err
	}
	go w.run(ctx)
	return w
}

// of are the connections of one page of a person's.
func (w *watch) of(user chat.UserID, page string) (found []*connection) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.live {
		if c.user == user && c.page == page {
			found = append(found, c)
		}
	}
	return found
}

func (w *watch) add(c *connection) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.live[c] = time.Now()
}

func (w *watch) remove(c *connection) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.live, c)
}

// all are the live connections.
func (w *watch) all() []*connection {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Keys(w.live))
}

// roomsOf are the rooms that a person has open.
func (w *watch) roomsOf(user chat.UserID) map[chat.RoomID]bool {
	rooms := map[chat.RoomID]bool{}
	for _, c := range w.all() {
		if c.user == user && c.room != 0 {
			rooms[c.room] = true
		}
	}
	return rooms
}

func (w *watch) run(ctx context.Context) {
	defer close(w.done)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	seen := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if err := w.ended(seen.Add(-watchOverlap)); err != nil {
				w.log.Warn("ended sign-ins not read", "error", err)
				continue // and read from the same moment next time
			}
			seen = now
			w.recheck(ctx, now)
		}
	}
}

// recheck looks at what is due. A store that cannot be read ends nothing.
func (w *watch) recheck(ctx context.Context, now time.Time) {
	for _, c := range w.due(now) {
		if err := w.auth.Holds(ctx, c.who); errors.Is(err, auth.ErrNobody) {
			w.end(c)
		}
	}
}

func (w *watch) due(now time.Time) []*connection {
	w.mu.Lock()
	defer w.mu.Unlock()
	var due []*connection
	for c, looked := range w.live {
		over := !c.who.Expires.IsZero() && now.After(c.who.Expires)
		if over || now.Sub(looked) >= recheckEvery {
			w.live[c] = now
			due = append(due, c)
		}
	}
	return due
}

func (w *watch) close() {
	w.stop()
	<-w.done
}
