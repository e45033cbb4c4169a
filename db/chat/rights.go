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
	DeleteRoom    Act = "delete room"
)

// rights is the one table of what each role may do in a room. Forms, socket,
// pages and tests read it; nobody else decides.
var rights = map[RoomRole]map[Act]bool{
	RoomMember: {Read: true, Post: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true},
	RoomAdmin: {Read: true, Post: true, EditOwn: true, DeleteOwn: true, LeaveRoom: true,
		DeleteOthers: true, ChangeRoom: true, ChangeMembers: true, DeleteRoom: true},
}

// inArchive are the acts that an archived room still allows.
var inArchive = map[Act]bool{Read: true, LeaveRoom: true, ChangeRoom: true, DeleteRoom: true}

// fixed are the acts that a direct conversation, which is one set of people,
// never allows.
var fixed = map[Act]bool{LeaveRoom: true, ChangeRoom: true, ChangeMembers: true, DeleteRoom: true}

// whileShut are the acts that a conversation which is shut does not allow.
var whileShut = map[Act]bool{Post: true, EditOwn: true}

// May tells whether the membership allows the act.
func (m Membership) May(act Act) bool {
	return rights[m.Role][act] && (m.Room.Archived.IsZero() || inArchive[act]) && (m.Room.Kind != Direct || !fixed[act]) &&
		(!m.Shut || !whileShut[act])
}
