package views

import "parley/db/chat"

// The ids that fragments aim at and that the outside may rely on.
const (
	socketID        = "sock"
	watchID         = "watch"
	connectionID    = "connection"
	toastsID        = "toasts"
	sidebarID       = "sidebar"
	roomsID         = "rooms"
	directsID       = "directs"
	findPeopleID    = "find-people"
	mainID          = "main"
	logID           = "log"
	messagesID      = "messages"
	endID           = "end"
	typingID        = "typing"
	composerErrorID = "composer-error"
	outboxID        = "outbox"
	roomTitleID     = "room-title"
	roomStateID     = "room-state"
	retryID         = "retry"
	pageTokenID     = "page"
	ackedID         = "acked"
	onlineCountID   = "online-count"
	peopleID        = "people"
	peopleListID    = "people-list"
	peopleTitleID   = "people-title"
	leaveID         = "leave"
	leaveTitleID    = "leave-title"
	createID        = "create"
	enterID         = "enter"
	aboutID         = "about"
	membersID       = "members"
	linksID         = "links"
	linkExpiresID   = "links-expires"
	linkUsesID      = "links-uses"
	newLinkID       = "new-link"
	roomEndID       = "room-end"
	muteID          = "muted"
)

// MessageID is the id of a message's element: "message-9".
func MessageID(id chat.MessageID) string { return "message-" + id.String() }

// RoomID is the id of a room's row in the sidebar: "room-7".
func RoomID(id chat.RoomID) string { return "room-" + id.String() }

// PersonID is the id of a person's row in the people list: "person-7".
func PersonID(id chat.UserID) string { return "person-" + id.String() }

// TypingID is the id of a person's typing line: "typing-7".
func TypingID(id chat.UserID) string { return "typing-" + id.String() }

// Rows of the sidebar. A page that has the room open shows it as it comes, so
// what happens in a room elsewhere leaves that page's row alone.
func linkElsewhere(id chat.RoomID) string { return "#" + RoomID(id) + ":not([aria-current])" }
func rowElsewhere(id chat.RoomID) string {
	return "#" + sidebarID + " li:has(> " + linkElsewhere(id) + ")"
}
func listWithout(room chat.Room) string {
	return "#" + listID(room) + ":has(" + linkElsewhere(room.ID) + ")"
}
func row(id chat.RoomID) string { return "#" + sidebarID + " li:has(> #" + RoomID(id) + ")" }

// listID is the list of the sidebar that a room stands in.
func listID(room chat.Room) string {
	if room.Kind == chat.Direct {
		return directsID
	}
	return roomsID
}

// Elements without an id of their own, as selectors below one that has.
const (
	connectionSelector = "#" + connectionID
	cursorSelector     = "#" + endID + " input"
	lastFormSelector   = "#" + outboxID + " form:last-child"
	oneLineSelector    = lastFormSelector + " input[name=body]"
	tallSelector       = lastFormSelector + " textarea[name=body]"
	closestForm        = "closest form"

	// pendingSelector is the oldest text on its way, never the last form.
	pendingSelector = "#" + outboxID + " form:first-child:not(:last-child)"
	// justSentSelector is a text whose next form is still being fetched from the
	// cache: over a short line the server's answer is faster than that.
	justSentSelector = "#" + outboxID + " form:only-child:has(> i.htmx-request)"
	// resumeSelector is what a page tells the server on every connection.
	resumeSelector = cursorSelector + ", #" + pageTokenID + ", #" + ackedID +
		", #" + outboxID + " form:is(:not(:last-child), :has(> i.htmx-request)) [name=body]"
)

// Triggers that listen to an element elsewhere. Each listens on one that is
// never replaced: htmx binds to the element present at the start.
const (
	// seenTrigger fires when the end of the log is on the screen; htmx is
	// silent in hidden tabs.
	seenTrigger = "intersect once root:#" + logID
	// nearTrigger fires half a screen before an edge is reached.
	nearTrigger     = seenTrigger + " rootMargin:500px"
	resumeTrigger   = "htmx:ws:after:connection from:#" + socketID
	lostTrigger     = "htmx:ws:close from:#" + socketID
	watchdogTrigger = "animationiteration from:#" + watchID
	typingTrigger   = "input from:#" + outboxID + " throttle:2s"
	// keepFocusTrigger stops a press on a button from taking the focus.
	keepFocusTrigger = "mousedown prevent"
	nextFormTrigger  = `submit once from:"closest form"`
)

// anchor is a link to an element of the same document.
func anchor(id string) string { return "#" + id }
