package auth

import (
	"context"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
)

const (
	touchEvery   = time.Minute     // a sign-in's last use is this exact
	touchTimeout = 5 * time.Second // of one write
	maxTouches   = 4096            // waiting; what is beyond is noted at the next request
)

// touches writes when sign-ins were last seen, behind the requests' backs: a
// person who only reads must not wait for a write, nor fail with one.
type touches struct {
	store *db.Store
	queue chan chat.SignInID
	done  chan struct{}

	mu      sync.Mutex // guards all below, and the closing of queue
	waiting map[chat.SignInID]bool
	closed  bool
}

func newTouches(store *db.Store) *touches {
	t := &touches{store: store, queue: make(chan chat.SignInID, maxTouches),
		done: make(chan struct{}), waiting: map[chat.SignInID]bool{}}
	go t.run()
	return t
}

// note asks for a write unless the last is younger than touchEvery or one is
// on its way. It never blocks.
func (t *touches) note(signIn chat.SignIn) {
	if time.Since(signIn.LastSeen) >= touchEvery {
		t.ask(signIn.ID)
	}
}

// ask is note of a sign-in whose last use its caller knows.
func (t *touches) ask(id chat.SignInID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || t.waiting[id] {
		return
	}
	select {
	case t.queue <- id:
		t.waiting[id] = true
	default:
	}
}

func (t *touches) run() {
	defer close(t.done)
	for id := range t.queue {
		t.touch(id)
	}
}

func (t *touches) touch(id chat.SignInID) {
	ctx, cancel := context.WithTimeout(context.Background(), touchTimeout)
	defer cancel()
	// An error costs one minute of exactness; the next request tries again.
	_ = t.store.TouchSignIn(ctx, id, time.Now())
	t.mu.Lock()
	delete(t.waiting, id)
	t.mu.Unlock()
}

// close lets the waiting ones be written.
func (t *touches) close() {
	t.mu.Lock()
	if !t.closed {
		t.closed = true
		close(t.queue)
	}
	t.mu.Unlock()
	<-t.done
}
