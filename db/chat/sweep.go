package chat

import "time"

// MaxSwept bounds how many messages one sweep removes, so that it is one
// transaction of well under a second.
const MaxSwept = 1000

// Sweep is what of a person's messages is removed at once: those since a time,
// in one room or, with 0, in all but direct conversations, which are nobody
// else's to look after. Of more than MaxSwept those are the newest.
type Sweep struct {
	Since  time.Time
	Room   RoomID
	Reason string
	At     time.Time
}

// sweepSpans are how far back a sweep reaches.
var sweepSpans = map[string]time.Duration{"1h": time.Hour, "1d": 24 * time.Hour, "7d": 7 * 24 * time.Hour}

// SweptSince is when the span of a sweep began.
func SweptSince(span string, at time.Time) (time.Time, error) {
	back, known := sweepSpans[span]
	if !known {
		return time.Time{}, Invalid{Field: "span", Reason: "Choose the last hour, day or week."}
	}
	return at.Add(-back), nil
}

// Swept is one sweep of which messages can still be brought back.
type Swept struct {
	Entry Entry
	Count int
}
