package views

import "time"

// writing is how a language writes dates and hours, as layouts of package time.
type writing struct{ day, shortDay, month, clock string }

// The languages of chat.Languages; a page of any other reads like the first.
var (
	british  = writing{"Monday, 2 January 2006", "2 January 2006", "January 2006", "15:04"}
	american = writing{"Monday, January 2, 2006", "January 2, 2006", "January 2006", "3:04 PM"}
)

func (a Audience) writing() writing {
	if a.Language == "en-US" {
		return american
	}
	return british
}

// local is the moment as the audience's clocks show it.
func (a Audience) local(t time.Time) time.Time { return inZone(t, a.Zone) }

func inZone(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		return t.UTC()
	}
	return t.In(zone)
}

// startsDay tells whether what was written at a moment is the first of its day
// in the zone; before is when the last was written in front of it.
func (a Audience) startsDay(at, before time.Time) bool {
	if before.IsZero() {
		return true
	}
	y, month, day := a.local(at).Date()
	yBefore, monthBefore, dayBefore := a.local(before).Date()
	return day != dayBefore || month != monthBefore || y != yBefore
}

// day is a date in full: a fragment may be kept, so it cannot say "today".
func (a Audience) day(t time.Time) string { return a.local(t).Format(a.writing().day) }

// moment is a day with its time.
func (a Audience) moment(t time.Time) string { return a.shortDay(t) + ", " + a.clock(t) }

func (a Audience) clock(t time.Time) string { return a.clockIn(a.Zone, t) }

// clockIn is what clocks of another zone show.
func (a Audience) clockIn(zone *time.Location, t time.Time) string {
	return inZone(t, zone).Format(a.writing().clock)
}

func (a Audience) shortDay(t time.Time) string { return a.local(t).Format(a.writing().shortDay) }

// date is a day for the datetime attribute.
func (a Audience) date(t time.Time) string { return a.local(t).Format(time.DateOnly) }

func (a Audience) month(t time.Time) string { return a.local(t).Format(a.writing().month) }
