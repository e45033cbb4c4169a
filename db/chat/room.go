package chat

import "time"

// RoomKind says who can find and enter a room.
type RoomKind string

const (
	Open   RoomKind = "open"   // everybody can find, read and join it
	Closed RoomKind = "closed" // only its members know of it
	Direct RoomKind = "direct" // one fixed set of people
)

// Room is a place with a log.
type Room struct {
	ID       RoomID
	Name     string
	Topic    string
	Kind     RoomKind
	Everyone bool // new people are members of it at once
	Head     Seq  // the newest change's number
	Newest   Seq  // the newest message's number; 0: there is none
	Created  time.Time
	Active   time.Time // when it last got a message; its creation before that
	Archived time.Time // since when it takes nothing new; zero: it does
	// Slow is how long somebody waits between two messages; 0: not at all.
	Slow   time.Duration
	Locked bool    // only those write who look after it
	People []Named // of a direct conversation, by name; nil for other kinds
	Pins   int     // messages that are pinned in it
	Last   Snippet // of a direct conversation: its newest message; zero for other kinds
}

// NewRoom is what a room is made from.
type NewRoom struct {
	Name     string
	Topic    string
	Kind     RoomKind
	Everyone bool
}

// RoomRole is a person's standing in one room.
type RoomRole string

const (
	RoomMember RoomRole = "member"
	RoomAdmin  RoomRole = "admin"
)

// Membership is a person's place in a room, and so the permission to act in
// it. Only db makes one (db.Store.Membership); whatever acts in a room takes a
// membership and never a room id from a request. The room is as it was when
// the membership was asked for.
type Membership struct {
	User     User
	Room     Room
	Role     RoomRole
	LastRead Seq // everything up to here was on a visible screen
	Joined   time.Time
	// Shut is a direct conversation of two whose other person takes no messages
	// from this one just now, or is blocked by them.
	Shut     bool
	Mentions int // messages beyond LastRead that call the person
	// Favourite puts the room into a list of its own, for this person.
	Favourite bool
	Level     Level // what of the room they are told
	// MutedUntil is until when they only read (MutedAt); zero: they write,
	// NoEnd: for good.
	MutedUntil time.Time
	// Spoke is when they wrote last, where slow mode had to know.
	Spoke time.Time
	Raid  Raid
}

// Unread tells whether there are messages since the person last looked.
func (m Membership) Unread() bool { return m.Room.Newest > m.LastRead }

// Member is a person as the people list of a room shows them.
type Member struct {
	User       User
	Role       RoomRole
	MutedUntil time.Time // as of a Membership
}

// Listing is a room as the page of rooms shows it to one person.
type Listing struct {
	Room   Room
	People int  // members
	Joined bool // the reader is one of them
}

// Invite is a link into a room. Only its maker ever saw the link itself.
type Invite struct {
	ID       InviteID
	Room     RoomID
	Maker    User
	Created  time.Time
	Expires  time.Time // zero: never
	UsesLeft int       // below 0: any number
}

// ReadMark says that a person saw a room up to a number.
type ReadMark struct {
	User UserID
	Room RoomID
	Seq  Seq
}
