package realtime

import "sync"

// budget bounds what all backlogs hold together. Bytes that several share
// count for each of them, so it is an upper bound.
type budget struct {
	limit int

	mu    sync.Mutex
	total int
	held  map[*backlog]int
}

func newBudget(limit int) *budget { return &budget{limit: limit, held: map[*backlog]int{}} }

// take counts n more bytes for b and returns the backlogs that have to go to
// bring the total under the limit, largest first. Those no longer count.
func (g *budget) take(b *backlog, n int) (largest []*backlog) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held[b] += n
	g.total += n
	for g.total > g.limit {
		large := g.largest()
		g.total -= g.held[large]
		delete(g.held, large)
		largest = append(largest, large)
	}
	return largest
}

func (g *budget) largest() *backlog {
	var largest *backlog
	for b, n := range g.held {
		if largest == nil || n > g.held[largest] {
			largest = b
		}
	}
	return largest
}

// give takes n bytes back.
func (g *budget) give(b *backlog, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(n, g.held[b])
	g.total -= n
	if g.held[b] -= n; g.held[b] <= 0 {
		delete(g.held, b)
	}
}

func (g *budget) queued() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.total
}
