package chat

import (
	"strconv"
	"time"
)

// NotificationID numbers a row of somebody's bell.
type NotificationID int64

func (id NotificationID) String() string { return strconv.FormatInt(int64(id), 10) }

// NotificationKind says what somebody is told of.
type NotificationKind string

const (
	NotifiedMention       NotificationKind = "mention"
	NotifiedReply         NotificationKind = "reply"
	NotifiedDirect        NotificationKind = "direct" // a message in a direct conversation, or one that somebody hears of anyhow
	NotifiedFriendRequest NotificationKind = "friend-request"
	NotifiedFriendAnswer  NotificationKind = "friend-answer"
	NotifiedInvited       NotificationKind = "invited" // made a member of a room
	NotifiedRemoved       NotificationKind = "removed" // taken out of it
	NotifiedRole          NotificationKind = "role"    // room admin, or no longer
	NotifiedRoom          NotificationKind = "room"    // renamed or deleted
)

const (
	NotifiedKeyword  NotificationKind = "keyword"
	NotifiedReaction NotificationKind = "reaction" // to what somebody wrote
	// NotifiedReport tells staff of a report and who reported of its end,
	// NotifiedModeration whom an act of the staff is about, by the act's name.
	NotifiedReport     NotificationKind = "report"
	NotifiedModeration NotificationKind = "moderation"
	// NotifiedSupport tells agents of a visitor, by name, who waits.
	NotifiedSupport NotificationKind = "support"
)

// Gathers tells whether messages of one room make one row while it is unread.
func (k NotificationKind) Gathers() bool {
	switch k {
	case NotifiedMention, NotifiedReply, NotifiedDirect, NotifiedKeyword, NotifiedReaction:
		return true
	}
	return false
}

// What came of a friend request, and what became of a room. A new role stands
// as itself.
const (
	ResultAccepted = "accepted"
	ResultDeclined = "declined"
	ResultRenamed  = "renamed"
	ResultDeleted  = "deleted"
	ResultFiled    = "filed"
	ResultHandled  = "handled"
	ResultRemoved  = "removed"
)

// Notification is a row of somebody's bell, as they may see it now.
type Notification struct {
	ID    NotificationID
	User  UserID // whose bell
	Kind  NotificationKind
	Actor User   // who did it, of several messages the newest author; ID 0: nobody
	Room  RoomID // 0: none
	Name  string // what the room was called then
	Place string // what it is called, for those who are in it; otherwise Name
	// PlaceKind is empty for those who are not in it.
	PlaceKind RoomKind
	Result    string
	// Message is the newest of Count, and Words its beginning; 0 and empty
	// where there is none.
	Message MessageID
	Words   string
	Count   int
	At      time.Time
	Read    bool
	Gone    bool // what it told of is not there any more

	Seq     int64 // its place in the person's list, highest first; rises when it is renewed
	Version int64 // rises with every change
	Told    int64 // the Seq that open pages showed as new
}

// Calls tells whether the row tells of what was said to its person, not only
// near them.
func (n Notification) Calls() bool {
	return n.Kind == NotifiedMention || n.Kind == NotifiedReply || n.Kind == NotifiedDirect && n.PlaceKind == Direct
}

// News tells whether the row should be shown as new: it is unread, and has not
// been shown since it was made or renewed.
func (n Notification) News() bool { return !n.Read && !n.Gone && n.Told < n.Seq }

// How much of a bell is kept: the newest of each person, and what was read for
// 30 days.
const (
	MaxNotifications = 500
	NotificationLife = 30 * 24 * time.Hour
)
