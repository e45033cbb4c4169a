package handlers

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/realtime"
)

// readsEvery is how long read marks gather before they are stored. A message
// in a large room moves the mark of everybody who looks at it; merged, that is
// one transaction and not a thousand. A crash loses at most this long, and
// another device of the person shows it as late.
const readsEvery = 500 * time.Millisecond

// reads gathers read marks, the furthest a person and room, and stores them.
type reads struct {
	store    *db.Store
	hub      *realtime.Hub
	sidebars *sidebars
	log      *slog.Logger
	stop     chan struct{}
	done     chan struct{}

	mu      sync.Mutex
	pending map[place]chat.Seq
}

func newReads(store *db.Store, hub *realtime.Hub, sidebars *sidebars, log *slog.Logger) *reads {
	r := &reads{store: store, hub: hub, sidebars: sidebars, log: log, stop: make(chan struct{}), done: make(chan struct{}), pending: map[place]chat.Seq{}}
	go r.run()
	return r
}

func (r *reads) mark(m chat.ReadMark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := place{m.Room, m.User}
	r.pending[at] = max(r.pending[at], m.Seq)
}

func (r *reads) run() {
	defer close(r.done)
	tick := time.NewTicker(readsEvery)
	defer tick.Stop()
	for {
		select {
		case <-r.stop:
			r.flush()
			return
		case <-tick.C:
			r.flush()
		}
	}
}

func (r *reads) flush() {
	r.mu.Lock()
	pending := r.pending
	r.pending = make(map[place]chat.Seq, len(pending))
	r.mu.Unlock()
	if len(pending) == 0 {
		return
	}
	marks := make([]chat.ReadMark, 0, len(pending))
	for at, seq := range pending {
		marks = append(marks, chat.ReadMark{User: at.user, Room: at.room, Seq: seq})
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.store.MarkRead(ctx, marks); err != nil {
		r.log.Warn("read marks not stored", "marks", len(marks), "error", err)
		return
	}
	for _, mark := range marks {
		if len(r.hub.Tagged(pageTag(mark.User))) > 1 { // not only that on which they read it
			r.tell(ctx, mark)
		}
	}
}

// tell shows a room as read on all pages of a person.
func (r *reads) tell(ctx context.Context, mark chat.ReadMark) {
	m, err := r.store.Membership(ctx, mark.User, mark.Room)
	if err == nil && !m.Unread() {
		r.sidebars.read(m)
	}
}

// close stores what is pending and stops.
func (r *reads) close() {
	close(r.stop)
	<-r.done
}
