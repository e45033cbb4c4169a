package handlers

import (
	"maps"
	"slices"
	"sync"

	"parley/db/chat"
)

// callers are the open pages of visitors at the support desk.
type callers struct {
	typists *typists[seat]

	mu   sync.Mutex
	live map[*caller]bool
}

func newCallers() *callers { return &callers{typists: newTypists[seat](), live: map[*caller]bool{}} }

func (cs *callers) add(c *caller) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.live[c] = true
}

func (cs *callers) remove(c *caller) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.live, c)
}

func (cs *callers) all() []*caller {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return slices.Collect(maps.Keys(cs.live))
}

// visits are those whose visitor has a page open.
func (cs *callers) visits() []chat.VisitID {
	open := map[chat.VisitID]bool{}
	for _, c := range cs.all() {
		open[c.visit.ID] = true
	}
	return slices.Sorted(maps.Keys(open))
}
