package chat

import (
	"strconv"
	"time"
)

// lastMoment is the last second that RFC 3339 can write, in milliseconds.
const lastMoment = 253402300799000

// NoEnd is the end of what lasts for good. It is a time like any other, so that
// comparing with it needs no case of its own.
func NoEnd() time.Time { return Time(lastMoment) }

// spanUnits are the letters of a span.
var spanUnits = map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}

// longestSpan is a hundred years; who means more means no end.
const longestSpan = 100 * 365 * 24 * time.Hour

// ParseUntil reads the contract's until, as of a moment: an RFC 3339 time, or a
// span such as 90s, 30m, 12h or 7d; empty is NoEnd. Anything else, and what is
// over already, is Invalid.
func ParseUntil(text string, at time.Time) (time.Time, error) {
	text = Line(text)
	if text == "" {
		return NoEnd(), nil
	}
	until, err := time.Parse(time.RFC3339, text)
	if err != nil {
		span := parseSpan(text)
		if span == 0 {
			return time.Time{}, Invalid{Field: "until", Reason: "Give a time such as 30m, 12h or 7d, or nothing for no end."}
		}
		until = at.Add(span)
	}
	until = Time(Millis(until))
	switch {
	case !until.After(at):
		return time.Time{}, Invalid{Field: "until", Reason: "That time is over already. Choose a later one."}
	case until.After(NoEnd()):
		return NoEnd(), nil
	}
	return until, nil
}

// parseSpan reads a number with a letter behind it; 0 for anything else.
func parseSpan(text string) time.Duration {
	last := len(text) - 1
	unit, known := spanUnits[text[last]]
	count, err := strconv.ParseUint(text[:last], 10, 32)
	if !known || err != nil || time.Duration(count) > longestSpan/unit {
		return 0
	}
	return time.Duration(count) * unit
}
