package handlers

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"parley/db/chat"
	"parley/views"
)

// audiences knows how people read dates and times, and which of these ways the
// open pages of each room are in: a change is drawn once for each. It is safe
// for concurrent use.
type audiences struct {
	place views.Audience
	zones *lru.Cache[string, *time.Location] // a zone is loaded once, so that equal audiences are equal

	mu     sync.Mutex
	inRoom map[chat.RoomID]map[views.Audience]int // connections
}

// keptZones is more than there are names of zones.
const keptZones = 1000

func newAudiences(place views.Audience) *audiences {
	zones, err := lru.New[string, *time.Location](keptZones)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &audiences{place: place, zones: zones, inRoom: map[chat.RoomID]map[views.Audience]int{}}
}

// of is how a person reads: as they chose, else as the place does.
func (a *audiences) of(user chat.User) views.Audience {
	audience := a.place
	if language := user.Region.Language; language != "" {
		audience.Language = language
	}
	if name := user.Region.Zone; name != "" {
		if zone, err := a.zone(name); err == nil {
			audience.Zone = zone
		}
	}
	return audience
}

// errOurOwnZone refuses the one name that means the machine and no place.
var errOurOwnZone = errors.New("no zone of the database")

// zone finds a zone by its name in the IANA time zone database.
func (a *audiences) zone(name string) (*time.Location, error) {
	if zone, ok := a.zones.Get(name); ok {
		return zone, nil
	}
	if name == time.Local.String() {
		return nil, errOurOwnZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	if before, ok, _ := a.zones.PeekOrAdd(name, zone); ok {
		zone = before
	}
	return zone, nil
}

// enter counts a connection to a room. It comes before the connection listens:
// what is published without its audience stands in the store by then, where its
// resume finds it.
func (a *audiences) enter(room chat.RoomID, audience views.Audience) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.inRoom[room] == nil {
		a.inRoom[room] = map[views.Audience]int{}
	}
	a.inRoom[room][audience]++
}

func (a *audiences) leave(room chat.RoomID, audience views.Audience) {
	a.mu.Lock()
	defer a.mu.Unlock()
	here := a.inRoom[room]
	if here[audience]--; here[audience] <= 0 {
		delete(here, audience)
	}
	if len(here) == 0 {
		delete(a.inRoom, room)
	}
}

// here are the audiences of a room's connections.
func (a *audiences) here(room chat.RoomID) []views.Audience {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Collect(maps.Keys(a.inRoom[room]))
}
