package handlers

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
)

// readsEvery is how long read marks gather before they are stored. A message
// in a large room moves the mark of everybody who looks at it; merged, that is
// one transaction and not a thousand. A crash loses at most this long, and
// another device of the person shows it as late.
const readsEvery = 500 * time.Millisecond

// reads gathers read marks, the furthest a person and room, and stores them.
type reads struct {
	store   *db.Store
	numbers *numbers
	log     *slog.Logger
	stop    chan struct{}
	done    chan struct{}

	storing sync.Mutex // held while marks are stored, before mu: none passes another
	mu      sync.Mutex
	pending map[place]chat.Seq
}

func newReads(store *db.Store, numbers *numbers, log *slog.Logger) *reads {
	r := &reads{store: store, numbers: numbers, log: log, stop: make(chan struct{}), done: make(chan struct{}), pending: map[place]chat.Seq{}}
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
	r.storing.Lock()
	defer r.storing.Unlock()
	marks := r.take()
	if len(marks) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.store.MarkRead(ctx, marks); err != nil {
		r.log.Warn("read marks not stored", "marks", len(marks), "error", err)
		return
	}
	for _, mark := range marks {
		r.numbers.read(mark.User, mark.Room)
	}
}

func (r *reads) take() []chat.ReadMark {
	r.mu.Lock()
	defer r.mu.Unlock()
	marks := make([]chat.ReadMark, 0, len(r.pending))
	for at, seq := range r.pending {
		marks = append(marks, chat.ReadMark{User: at.user, Room: at.room, Seq: seq})
	}
	clear(r.pending)
	return marks
}

// markUnread puts a person's mark in front of a message. What their pages said
// they had seen until now does not undo it.
func (r *reads) markUnread(ctx context.Context, m chat.Membership, message chat.MessageID) error {
	r.storing.Lock()
	defer r.storing.Unlock()
	r.mu.Lock()
	delete(r.pending, place{m.Room.ID, m.User.ID})
	r.mu.Unlock()
	return r.store.MarkUnread(ctx, m, message)
}

// close stores what is pending and stops.
func (r *reads) close() {
	close(r.stop)
	<-r.done
}
