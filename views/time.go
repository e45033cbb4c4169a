package views

import (
	"time"

	"parley/db/chat"
)

// local is the moment as the audience's clocks show it.
func (a Audience) local(t time.Time) time.Time {
	if a.Zone == nil {
		return t.UTC()
	}
	return t.In(a.Zone)
}

// startsDay tells whether a message is the first of its day in the zone.
func (a Audience) startsDay(m chat.Message) bool {
	if m.Before.IsZero() {
		return true
	}
	y, month, day := a.local(m.Created).Date()
	yBefore, monthBefore, dayBefore := a.local(m.Before).Date()
	return day != dayBefore || month != monthBefore || y != yBefore
}

// day is a date in full: a fragment may be kept, so it cannot say "today".
func (a Audience) day(t time.Time) string { return a.local(t).Format("Monday, 2 January 2006") }

// moment is a day with its time.
func (a Audience) moment(t time.Time) string { return a.shortDay(t) + ", " + a.clock(t) }

func (a Audience) clock(t time.Time) string { return a.local(t).Format("15:04") }

func (a Audience) shortDay(t time.Time) string { return a.local(t).Format("2 January 2006") }

// date is a day for the datetime attribute.
func (a Audience) date(t time.Time) string { return a.local(t).Format(time.DateOnly) }

func (a Audience) month(t time.Time) string { return a.local(t).Format("January 2006") }
