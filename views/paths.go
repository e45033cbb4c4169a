package views

import (
	"hash/fnv"
	"net/url"
	"strconv"

	"parley/db/chat"
)

// The pages and forms without an id in their address.
const (
	HomePath           = "/"
	FirstRunPath       = "/first-run"
	SignUpPath         = "/signup"
	SignInPath         = "/login"
	SignOutPath        = "/logout"
	RoomsPath          = "/rooms"
	EnterRoomPath      = "/rooms/enter"
	PreviewPath        = "/rooms/preview"         // POST [body]: Preview
	ComposerPath       = "/rooms/composer"        // GET: Composer; POST [body, lines=one|many]: OneLineComposer, TallComposer
	ConnectionLostPath = "/rooms/connection-lost" // GET: ConnectionLost
	StylePath          = "/me.css"
	ReadAllPath        = "/rooms/read"  // reads every room
	RoomListsPath      = "/rooms/lists" // GET [q, here]: RoomLists
	IconPath           = "/icon"        // GET [n]: CountedMark
)

// SignInNextPath is the sign-in page that leads on to a path of this site.
func SignInNextPath(next string) string { return withNext(SignInPath, next) }

// SignUpNextPath is the sign-up page that leads on to a path of this site.
func SignUpNextPath(next string) string { return withNext(SignUpPath, next) }

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// RoomPath is a room at its newest message.
func RoomPath(room chat.RoomID) string { return RoomsPath + "/" + room.String() }

// RoomAtPath is a room opened at one message. The browser scrolls to it and
// marks it by the part after the #.
func RoomAtPath(room chat.RoomID, message chat.MessageID) string {
	return RoomPath(room) + "?around=" + message.String() + "#" + MessageID(message)
}

// RoomNewPath is a room opened at its first unread message, under the line that
// says so.
func RoomNewPath(room chat.RoomID, message chat.MessageID) string {
	return RoomPath(room) + "?around=" + message.String() + "&new=1#" + newLineID
}

// UnreadPath marks a room as unread from a message on.
func UnreadPath(room chat.RoomID) string { return RoomPath(room) + "/unread" }

// roomListsPath answers the lists of a page's sidebar.
func roomListsPath(here chat.RoomID) string {
	if here == 0 {
		return RoomListsPath
	}
	return RoomListsPath + "?here=" + here.String()
}

// RoomBeforePath is the page of messages before a number: how a browser
// without script reads back.
func RoomBeforePath(room chat.RoomID, before chat.Seq) string {
	return RoomPath(room) + "?before=" + before.String()
}

// RoomAfterPath is the page of messages after a number.
func RoomAfterPath(room chat.RoomID, after chat.Seq) string {
	return RoomPath(room) + "?after=" + after.String()
}

// MessagesPath takes posted messages.
func MessagesPath(room chat.RoomID) string { return RoomPath(room) + "/messages" }

// MessagesBeforePath answers the page of messages before a number as fragments.
func MessagesBeforePath(room chat.RoomID, before chat.Seq) string {
	return MessagesPath(room) + "?before=" + before.String()
}

// MessagesAfterPath answers the messages after a number as fragments, none
// beyond until: those arrived live and stand on the page already.
func MessagesAfterPath(room chat.RoomID, after, until chat.Seq) string {
	return MessagesPath(room) + "?after=" + after.String() + "&until=" + until.String()
}

// ActivityPath is what is going on, for those who look after the place, and
// ActivityView what its socket asks for.
const (
	ActivityPath = "/activity"
	ActivityView = "activity"
)

// ActivitySocketPath is the socket of that page.
func ActivitySocketPath(page string, seen uint64) string {
	return SocketPath(0, page, seen, "") + "&view=" + ActivityView
}

// DirectPath opens the one conversation of a set of people; PeoplePath is
// where one finds them.
const (
	DirectPath = "/direct"
	PeoplePath = "/people"
)

// SuggestionsPath answers what the end of a text in a room may be meant as, and
// puts in what is picked of it.
func SuggestionsPath(room chat.RoomID) string { return RoomPath(room) + "/suggest" }

// DraftPath keeps what somebody began to write in a room. DraftsPath lists all
// of it.
func DraftPath(room chat.RoomID) string { return RoomPath(room) + "/draft" }

