package chat

import "time"

// While the raid switch is on, who joined just now is limited: a raid comes with
// accounts that were made for it. Everything ends with the switch.
const (
	RaidNewcomer = 24 * time.Hour     // since they joined; a raid is over within a day
	RaidWait     = 30 * time.Second   // between two of their messages, in all rooms
	RaidLinks    = 7 * 24 * time.Hour // since they joined, in which their links are held
)

// What the log of acts says of the switch.
const (
	DeedRaidOn  Deed = "raid-on"
	DeedRaidOff Deed = "raid-off"
)

// Raid is the raid switch as it matters to one person.
type Raid struct {
	Since time.Time // zero: it is off
	Spoke time.Time // when they wrote last, where the switch had to know
}

// On tells whether the switch is on.
func (r Raid) On() bool { return !r.Since.IsZero() }

// Limits tells whether the switch limits somebody at a time.
func (r Raid) Limits(user User, at time.Time) bool { return r.young(user, at, RaidNewcomer) }

// HoldsLinks tells whether somebody's links wait for the staff at a time.
func (r Raid) HoldsLinks(user User, at time.Time) bool { return r.young(user, at, RaidLinks) }

func (r Raid) young(user User, at time.Time, age time.Duration) bool {
	return r.On() && !user.Role.Above(RoleMember) && at.Sub(user.Created) < age
}

// RaidRule is by what their links are held. It is in no list.
func RaidRule() Rule {
	return Rule{Name: "Raid switch, links of new members", Way: RuleLinks, Action: RuleHolds, Sentence: "Just now links of people who are new here wait."}
}

// HasLink tells whether there is a link in a text, as rules see it.
func HasLink(body string) bool { return len(linkPlaces(body)) > 0 }

// RaidedUntil is until when the person waits because of the raid switch; the
// zero time where they do not.
func (m Membership) RaidedUntil(at time.Time) time.Time {
	until := m.Raid.Spoke.Add(RaidWait)
	if !m.Raid.Limits(m.User, at) || m.Raid.Spoke.After(at) || !until.After(at) {
		return time.Time{}
	}
	return until
}
