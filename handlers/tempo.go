package handlers

import (
	"maps"
	"sync"
	"time"

	"parley/db/chat"
)

// tempoMinutes is how far back tempo knows.
const tempoMinutes = 60

// tempo counts the messages of the last hour by minute and room. Nothing of it
// is stored; after a start it begins anew.
type tempo struct {
	mu      sync.Mutex
	minutes [tempoMinutes]map[chat.RoomID]int
	newest  int64 // the minute, since 1970, up to which the ring holds
}

func newTempo() *tempo { return &tempo{} }

// count takes in a message.
func (t *tempo) count(room chat.RoomID, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	minute := t.turn(at)
	if minute <= t.newest-tempoMinutes {
		return // older than all that is kept
	}
	slot := &t.minutes[minute%tempoMinutes]
	if *slot == nil {
		*slot = map[chat.RoomID]int{}
	}
	(*slot)[room]++
}

// turn empties what is older than an hour and gives the minute of the time.
func (t *tempo) turn(at time.Time) int64 {
	minute := at.Unix() / 60
	for t.newest = max(t.newest, minute-tempoMinutes); t.newest < minute; t.newest++ {
		t.minutes[(t.newest+1)%tempoMinutes] = nil
	}
	return minute
}

// hour is how many messages there were: by minute, oldest first and the one
// that runs last, and by room.
func (t *tempo) hour(now time.Time) (minutes [tempoMinutes]int, rooms map[chat.RoomID]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	minute := t.turn(now)
	rooms = map[chat.RoomID]int{}
	for i := range minutes {
		slot := t.minutes[(minute+1+int64(i))%tempoMinutes]
		for room, n := range maps.All(slot) {
			minutes[i] += n
			rooms[room] += n
		}
	}
	return minutes, rooms
}