const DraftsPath = "/drafts"

// SocketElementPath answers the socket element with a fresh address.
func SocketElementPath(room chat.RoomID, page string, seen uint64) string {
	return RoomPath(room) + "/socket?page=" + url.QueryEscape(page) + seenQuery(seen)
}

// seenQuery says how far the dots of a page are true; 0 leaves it out.
func seenQuery(seen uint64) string {
	if seen == 0 {
		return ""
	}
	return "&seen=" + strconv.FormatUint(seen, 10)
}

// SocketPath is the address of a page's socket: of a room, or of everything
// personal where room is 0. seen is Shell.Seen. A renewed socket needs another r each time, since
// htmx opens a new one only for a new address; empty leaves it out.
func SocketPath(room chat.RoomID, page string, seen uint64, r string) string {
	path := "/ws/chat/"
	if room != 0 {
		path += room.String() + "/"
	}
	path += "?page=" + url.QueryEscape(page) + seenQuery(seen)
	if r != "" {
		path += "&r=" + url.QueryEscape(r)
	}
	return path
}

// UserPath is a person's profile.
func UserPath(user chat.UserID) string { return "/users/" + user.String() }

// FacePath is a person's picture. Its v changes when the picture does, so the
// answer may be kept for as long as a browser likes.
func FacePath(user chat.User) string {
	h := fnv.New32a()
	h.Write([]byte(faceRevision + initials(user) + strconv.Itoa(user.Picture)))
	return UserPath(user.ID) + "/face?v=" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

// LargeFacePath is the same picture for where it stands large. A face that is
// drawn has every size in one.
func LargeFacePath(user chat.User) string {
	if user.Picture == 0 {
		return FacePath(user)
	}
	return FacePath(user) + "&size=large"
}

// versioned adds a short hash of an answer to its address, so that the answer
// may be kept for ever.
func versioned(path string, answer Fragment) string {
	h := fnv.New64a()
	h.Write(answer.html)
	return path + "?v=" + strconv.FormatUint(h.Sum64(), 36)
}

// Settings, and the way back in for those who forgot their password.
const (
	AvailabilityPath = "/settings/presence"
	RegionPath       = "/settings/region"
	BellSettingsPath = "/settings/notifications"
	MailingPath      = "/settings/mail"
	HookPath         = "/settings/hook" // POST [do, link]
	SessionsPath     = "/settings/sessions"
	PasswordPath     = "/settings/password"
	ResetPath        = "/reset"
)

// ProfileSettingsPath is where people say who they are.
const ProfileSettingsPath = "/settings/profile"

// The bell's page (GET [before]), its rows alone (the same), the menu that it
// opens, and what reads rows (POST [id ...], all of them without one).
const (
	NotificationsPath     = "/notifications"
	NotificationRowsPath  = "/notifications/rows"
	BellMenuPath          = "/notifications/menu"
	ReadNotificationsPath = "/notifications/read"
)

// NotificationPath reads a row of the bell and leads to what it tells of.
func NotificationPath(id chat.NotificationID) string { return NotificationsPath + "/" + id.String() }

// belowQuery goes on below a row of the bell.
func belowQuery(last chat.Notification) string {
	return "?before=" + strconv.FormatInt(last.Seq, 10)
}

// FriendPath takes what somebody does about a friendship.
func FriendPath(user chat.UserID) string { return UserPath(user) + "/friend" }

// AttentionPath takes whether the reader wants to hear of somebody.
func AttentionPath(user chat.UserID) string { return UserPath(user) + "/attention" }

// BlockPath blocks somebody.
func BlockPath(user chat.UserID) string { return UserPath(user) + "/block" }

// UnblockPath ends that.
func UnblockPath(user chat.UserID) string { return UserPath(user) + "/unblock" }

// OwnStylePath is the viewer's own stylesheet under an address that is new
// after each change of it.
func OwnStylePath(version string) string { return StylePath + "?v=" + url.QueryEscape(version) }

// ResetTokenPath is where a link to a new password leads.
func ResetTokenPath(token string) string { return ResetPath + "/" + url.PathEscape(token) }

// MakeResetPath makes such a link for somebody; for admins.
func MakeResetPath(user chat.UserID) string { return UserPath(user) + "/reset" }
