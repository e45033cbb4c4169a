package handlers

import (
	"sync"

	"parley/db/chat"
)

// unrest gathers what presence has to look at with its next round.
type unrest struct {
	wake chan struct{}

	mu      sync.Mutex
	pending upset
}

// upset is what happened since the last round.
type upset struct {
	lists   map[chat.RoomID]bool                 // members came, went or changed: the whole list
	rows    map[chat.RoomID]map[chat.UserID]bool // people came into a room's pages or left them
	circles map[chat.UserID]bool                 // to be read again
}

func newUpset() upset {
	return upset{lists: map[chat.RoomID]bool{}, rows: map[chat.RoomID]map[chat.UserID]bool{}, circles: map[chat.UserID]bool{}}
}

func (u upset) row(room chat.RoomID, user chat.UserID) {
	if u.rows[room] == nil {
		u.rows[room] = map[chat.UserID]bool{}
	}
	u.rows[room][user] = true
}

func newUnrest() *unrest { return &unrest{wake: make(chan struct{}, 1), pending: newUpset()} }

// note adds to what happened and asks for a round.
func (u *unrest) note(add func(upset)) {
	u.mu.Lock()
	add(u.pending)
	u.mu.Unlock()
	u.again()
}

// again asks for a round.
func (u *unrest) again() {
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// member notes that somebody is in a room, or is not any more.
func (u *unrest) member(room chat.RoomID, user chat.UserID) {
	u.note(func(p upset) { p.lists[room], p.circles[user] = true, true })
}

// circle notes that whom somebody knows, or what they show, has changed.
func (u *unrest) circle(users ...chat.UserID) {
	u.note(func(p upset) {
		for _, user := range users {
			p.circles[user] = true
		}
	})
}

func (u *unrest) take() upset {
	u.mu.Lock()
	defer u.mu.Unlock()
	taken := u.pending
	u.pending = newUpset()
	return taken
}
