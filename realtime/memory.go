package realtime

import (
	"runtime/debug"
	"sync"
	"time"
)

// A Go process keeps the memory of its peak. When a crowd has left, it is
// given back to the system; that stops the world for a moment, so it happens
// only for many, and rarely.
const (
	manyLeft    = 1000
	giveBackGap = time.Minute
)

// scavenger gives memory back after many connections have left.
type scavenger struct {
	work     *sync.WaitGroup
	giveBack func()

	mu   sync.Mutex
	peak int // most connections since memory was last given back
	last time.Time
}

func newScavenger(work *sync.WaitGroup) *scavenger {
	return &scavenger{work: work, giveBack: debug.FreeOSMemory}
}

// came notes how many connections there are after one has come.
func (g *scavenger) came(count int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.peak = max(g.peak, count)
}

// left notes how many connections there are after one has left.
func (g *scavenger) left(count int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	gone := g.peak - count
	if gone < manyLeft || 2*gone <= g.peak || time.Since(g.last) < giveBackGap {
		return
	}
	g.peak, g.last = count, time.Now()
	g.work.Go(g.giveBack)
}
