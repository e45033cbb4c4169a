package chat

import (
	"fmt"
	"time"
)

// QuietHours are when somebody is not to be disturbed, from a minute of one day
// of the week to the next time that it is the minute of their end: on the day
// after where Ends is not later than Begins.
type QuietHours struct {
	Day          time.Weekday
	Begins, Ends int // minutes after midnight
}

const dayMinutes = 24 * 60

// ParseClock reads a time of day as a browser's field writes it, 22:30, in
// minutes after midnight.
func ParseClock(text string) (int, error) {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, Invalid{Field: "time", Reason: "There is no such time. Write it as 22:30, from 00:00 to 23:59."}
	}
	return at.Hour()*60 + at.Minute(), nil
}

// Clock writes minutes after midnight as ParseClock reads them.
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// QuietAt tells whether a time is in quiet hours as they are kept in a zone
// (nil: UTC).
func QuietAt(hours []QuietHours, at time.Time, zone *time.Location) bool {
	if zone == nil {
		zone = time.UTC
	}
	year, month, today := at.In(zone).Date()
	for _, h := range hours {
		for _, back := range []int{0, 1} { // what began yesterday may last
			day := time.Date(year, month, today-back, 12, 0, 0, 0, zone)
			if begins, ends, ok := h.on(day); ok && !at.Before(begins) && at.Before(ends) {
				return true
			}
		}
	}
	return false
}

// on are the hours of one day. Where the clock is put back they last from the
// first time that it shows their beginning to the last that it shows their end.
func (h QuietHours) on(day time.Time) (begins, ends time.Time, ok bool) {
	if day.Weekday() != h.Day {
		return begins, ends, false
	}
	end := h.Ends
	if end <= h.Begins {
		end += dayMinutes
	}
	begins, _ = clockOn(day, h.Begins)
	_, ends = clockOn(day, end)
	return begins, ends, true
}

// clockOn is when the clock shows a minute of a day: the same twice, or an hour
// apart where it is put back. A minute that is passed over, where it is put
// forward, is the moment of that.
func clockOn(day time.Time, minute int) (first, last time.Time) {
	zone := day.Location()
	at := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, zone)
	start, end := at.ZoneBounds()
	switch ahead := apart(at.Hour()*60+at.Minute(), minute); {
	case ahead > 0:
		return start, start
	case ahead < 0:
		return end, end
	}
	first, last = at, at
	if before := shifted(at, start.Add(-time.Second)); !start.IsZero() && before.Before(start) {
		first = before
	}
	if after := shifted(at, end); !end.IsZero() && !after.Before(end) {
		last = after
	}
	return first, last
}

// apart is how far one minute of a day is ahead of another, the shorter way
// round.
func apart(a, b int) int { return (a-b+dayMinutes*5/2)%dayMinutes - dayMinutes/2 }

// shifted is when the clock shows the same as at a time, with the offset that
// it has at another.
func shifted(at, other time.Time) time.Time {
	_, here := at.Zone()
	_, there := other.Zone()
	return at.Add(time.Duration(here-there) * time.Second)
}
