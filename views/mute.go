package views

import (
	"strconv"
	"time"

	"parley/db/chat"
)

// Mute is why one person cannot write in a room just now.
type Mute struct {
	Room  chat.RoomID
	Until time.Time
	Left  time.Duration // how long it lasts yet; 0: it does not
	// Everywhere: moderators did it on the whole site, and it lasts longest.
	Everywhere bool
	// Tends: they look after the room, and so write also where it is locked.
	Tends bool
	// Thread: the notice stands in the open thread.
	Thread bool
}

// MuteOf is the mute of a membership at a time.
func MuteOf(m chat.Membership, at time.Time) Mute {
	if !m.MutedAt(at) {
		return Mute{Room: m.Room.ID, Tends: m.Tends()}
	}
	mute := Mute{Room: m.Room.ID, Until: m.User.MutedUntil, Everywhere: true, Tends: m.Tends()}
	if m.Role != chat.RoomAdmin && m.MutedUntil.After(mute.Until) {
		mute.Until, mute.Everywhere = m.MutedUntil, false
	}
	mute.Left = mute.Until.Sub(at)
	return mute
}

// inThread is the same above the composer of the open thread.
func (m Mute) inThread() Mute {
	m.Thread = true
	return m
}

func (m Mute) id() string {
	if m.Thread {
		return threadMuteID
	}
	return muteID
}

// path answers the notice again.
func (m Mute) path() string {
	if m.Thread {
		return inThread(MutePath(m.Room))
	}
	return MutePath(m.Room)
}

// MuteSentence says that somebody is muted and until when.
func MuteSentence(a Audience, m Mute) string {
	who := "Whoever looks after this room has"
	if m.Everywhere {
		who = "The moderators have"
	}
	return who + " muted you" + a.until(m.Until) + ". You can read on."
}

// longestTimer bounds the wait of a page: a browser's timers overflow after 24
// days.
const longestTimer = 24 * time.Hour

// trigger asks again when the mute is over.
func (m Mute) trigger() string { return askAfter(m.Left) }

// askAfter is the trigger of an element that asks again after a time.
func askAfter(left time.Duration) string {
	wait := min(left, longestTimer) + time.Millisecond // never just before the end
	return "load delay:" + strconv.FormatInt(wait.Milliseconds(), 10) + "ms"
}

// muteSpans are offered where somebody is muted; others can be posted.
var muteSpans = []struct{ value, label string }{
	{"30m", "half an hour"}, {"12h", "twelve hours"}, {"1d", "a day"}, {"7d", "seven days"}, {"", "for good"},
}

// muteForm is what was chosen for one of the people of a room and not taken.
type muteForm struct {
	room   chat.RoomID
	member chat.Member
	until  string
	fault  string
}

func (p SettingsPage) muteForm(member chat.Member) muteForm {
	f := muteForm{room: p.Membership.Room.ID, member: member}
	if p.Muting == member.User.ID {
		f.until, f.fault = p.Until, p.Errors.For("until")
	}
	return f
}

// mutedFault is "until" while the form of a listed member shows that sentence;
// about somebody beyond the list it stands above.
func (p SettingsPage) mutedFault() string {
	for _, member := range p.Members {
		if member.User.ID == p.Muting && member.Role != chat.RoomAdmin && !member.MutedAt(p.At) {
			return "until"
		}
	}
	return ""
}

func (f muteForm) id() string { return "until-" + f.member.User.ID.String() }
