package handlers

import (
	"sync"
	"time"

	"parley/db/chat"
)

// typingEvery is how often one person's typing line may be renewed in a room;
// the line fades by itself after twice that.
const typingEvery = 3 * time.Second

// typists remembers who was shown as typing where, so that a line is renewed
// at most every typingEvery, goes away with the person's message, and does not
// come back through a notice that was on its way when the message was sent.
type typists[K comparable] struct {
	mu    sync.Mutex
	shown map[K]typist
	swept time.Time
}

// place is one person in one room.
type place struct {
	room chat.RoomID
	user chat.UserID
}

type typist struct {
	at     time.Time // of the line, or of the message that ended it
	typing bool
}

// seat is one side of a visit at the support desk.
type seat struct {
	visit chat.VisitID
	agent chat.UserID // 0: the visitor
}

func newTypists[K comparable]() *typists[K] { return &typists[K]{shown: map[K]typist{}} }

// begin tells whether a typing line is to be shown now.
func (t *typists[K]) begin(at K) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.sweep(now)
	if last, ok := t.shown[at]; ok && now.Sub(last.at) < typingEvery {
		return false
	}
	t.shown[at] = typist{at: now, typing: true}
	return true
}

// end tells whether a line is on the pages that the person's message removes.
func (t *typists[K]) end(at K) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.sweep(now)
	last := t.shown[at]
	t.shown[at] = typist{at: now}
	return last.typing && now.Sub(last.at) < 2*typingEvery
}

// sweep forgets what no longer matters, once a minute.
func (t *typists[K]) sweep(now time.Time) {
	if now.Sub(t.swept) < time.Minute {
		return
	}
	for at, last := range t.shown {
		if now.Sub(last.at) > 2*typingEvery {
			delete(t.shown, at)
		}
	}
	t.swept = now
}
