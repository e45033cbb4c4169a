package chat

// Act is something a person may do in a room.
type Act string

const (
	Read          Act = "read"
	Post          Act = "post"
	EditOwn       Act = "edit own"
	DeleteOwn     Act = "delete own"
	DeleteOthers  Act = "delete others'"
	ChangeRoom    Act = "change room"
	ChangeMembers Act = "change members"
	LeaveRoom     Act = "leave"
)

// rights is the one table of what each role may do in a room. Forms, socket,
// pages and tests read it; nobody else decides.
var rights = map[RoomRole]map[Act]bool{
	RoomMember: {Read: true, Post: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true},
	RoomAdmin: {Read: true, Post: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true,
		DeleteOthers: true, ChangeRoom: true, ChangeMembers: true},
}

// May tells whether the membership allows the act.
func (m Membership) May(act Act) bool { return rights[m.Role][act] }
