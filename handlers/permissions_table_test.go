package handlers_test

import (
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
)

// part is what somebody is to a room. A new one is a line here, one in the cast
// and what it may in grants.
type part string

const (
	guest     part = "guest"     // nobody is signed in
	stranger  part = "stranger"  // has an account, is not in the room
	moderator part = "moderator" // of the site, not in the room
	siteAdmin part = "site admin"
	banned    part = "banned"  // a member whose account is out of use, with the credentials of before
	removed   part = "removed" // was a member
	mutedPart part = "muted"
	silenced  part = "silenced" // a room admin whom moderators muted on the site
	blocked   part = "blocked"  // by the other person of a conversation of two
	member    part = "member"
	keeper    part = "keeper" // a moderator of the site who is a member
	roomAdmin part = "room admin"
)

// parts begins with those who may least.
var parts = []part{guest, banned, stranger, moderator, siteAdmin, removed, mutedPart, silenced, blocked, member, keeper, roomAdmin}

// kinds are the rooms in which everything is tried. A pair is a conversation of
// two, one of whom has blocked the other; a locked room is closed.
var kinds = []chat.RoomKind{chat.Open, chat.Closed, chat.Direct, pair, lockedRoom, announcements}

const (
	pair       chat.RoomKind = "pair"
	lockedRoom chat.RoomKind = "locked"
	// announcements is closed too, and read-only.
	announcements chat.RoomKind = "announcements"
)

// inside tells whether the part is a membership, and which.
func (p part) inside(kind chat.RoomKind) (chat.Membership, bool) {
	m := chat.Membership{Role: chat.RoomMember, Room: chat.Room{Kind: kind}}
	if kind == pair {
		m.Room.Kind, m.Shut = chat.Direct, true
		return m, p == blocked
	}
	if kind == lockedRoom {
		m.Room = chat.Room{Kind: chat.Closed, Locked: true}
	}
	if kind == announcements {
		m.Room = chat.Room{Kind: chat.Closed, Posting: chat.AdminsPost}
	}
	switch p {
	case member:
	case keeper:
		m.User.Role = chat.RoleModerator
	case mutedPart:
		m.MutedUntil = chat.NoEnd()
	case silenced:
		m.Role, m.User.MutedUntil = chat.RoomAdmin, chat.NoEnd()
	case roomAdmin:
		m.Role = chat.RoomAdmin
	default:
		return chat.Membership{}, false
	}
	return m, true
}

// grant is the answer that somebody is to get.
type grant int

const (
	signIn    grant = iota // 303 to the sign-in page, 401 for programs and htmx
	hidden                 // 404, byte for byte as for what does not exist
	forbidden              // 403
	granted
)

// nobody's act is what no role may do.
const nobodys chat.Act = "nobody's"

// act is one thing that may be tried. ROOM, OWN, OTHER, TARGET and INVITE stand
// for ids: of the room, of a message of one's own and of somebody else's, of a
// member, of a link. A field called file is a file of that name.
type act struct {
	method, path string
	fields       []string
	needs        chat.Act
	// who is let in without a membership, where the room is open
	fromOutside bool
}

