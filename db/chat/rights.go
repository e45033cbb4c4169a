package chat

import "time"

// Act is something a person may do in a room.
type Act string

const (
	Read          Act = "read"
	Post          Act = "post"
	Answer        Act = "answer" // in a thread
	React         Act = "react"
	Pin           Act = "pin"
	EditOwn       Act = "edit own"
	DeleteOwn     Act = "delete own"
	DeleteOthers  Act = "delete others'"
	ChangeRoom    Act = "change room"
	ChangeMembers Act = "change members"
	LeaveRoom     Act = "leave"
	DeleteRoom    Act = "delete room"
	KeepOrder     Act = "keep order"     // slow mode and the lock
	CallEverybody Act = "call everybody" // in a room of any size (MayCallEverybody)
)

// rights is the one table of what each role may do in a room. Forms, socket,
// pages and tests read it; nobody else decides.
var rights = map[RoomRole]map[Act]bool{
	RoomMember: {Read: true, Post: true, Answer: true, React: true, Pin: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true, KeepOrder: true},
	RoomAdmin: {Read: true, Post: true, Answer: true, React: true, Pin: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true,
		DeleteOthers: true, ChangeRoom: true, ChangeMembers: true, DeleteRoom: true, CallEverybody: true, KeepOrder: true},
}

// inArchive are the acts that an archived room still allows.
var inArchive = map[Act]bool{Read: true, LeaveRoom: true, ChangeRoom: true, DeleteRoom: true, KeepOrder: true}

// whileMuted are the acts that are left to somebody who is muted.
var whileMuted = map[Act]bool{Read: true, DeleteOwn: true, LeaveRoom: true}

// whileLocked are the acts that a locked room leaves to those who do not look
// after it.
var whileLocked = map[Act]bool{Read: true, DeleteOwn: true, LeaveRoom: true}

// fixed are the acts that a direct conversation, which is one set of people,
// never allows.
var fixed = map[Act]bool{LeaveRoom: true, ChangeRoom: true, ChangeMembers: true, DeleteRoom: true, CallEverybody: true, KeepOrder: true}

// whileShut are the acts that a conversation which is shut does not allow.
var whileShut = map[Act]bool{Post: true, Answer: true, React: true, Pin: true, EditOwn: true, CallEverybody: true}

// announcing are the acts that in a room of announcements are left to those
// who look after it.
var announcing = map[Act]bool{Post: true, Pin: true}

// inPublic are the acts that in an open room, where everybody comes in, are
// left to those who look after it or after the place.
var inPublic = map[Act]bool{Pin: true}

// tending are the acts that in every room are left to them.
var tending = map[Act]bool{KeepOrder: true}

// May tells whether the membership allows the act now.
func (m Membership) May(act Act) bool { return m.MayAt(act, time.Now()) }

// MayAt tells whether the membership allows the act at a time: a mute ends by
// itself.
func (m Membership) MayAt(act Act, at time.Time) bool {
	return rights[m.Role][act] && !m.User.BarredAt(at) &&
		(m.Room.Archived.IsZero() || inArchive[act]) &&
		(m.Room.Kind != Direct || !fixed[act]) &&
		(!m.MutedAt(at) || whileMuted[act]) &&
		(!m.Shut || !whileShut[act]) &&
		(!m.Room.Locked || whileLocked[act] || m.Tends()) &&
		(m.Room.Posting != AdminsPost || !announcing[act] || m.Tends()) &&
		(m.Room.Kind != Open || !inPublic[act] || m.Tends()) &&
		(!tending[act] || m.Tends())
}

// Tends tells whether the person looks after the room, or after the place.
func (m Membership) Tends() bool {
	return m.Role == RoomAdmin || m.User.Role == RoleModerator || m.User.Role == RoleAdmin
}

// MutedAt tells whether the person only reads at a time. A room admin writes:
// a mute from before sleeps as long as they are one. A mute on the whole site
// holds for everybody.
func (m Membership) MutedAt(at time.Time) bool {
	return Member{User: m.User, Role: m.Role, MutedUntil: m.MutedUntil}.MutedAt(at)
}

// MutedAt is MutedAt of a Membership.
func (m Member) MutedAt(at time.Time) bool {
	return m.User.MutedAt(at) || m.Role != RoomAdmin && at.Before(m.MutedUntil)
}
