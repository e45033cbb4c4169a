package realtime

import (
	"context"
	"math/rand/v2"
	"time"
)

// Drain closes every connection in random slices spread over a span, so that
// the pages do not all come back in one moment. Slow readers get what waits
// for them first. It returns when the last connection has left or ctx is done,
// which also closes those that are left at once. From its start on,
// connections that are admitted are closed as they start.
func (h *Hub) Drain(ctx context.Context, code int, reason string, slices int, over time.Duration) {
	h.turnAway(code, reason)
	conns := h.registry.all()
	rand.Shuffle(len(conns), func(i, k int) { conns[i], conns[k] = conns[k], conns[i] })
	slices = max(1, slices)
	pause := time.NewTicker(max(over/time.Duration(slices), 1))
	defer pause.Stop()
	for i := range slices {
		for _, c := range conns[i*len(conns)/slices : (i+1)*len(conns)/slices] {
			c.shut(&shut{conn: c, code: code, reason: reason, flush: true})
		}
		if i < slices-1 {
			wait(ctx, pause.C)
		}
	}
	wait(ctx, h.registry.emptied())
}

// wait returns when something comes or ctx is done.
func wait[T any](ctx context.Context, something <-chan T) {
	select {
	case <-something:
	case <-ctx.Done():
	}
}

func (h *Hub) turnAway(code int, reason string) {
	h.registry.turnAway(&shut{code: code, reason: reason})
}

// of is the same for a connection.
func (o *shut) of(c *Conn) *shut {
	mine := *o
	mine.conn = c
	return &mine
}
