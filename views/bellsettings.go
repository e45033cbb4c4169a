package views

import (
	"strings"
	"time"

	"parley/db/chat"
)

// BellSettingsPage is what a person chose for their bell, and what they typed
// where it was refused.
type BellSettingsPage struct {
	Shell      Shell
	Rules      chat.BellRules
	QuietUntil time.Time // end of do-not-disturb; zero: not on
	Zone       string    // in which their hours are
	Keywords   string
	Days       []QuietDay // from Monday
	Errors     Errors
}

// QuietDay are the quiet hours of one day of the week as they are typed; empty
// where there are none.
type QuietDay struct {
	Day          time.Weekday
	Begins, Ends string
}

// QuietDays are the hours of a week.
func QuietDays(hours []chat.QuietHours) []QuietDay {
	var days []QuietDay
	for n := range 7 {
		day := QuietDay{Day: time.Weekday((n + 1) % 7)}
		for _, h := range hours {
			if h.Day == day.Day {
				day.Begins, day.Ends = chat.Clock(h.Begins), chat.Clock(h.Ends)
			}
		}
		days = append(days, day)
	}
	return days
}

// BeginsField and EndsField are what the form calls the times of a day.
func (d QuietDay) BeginsField() string { return "begins-" + strings.ToLower(d.Day.String()) }
func (d QuietDay) EndsField() string   { return "ends-" + strings.ToLower(d.Day.String()) }

// quietFields are all of them.
func (p BellSettingsPage) quietFields() []string {
	var fields []string
	for _, day := range p.Days {
		fields = append(fields, day.BeginsField(), day.EndsField())
	}
	return fields
}

// The sections of the page, each with a form that says in its field "part"
// which it is.
const (
	BellSignals  = "signals"
	BellKeywords = "keywords"
	BellHours    = "hours"
)

// LevelPage is where somebody chooses what of a room they are told.
type LevelPage struct {
	Shell      Shell
	Membership chat.Membership
	Errors     Errors
}

// levelChoices are what can be heard of a room.
var levelChoices = []struct {
	level       chat.Level
	name, about string
}{
	{chat.LevelAll, "All messages", "Your bell rings for whatever is said."},
	{chat.LevelMentions, "Mentions", "When somebody names you, answers you or uses a keyword of yours."},
	{chat.LevelNothing, "Nothing", "Not even when somebody names you. You see what is new when you look."},
}

func levelName(level chat.Level) string {
	for _, c := range levelChoices {
		if c.level == level {
			return c.name
		}
	}
	return ""
}

// levelIcon shows at a glance whether a room is heard at all.
func levelIcon(level chat.Level) string {
	if level == chat.LevelNothing {
		return "bell-off"
	}
	return "bell"
}

var attentionChoices = []choice{{"", "as of everybody"}, {string(chat.AttentionAlways), "always"}, {string(chat.AttentionNever), "never"}}
