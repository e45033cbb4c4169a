package realtime

import (
	"runtime/debug"
	"sync"
	"time"
)

// A Go process keeps the memory of its peak. When a crowd has left, it is
// given back to the system; that takes a full collection, so it is done only
// for many, a while after they left (they may be about to come back), and so
// at most once in that while.
const (
	manyLeft  = 1000
	leftSpan  = time.Minute
	leftShare = 2 // of the peak: more than half has left
)

// scavenger gives memory back after many connections have left.
type scavenger struct {
	giveBack func()

	mu     sync.Mutex
	count  int
	peak   int         // most connections since memory was last given back
	timer  *time.Timer // nil: nothing to give back
	closed bool
	work   sync.WaitGroup
}

func newScavenger() *scavenger { return &scavenger{giveBack: debug.FreeOSMemory} }

// changed notes how many connections there are.
func (g *scavenger) changed(count int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count, g.peak = count, max(g.peak, count)
	if g.timer == nil && !g.closed && g.many() {
		g.timer = time.AfterFunc(leftSpan, g.collect)
	}
}

func (g *scavenger) many() bool {
	left := g.peak - g.count
	return left > manyLeft && left*leftShare > g.peak
}

// collect gives memory back unless the crowd has come back meanwhile.
func (g *scavenger) collect() {
	g.mu.Lock()
	g.timer = nil
	due := !g.closed && g.many()
	if due {
		g.peak = g.count
		g.work.Add(1)
		defer g.work.Done()
	}
	g.mu.Unlock()
	if due {
		g.giveBack()
	}
}

// close waits for a collection that is under way; none starts after it.
func (g *scavenger) close() {
	g.mu.Lock()
	g.closed = true
	if g.timer != nil {
		g.timer.Stop()
	}
	g.mu.Unlock()
	g.work.Wait()
}
