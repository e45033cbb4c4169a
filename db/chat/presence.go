package chat

import (
	"slices"
	"time"
)

// Presence is how reachable somebody is, as others are shown it.
type Presence string

const (
	Online       Presence = "online"
	Away         Presence = "away" // connected, and quiet for AwayAfter
	DoNotDisturb Presence = "dnd"
	Offline      Presence = "offline" // or hidden
)

// AwayAfter is how long somebody may give no sign of life before they count as
// away. Frames that a page sends by itself are none.
const AwayAfter = 10 * time.Minute

// Circle is what decides over a person's presence: what they chose to show,
// and who may know of it. The lists are ascending.
type Circle struct {
	User       User
	Rooms      []RoomID
	Friends    []UserID
	Blocked    []UserID  // whom the person blocked
	Hidden     bool      // offline to everybody
	QuietUntil time.Time // end of do-not-disturb; zero: not on
	Hours      []QuietHours
	Zone       *time.Location // in which the hours are; nil: UTC
	LastSeen   time.Time      // as others may know it; zero: never
}

// Knows tells whether the person may know of another's presence: members of a
// common room, friends and those who look after the place, unless one of the
// two has blocked the other.
func (c Circle) Knows(other Circle) bool {
	switch {
	case other.User.ID == c.User.ID:
		return true
	case Contains(other.Blocked, c.User.ID), Contains(c.Blocked, other.User.ID):
		return false
	case c.User.Role == RoleModerator || c.User.Role == RoleAdmin:
		return true
	}
	return intersect(c.Rooms, other.Rooms) || Contains(c.Friends, other.User.ID)
}

// Presence is the state of somebody who is connected and last gave a sign of
// life at alive.
func (c Circle) Presence(alive, now time.Time, awayAfter time.Duration) Presence {
	switch {
	case c.Hidden:
		return Offline
	case now.Before(c.QuietUntil), QuietAt(c.Hours, now, c.Zone):
		return DoNotDisturb
	case now.Sub(alive) >= awayAfter:
		return Away
	}
	return Online
}

// Contains looks for an id in an ascending list.
func Contains[T ~int64](ids []T, id T) bool {
	_, found := slices.BinarySearch(ids, id)
	return found
}

// intersect tells whether two ascending lists share an id. Most people share
// the room that the place began with, so it is found at once.
func intersect[T ~int64](a, b []T) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}
