package handlers

import (
	"time"

	"golang.org/x/time/rate"
)

// Ten refused frames within ten seconds end a connection: no person writes
// like that.
const (
	troubleMost = 10
	troubleSpan = 10 * time.Second
)

// trouble counts the refused frames of one connection.
type trouble struct {
	frames int
	since  time.Time
}

// more counts another and tells whether it is one too many.
func (t *trouble) more(now time.Time) bool {
	if now.Sub(t.since) > troubleSpan {
		t.frames, t.since = 0, now
	}
	t.frames++
	return t.frames >= troubleMost
}

// frameLimiter bounds the frames of one connection.
func (s *Server) frameLimiter() *rate.Limiter {
	return limiter(s.limits.Frames, int(2*s.limits.Frames))
}
