package realtime

import (
	"sync/atomic"

	"github.com/gorilla/websocket"
)

// Stats are figures for a dashboard. All but Connections and QueuedBytes count
// from the hub's start.
type Stats struct {
	Connections int               // admitted and not gone
	QueuedBytes int               // in the backlogs of slow readers
	Frames      uint64            // WebSocket frames made, each once for all who share it
	Writes      uint64            // write calls and queued writes
	Flushes     uint64            // passes of all shards
	Evictions   map[string]uint64 // connections ended on the hub's own account, by cause
}

// Stats returns the figures as they are now.
func (h *Hub) Stats() Stats {
	s := Stats{
		Connections: h.registry.size(),
		QueuedBytes: h.budget.queued(),
		Frames:      h.counts.frames.Load(),
		Writes:      h.counts.writes.Load(),
		Flushes:     h.counts.flushes.Load(),
		Evictions:   map[string]uint64{},
	}
	for why := range causes {
		s.Evictions[why.String()] = h.counts.evicted[why].Load()
	}
	return s
}

type counts struct {
	frames, writes, flushes atomic.Uint64
	evicted                 [causes]atomic.Uint64
}

// cause is why the hub ended a connection on its own account.
type cause uint8

const (
	tooSlow      cause = iota // its queue was full
	memory                    // its backlog was the largest when all together were too large
	silent                    // nothing was heard for PongAge
	stalled                   // a message did not end within MessageSpan
	panicked                  // its handler did
	refusedInput              // it broke the protocol's rules or ours
	causes
)

func (c cause) String() string {
	return [causes]string{"too slow", "out of memory", "silent", "stalled", "panic", "refused input"}[c]
}

// code is the close code that belongs to the cause.
func (c cause) code() int {
	if c == stalled {
		return websocket.ClosePolicyViolation
	}
	return websocket.CloseTryAgainLater
}
