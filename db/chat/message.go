package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Message is one message of a room's log. It knows nothing of its reader.
type Message struct {
	ID      MessageID
	Room    RoomID
	Seq     Seq // its place in the log; it never changes
	Version Seq // the number of its latest change; Seq until it is edited
	Author  User
	Body    string // as typed
	Shown
	Key     string // the sender's key
	ReplyTo MessageID
	Quote   Quote     // of ReplyTo
	Thread  MessageID // the message that began the thread it stands in; 0: it stands in the room's log
	Replies Replies   // of the thread that it began
	Created time.Time
	Edited  time.Time // zero: never
	Deleted time.Time // zero: not; a deleted message has an empty Body
	Remover UserID    // who deleted it; 0: it is not, or nobody remembers
	// Before is when the message in front of it was sent, zero for the first
	// of a room: a page draws a day line where the two fall on different days.
	Before time.Time
	// Continues is true where the message in front is the same author's and at
	// most GroupSpan older: the page folds face and name away. An answer stands
	// by itself.
	Continues bool
	Reactions []Reaction // nil: none
	Pinned    Seq        // the number with which it was pinned; 0: it is not
	Card      *Card      // of its first link; nil: none
	Files     []File     // in the order in which they came; nil: none
}

// Shown is what a text says as HTML, and which version of the renderer made it;
// 0 is none. Whoever draws a message of another version renders its Body.
type Shown struct {
	HTML     string
	Renderer int
}

// GroupSpan is how close two messages of one author stand to be drawn as one
// group; five minutes, as people know it from other chats.
const GroupSpan = 5 * time.Minute

// NewMessage is what a message is made from. Key is the sender's own mark,
// shown as data-key. Once makes a send happen once: the same author, room and
// Once is the same message, whatever its body.
type NewMessage struct {
	Body string
	Shown
	Key     string
	Once    string
	ReplyTo MessageID
	Link    string    // its FirstLink, where that is to have a card
	Files   []FileID  // uploaded by the author in the room; with one, the Body may be empty
	Thread  MessageID // 0: the room's log
	At      time.Time
	Held    HeldID // somebody of the staff lets it through; 0: its author sends it
	// Everybody is whom it calls without their names; the caller has asked
	// whether its author may (Membership.MayCallEverybody).
	Everybody Everybody
}

// Act is what posting it is: in the room's log, or in a thread.
func (n NewMessage) Act() Act {
	if n.Thread != 0 {
		return Answer
	}
	return Post
}

// Edit is another text for a message. Was is the Mark of the text that it was
// made from; empty takes whatever stands.
type Edit struct {
	Body string
	Shown
	Was  string
	Link string // as in NewMessage
	At   time.Time
}

// Mark tells one text from another, for a form that remembers what it was opened
// with: 64 bits in hexadecimal.
func Mark(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:8])
}

// ChangeKind names what happened in a room.
type ChangeKind string

const (
	MessageCreated   ChangeKind = "message.created"
	MessageEdited    ChangeKind = "message.edited"
	MessageDeleted   ChangeKind = "message.deleted"
	MessageRestored  ChangeKind = "message.restored"
	MessageRegrouped ChangeKind = "message.regrouped" // it continues the one in front, or does so no more
	MessageReacted   ChangeKind = "message.reacted"
	MessageCarded    ChangeKind = "message.card"   // its card came or was taken away
	MessagePinned    ChangeKind = "message.pinned" // or no longer
	MemberJoined     ChangeKind = "member.joined"
	MemberLeft       ChangeKind = "member.left"
	MemberRemoved    ChangeKind = "member.removed"
	MemberChanged    ChangeKind = "member.changed" // another role, muted, or no longer
	RoomChanged      ChangeKind = "room.changed"   // name, topic, kind, or archived
	RoomDeleted      ChangeKind = "room.deleted"
	PersonBarred     ChangeKind = "person.barred"     // from the whole site, and so in no room's log
	StaffActed       ChangeKind = "staff.acted"       // comes before the changes that the act made, and is in no room's log
	AddressesBlocked ChangeKind = "addresses.blocked" // or no longer; in no room's log either
	VisitChanged     ChangeKind = "visit.changed"     // at the support desk, and in no room's log
	AgentLeft        ChangeKind = "agent.left"        // the support desk, where they may not answer any more; in no room's log either
)

// Change is one numbered line of a room's change log: what resume replays and
// what is published after the commit. Message is set for message kinds and
// shows the message as it is now; User is set for member kinds.
// Place is the room, as it is now for RoomChanged and for what happens to an
// older message, and else about so; a replay leaves it empty. A deleted room has nobody to replay it to.
type Change struct {
	Room    RoomID
	Seq     Seq
	Kind    ChangeKind
	Message Message
	User    User
	Place   Room
	At      time.Time
	// Called are those whom a new or restored message calls, or a deleted one called.
	Called []UserID
	// Work is true where the change left something to be done after the
	// answer; a replay leaves it out.
	Work bool
	// Followers are those for whom a new message of a thread is unread, or a
	// deleted one may have been.
	Followers []UserID
	// Replies is what is in the thread that the message stands in.
	Replies Replies
	// Standing is the person's place as a MemberChanged made it; a replay
	// leaves it empty.
	Standing Membership
	// Slowed is how the author of a new message waits before the next.
	Slowed Slowed
	// Sanction is what a PersonBarred is about.
	Sanction Sanction
	// Acted is what a StaffActed is about; nil for other kinds.
	Acted *Acted
	// Block is what an AddressesBlocked is about.
	Block AddressBlock
	// Visited is what a VisitChanged is about; nil for other kinds.
	Visited *Visited
}

// Unread is what a person has not read of a room: how many messages of others,
// and the first of them.
type Unread struct {
	Count int
	First MessageID
}
