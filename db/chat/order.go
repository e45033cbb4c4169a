package chat

import (
	"strconv"
	"time"
)

// MaxSlow is the longest slow mode.
const MaxSlow = 6 * time.Hour

// Order is how a room is kept in order.
type Order struct {
	Slow   time.Duration // of whole seconds, as of a Room
	Locked bool
}

// ParseSlow reads the contract's slow_mode_seconds; empty is none.
func ParseSlow(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	seconds, err := strconv.ParseUint(text, 10, 32)
	slow := time.Duration(seconds) * time.Second
	if err != nil || slow > MaxSlow {
		return 0, Invalid{Field: "slow_mode_seconds", Reason: "Give the wait in seconds: 0 for none, and 21600, which is six hours, at most."}
	}
	return slow, nil
}

// Slowed refuses somebody who wrote in a room of slow mode a moment ago, or,
// with Raid, somewhere while the raid switch limits them.
type Slowed struct {
	Until time.Time
	Raid  bool
}

func (e Slowed) Error() string { return "slow mode until " + e.Until.Format(time.RFC3339) }

// SlowedAt is how the person waits at a time, for slow mode or the raid switch,
// whichever lasts longer; the zero value where they do not.
func (m Membership) SlowedAt(at time.Time) Slowed {
	slow, raid := m.SlowedUntil(at), m.RaidedUntil(at)
	if raid.After(slow) {
		return Slowed{Until: raid, Raid: true}
	}
	return Slowed{Until: slow}
}

// SlowedUntil is until when the person waits in slow mode; the zero time where
// they do not. Whoever looks after the room never does. What a clock that was
// put back makes of the future holds nobody up.
func (m Membership) SlowedUntil(at time.Time) time.Time {
	until := m.Spoke.Add(m.Room.Slow)
	if m.Room.Slow == 0 || m.Tends() || m.Spoke.After(at) || !until.After(at) {
		return time.Time{}
	}
	return until
}
