package views

import "time"

// zones are those that the settings offer: a place of every offset that people
// keep, the larger ones where several share it. Any other name of the IANA
// time zone database is taken too.
var zones = []string{
	"Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix", "America/Denver",
	"America/Chicago", "America/Mexico_City", "America/New_York", "America/Bogota", "America/Lima",
	"America/Halifax", "America/Caracas", "America/Santiago", "America/St_Johns", "America/Sao_Paulo",
	"America/Argentina/Buenos_Aires", "Atlantic/Azores", "Atlantic/Cape_Verde", "UTC", "Europe/London",
	"Europe/Lisbon", "Africa/Casablanca", "Europe/Berlin", "Europe/Madrid", "Europe/Paris", "Europe/Rome",
	"Europe/Warsaw", "Africa/Lagos", "Africa/Algiers", "Europe/Athens", "Europe/Helsinki", "Europe/Kyiv",
	"Africa/Cairo", "Africa/Johannesburg", "Asia/Jerusalem", "Europe/Istanbul", "Europe/Moscow",
	"Asia/Riyadh", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi",
	"Asia/Tashkent", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok",
	"Asia/Jakarta", "Asia/Ho_Chi_Minh", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore",
	"Asia/Manila", "Australia/Perth", "Asia/Tokyo", "Asia/Seoul", "Australia/Adelaide", "Australia/Darwin",
	"Australia/Brisbane", "Australia/Sydney", "Pacific/Noumea", "Pacific/Auckland", "Pacific/Chatham",
	"Pacific/Tongatapu", "Pacific/Kiritimati",
}

// choice is one line of a list to choose from.
type choice struct{ value, label string }

// zoneChoices are the zones with what their clocks show now, in the order of
// the world from west to east; chosen comes first where it is none of them.
func (a Audience) zoneChoices(chosen string, now time.Time) []choice {
	choices := []choice{{"", "as everybody here, now " + a.clockIn(a.Zone, now)}}
	for _, name := range append([]string{chosen}, zones...) {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "" || name == chosen && len(choices) > 1 && choices[1].value == chosen {
			continue
		}
		choices = append(choices, choice{name, name + ", now " + a.clockIn(zone, now)})
	}
	return choices
}

// languageChoices are chat.Languages, each by what it writes.
var languageChoices = []choice{{"", "as everybody here"}, {"en-GB", "English: 24 March 2026, 14:05"}, {"en-US", "English: March 24, 2026, 2:05 PM"}}