// acts is every address below a room and a message, and what it asks for.
// TestEveryAddressOfARoomIsInTheTable holds it to that.
var acts = []act{
	{"GET", "/rooms/ROOM", nil, chat.Read, true}, // the door of an open room, not its log
	{"GET", "/rooms/ROOM/messages?before=99", nil, chat.Read, false},
	{"GET", "/rooms/ROOM/socket?page=abc", nil, chat.Read, false},
	{"GET", "/rooms/ROOM/mute", nil, chat.Read, false},
	{"GET", "/rooms/ROOM/slow", nil, chat.Read, false},
	{"GET", "/api/rooms/ROOM/messages", nil, chat.Read, false},
	{"GET", "/messages/OTHER", nil, chat.Read, false},
	{"POST", "/rooms/ROOM/read", []string{"seq", "1"}, chat.Read, false},
	{"POST", "/rooms/ROOM/unread", []string{"message", "OTHER"}, chat.Read, false},
	{"POST", "/rooms/ROOM/favourite", []string{"on", "1"}, chat.Read, false},
	{"GET", "/rooms/ROOM/notifications", nil, chat.Read, false},
	{"POST", "/rooms/ROOM/notifications", []string{"level", "all"}, chat.Read, false},
	{"GET", "/messages/OTHER/more", nil, chat.Read, false},
	{"GET", "/messages/OTHER/report", nil, chat.Read, false},
	{"POST", "/messages/OTHER/report", []string{"reason", "spam", "words", "again"}, chat.Read, false},
	{"POST", "/rooms/ROOM/join", nil, chat.Read, true},
	{"POST", "/rooms/ROOM/messages", []string{"body", "tried"}, chat.Post, false},
	{"POST", "/rooms/ROOM/messages", []string{"body", "tried", "file", "a.txt"}, chat.Post, false},
	{"POST", "/rooms/ROOM/messages", []string{"body", "tried", "thread", "OTHER", "file", "a.txt"}, chat.Answer, false},
	{"POST", "/rooms/ROOM/draft", []string{"body", "half"}, chat.Read, false},
	{"POST", "/rooms/ROOM/suggest", []string{"body", "@"}, chat.Answer, false},
	{"POST", "/rooms/ROOM/files", nil, chat.Post, false},
	{"GET", "/messages/OTHER/reply", nil, chat.Post, false},
	{"GET", "/messages/OTHER/thread", nil, chat.Read, false},
	{"POST", "/messages/OTHER/thread", []string{"body", "tried"}, chat.Answer, false},
	{"POST", "/messages/OTHER/thread", []string{"body", "tried", "file", "a.txt"}, chat.Answer, false},
	{"POST", "/messages/OTHER/follow", []string{"mark", "follow"}, chat.Read, false},
	{"GET", "/messages/OTHER/react", nil, chat.React, false},
	{"POST", "/messages/OTHER/reactions", []string{"emoji", "👍"}, chat.React, false},
	{"POST", "/messages/OTHER/pin", nil, chat.Pin, false},
	{"GET", "/rooms/ROOM/pins", nil, chat.Read, false},
	{"GET", "/rooms/ROOM/save", nil, chat.Read, false},
	{"GET", "/rooms/ROOM/export", nil, chat.Read, false},
	{"GET", "/messages/OTHER/save", nil, chat.Read, false},
	{"POST", "/messages/OTHER/save", []string{"note", "tried"}, chat.Read, false},
	{"POST", "/messages/OTHER/unsave", nil, chat.Read, false},
	{"GET", "/messages/OWN/edit", nil, chat.DeleteOwn, false},
	{"POST", "/messages/OWN", []string{"body", "tried"}, chat.EditOwn, false},
	{"POST", "/messages/OWN/delete", nil, chat.DeleteOwn, false},
	{"POST", "/messages/OWN/restore", nil, chat.EditOwn, false},
	{"POST", "/messages/OTHER/restore", nil, chat.DeleteOthers, false},
	{"GET", "/messages/OTHER/history", nil, chat.Read, false},
	{"POST", "/messages/OWN/card/remove", nil, chat.DeleteOwn, false},
	{"POST", "/messages/OTHER/card/remove", nil, chat.DeleteOthers, false},
	{"GET", "/messages/OTHER/edit", nil, chat.DeleteOthers, false},
	{"POST", "/messages/OTHER", []string{"body", "tried"}, nobodys, false},
	{"POST", "/messages/OTHER", []string{"body", ""}, nobodys, false},
	{"POST", "/messages/OTHER/delete", nil, chat.DeleteOthers, false},
	{"GET", "/rooms/ROOM/leave", nil, chat.LeaveRoom, false},
	{"POST", "/rooms/ROOM/leave", nil, chat.LeaveRoom, false},
	{"GET", "/rooms/ROOM/settings", nil, chat.KeepOrder, false},
	{"POST", "/rooms/ROOM/settings", []string{"slow_mode_seconds", "30"}, chat.KeepOrder, false},
	{"POST", "/rooms/ROOM/settings", []string{"name", "Tried", "topic", "tried", "kind", "closed"}, chat.ChangeRoom, false},
	{"POST", "/rooms/ROOM/archive", nil, chat.ChangeRoom, false},
	{"POST", "/rooms/ROOM/delete", nil, chat.DeleteRoom, false},
	{"POST", "/rooms/ROOM/members", []string{"username", "stranger"}, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/members/TARGET/remove", nil, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/members/TARGET/role", []string{"role", "admin"}, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/members/TARGET/mute", []string{"until", "1h"}, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/members/TARGET/unmute", nil, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/invites", []string{"expires", "1h", "uses", "1"}, chat.ChangeMembers, false},
	{"POST", "/rooms/ROOM/invites/INVITE/revoke", nil, chat.ChangeMembers, false},
}

// changes tells whether doing it may leave something behind.
func (a act) changes() bool { return a.method != http.MethodGet }

func (a act) String() string { return a.method + " " + a.path + " " + strings.Join(a.fields, " ") }

// grants is what the rights say about somebody and an act.
func grants(p part, kind chat.RoomKind, a act) grant {
	m, inside := p.inside(kind)
	switch {
	case p == guest || p == banned:
		return signIn
	case !inside && a.fromOutside && kind == chat.Open:
		return granted
	case !inside:
		return hidden
	case m.MayAt(a.needs, time.Now()):
		return granted
	}
	return forbidden
}

// of tells what an answer amounts to.
func (a answer) grant() grant {
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/login"):
		return signIn
	case a.status == http.StatusNotFound:
		return hidden
	case a.status == http.StatusForbidden:
		return forbidden
	case a.status >= 200 && a.status < 400:
		return granted
	}
	return -1
}
