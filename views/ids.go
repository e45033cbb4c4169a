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
	favouritesID    = "favourites"
	roomListsID     = "room-lists"
	iconID          = "icon"
	newLineID       = "new"
	pageTitleID     = "page-title"
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
	activityID      = "activity"
	othersID        = "others-online"
	quietForID      = "availability-for"
	peopleID        = "people"
	peopleListID    = "people-list"
	peopleTitleID   = "people-title"
	quietNowID      = "quiet-now"
	quietHoursID    = "quiet-hours"
	signalsID       = "signals"
	keywordsID      = "keywords"
	keywordsTitleID = "keywords-title"
	heededID        = "heeded"
	levelledID      = "levelled"
	leaveID         = "leave"
	leaveTitleID    = "leave-title"
	menuTitleID     = "message-menu"
	historyTitleID  = "history"
	createID        = "create"
	enterID         = "enter"
	aboutID         = "about"
	membersID       = "members"
	linksID         = "links"
	linkExpiresID   = "links-expires"
	linkUsesID      = "links-uses"
	newLinkID       = "new-link"
	roomEndID       = "room-end"
	ownStyleID      = "own-style"
	waitingID       = "waiting"
	requestsID      = "requests"
	requestsTitleID = "requests-title"
	blockedID       = "blocked"
	aboutMeID       = "profile-about"
	reachID         = "profile-reach"
	pictureID       = "profile-picture"
	muteID          = "muted"
	slowID          = "slowed"
	orderID         = "order"
	slowModeID      = "order-slow_mode_seconds"
	postingID       = "order-posting"
	searchInID      = "search-in"
	searchHasID     = "search-has"
	menuID          = "menu"
	reactTitleID    = "react"
	previewID       = "preview"
	pinsID          = "pins"
	soundID         = "sound"
	commandID       = "command-answer"
	permalinkID     = "permalink"
	saveTitleID     = "save"
	saveNoteID      = "save-note"
	suggestionsID   = "suggest"
	suggestedID     = "suggested"
	stagingID       = "staging"
	clipID          = "clip"
	uploadID        = "upload"
	viewerID        = "viewer"
	threadID        = "thread"
	threadLogID     = "thread-log"
	threadStateID   = "thread-state"
	threadMuteID    = "thread-muted"
	threadSlowID    = "thread-slowed"
	threadsUnreadID = "threads-unread"
	bellID          = "bell"
	bellCountID     = "bell-count"
	bellMenuID      = "bell-menu"
	bellListID      = "bell-list"
	moreToastsID    = "more-toasts"
)

// MessageID is the id of a message's element: "message-9".
func MessageID(id chat.MessageID) string { return "message-" + id.String() }

// EditorID is the id of the form behind a message that changes it: "edit-9". It
// stands beside the message and not in it, so that what comes live for the
// message leaves alone what is typed.
func EditorID(id chat.MessageID) string      { return "edit-" + id.String() }
func editorFaultID(id chat.MessageID) string { return EditorID(id) + "-fault" }
func editorWasID(id chat.MessageID) string   { return EditorID(id) + "-was" }
func withoutEditor(id chat.MessageID) string {
	return "#" + MessageID(id) + ":not(:has(+ .editor))"
}

// ReactionsID is the id of the line of reactions under a message:
// "reactions-9". withoutReactions is what it stands behind in one that has no such
// line: the card, or the text.
func ReactionsID(id chat.MessageID) string { return "reactions-" + id.String() }
func withoutReactions(id chat.MessageID) string {
	return "#" + MessageID(id) + ":not(:has(> .reactions)) > :is(.link-card, .text:not(:has(~ .link-card)))"
}

// CardID is the id of the card of a message's link: "card-9". withoutCard is the
// text of one that has no such card.
func CardID(id chat.MessageID) string { return "card-" + id.String() }
func withoutCard(id chat.MessageID) string {
	return "#" + MessageID(id) + ":not(:has(> .link-card)) > .text"
}

// quotesOf are all answers' beginnings of a message.
func quotesOf(id chat.MessageID) string { return `.quote[data-message="` + id.String() + `"]` }

// What a thread has on a page, named after the message that began it: its log
// ("thread-9"), the end of that, its form, the marks of its reader, and the line
// under that message.
func ThreadID(root chat.MessageID) string      { return "thread-" + root.String() }
func ThreadEndID(root chat.MessageID) string   { return ThreadID(root) + "-end" }
func ThreadFormID(root chat.MessageID) string  { return ThreadID(root) + "-form" }
func ThreadMarksID(root chat.MessageID) string { return ThreadID(root) + "-marks" }
func ThreadLineID(root chat.MessageID) string  { return ThreadID(root) + "-line" }

// threadCursor is what a thread tells the server on every connection, and
// withoutThreadLine the message that began one, while nothing is under it.
func threadCursor(root chat.MessageID) string { return "#" + ThreadEndID(root) + " input" }
func withoutThreadLine(root chat.MessageID) string {
	return "#" + MessageID(root) + ":not(:has(> .thread-line))"
}

// RoomID is the id of a room's row in the sidebar: "room-7".
func RoomID(id chat.RoomID) string { return "room-" + id.String() }

// StagedID is the id of a file that waits to be sent: "staged-7".
func StagedID(id chat.FileID) string { return "staged-" + id.String() }

// PersonID is the id of a person's row in the people list: "person-7".
func PersonID(id chat.UserID) string { return "person-" + id.String() }

// TypingID is the id of a person's typing line: "typing-7".
func TypingID(id chat.UserID) string { return "typing-" + id.String() }

// dotsOf are all marks of a person's presence on a page.
func dotsOf(user chat.UserID) string { return `.presence[data-user="` + user.String() + `"]` }

// NotificationID is the id of a row of the bell: "notification-5"; ToastID is
// that of the toast about it.
func NotificationID(id chat.NotificationID) string { return "notification-" + id.String() }
func ToastID(id chat.NotificationID) string        { return "toast-" + id.String() }

// TieID is what somebody's profile says about its reader and them: "tie-7".
func TieID(id chat.UserID) string { return "tie-" + id.String() }

// TieTagID is the word for it in the list of people: "tie-tag-7".
func TieTagID(id chat.UserID) string { return "tie-tag-" + id.String() }

// All that shows a person's name or face, wherever it stands on a page.
func authorNames(id chat.UserID) string {
	return messagesOf(id) + ` :is(.author, .actor) bdi, .quote[data-author="` + id.String() + `"] > a bdi`
}
func authorFaces(id chat.UserID) string { return messagesOf(id) + " > .portrait > .face" }
func messagesOf(id chat.UserID) string {
	return `.message[data-author="` + id.String() + `"]`
}
func namesInRows(id chat.UserID) string {
	return "#" + sidebarID + ` .who[data-user="` + id.String() + `"]`
}

// What a page has for the room that is open on it: the sidebar tells which.
func roomTitleOf(room chat.RoomID) string { return inRoom(room, roomTitleID) }
func roomStateOf(room chat.RoomID) string { return inRoom(room, roomStateID) }

// threadStateOf is the state above the composer of an open thread of the room.
func threadStateOf(room chat.RoomID) string { return inRoom(room, threadStateID) }
func startNameOf(room chat.RoomID) string   { return inRoom(room, messagesID) + " > .log-start bdi" }
func inRoom(room chat.RoomID, id string) string {
	return "#" + socketID + havingOpen(room) + " #" + id
}
func havingOpen(room chat.RoomID) string { return ":has(#" + RoomID(room) + "[aria-current])" }

// Rows of the sidebar. A page that has the room open shows it as it comes, so
// what happens in a room elsewhere leaves that page's row alone.
func linkElsewhere(id chat.RoomID) string { return "#" + RoomID(id) + ":not([aria-current])" }
func rowElsewhere(id chat.RoomID) string {
	return "#" + sidebarID + " li:has(> " + linkElsewhere(id) + ")"
}
func listElsewhere(id chat.RoomID) string {
	return "#" + sidebarID + " ul:has(> li > " + linkElsewhere(id) + ")"
}
func snippetOf(id chat.RoomID) string { return "#" + RoomID(id) + " .snippet" }
func snippetHere(id chat.RoomID) string {
	return "#" + sidebarID + " #" + RoomID(id) + "[aria-current] .snippet"
}

// sidebarWith and sidebarWithout are the sidebars of the pages that have the
// room open, and of the others.
func sidebarWith(id chat.RoomID) string {
	return "#" + sidebarID + ":has(#" + RoomID(id) + "[aria-current])"
}
func sidebarWithout(id chat.RoomID) string {
	return "#" + sidebarID + ":not(:has(#" + RoomID(id) + "[aria-current]))"
}
func row(id chat.RoomID) string { return "#" + sidebarID + " li:has(> #" + RoomID(id) + ")" }

// listID is the list of the sidebar that a room stands in unless it is a
// favourite.
func listID(room chat.Room) string {
	if room.Kind == chat.Direct {
		return directsID
	}
	return roomsID
}

// FavouriteID is the id of a room's star: "favourite-7".
func FavouriteID(id chat.RoomID) string { return "favourite-" + id.String() }

// Elements without an id of their own, as selectors below one that has.
const (
	connectionSelector = "#" + connectionID
	cursorSelector     = "#" + endID + " input"
	lastFormSelector   = "#" + outboxID + " form:last-child"
	oneLineSelector    = lastFormSelector + " input[name=body]"
	tallSelector       = lastFormSelector + " textarea[name=body]"
	lastBodySelector   = "#" + outboxID + " :last-child>[name=body]"
	lastFilesSelector  = lastFormSelector + " [name=files]"
	lastSendSelector   = lastFormSelector + " .send"
	closestForm        = "closest form"
	// MenuTarget is where an answer with a MessageChoices or a Picker goes.
	MenuTarget    = "#" + menuID
	replySelector = lastFormSelector + " > .replying"
	// unwrittenReplySelector is the same where nothing was typed.
	unwrittenReplySelector = lastFormSelector + ":has(> .composer-text:placeholder-shown) > .replying"
	ownNameSelector        = "#" + sidebarID + " .me .name"
	ownFaceSelector        = "#" + sidebarID + " .me .face"
	closestToast           = "closest .toast"

	// pendingSelector is the oldest text on its way, never the last form.
	pendingSelector = "#" + outboxID + " form:first-child:not(:last-child)"
	// pageSelector is what every page tells of itself.
	pageSelector = "#" + pageTokenID + ", #" + pageTitleID
	// justSentSelector is a text whose next form is still being fetched from the
	// cache: over a short line the server's answer is faster than that.
	justSentSelector = "#" + outboxID + " form:only-child:has(> i.htmx-request)"
	// resumeSelector is what a page tells the server on every connection.
	resumeSelector = cursorSelector + ", " + pageSelector + ", #" + ackedID +
		", #" + outboxID + " form:is(:not(:last-child), :has(> i.htmx-request)) :is([name=body], [name=reply_to], [name=files])"
)

// Triggers that listen to an element elsewhere. Each listens on one that is
// never replaced: htmx binds to the element present at the start.
const (
	// onScreenTrigger fires when an element of the log is on the screen; htmx is
	// silent in hidden tabs.
	onScreenTrigger = "intersect once root:#" + logID
	// seenTrigger is the same of the log's end, which each message replaces: in a
	// burst of them the last alone is told of, or a page that only reads would
	// say more than a connection may.
	seenTrigger = onScreenTrigger + " delay:100ms"
	// nearTrigger fires half a screen before an edge is reached.
	nearTrigger = onScreenTrigger + " rootMargin:500px"
	// olderHitsTrigger is nearTrigger of a page that is no log.
	olderHitsTrigger  = "intersect once rootMargin:300px"
	threadSeenTrigger = "intersect once root:#" + threadLogID
	threadTrigger     = "load, " + resumeTrigger
	resumeTrigger     = "htmx:ws:after:connection from:#" + socketID
	lostTrigger       = "htmx:ws:close from:#" + socketID
	watchdogTrigger   = "animationiteration from:#" + watchID
	filterTrigger     = "input changed delay:200ms"
	typingTrigger     = "input from:#" + outboxID + " throttle:2s"
	// suggestTrigger is shorter than a pause for thought.
	suggestTrigger = "input from:#" + outboxID + " delay:150ms"
	// draftTrigger keeps the traffic small: once in a pause, not with each letter.
	draftTrigger = "input from:#" + outboxID + " delay:1s"
	// keepFocusTrigger stops a press on a button from taking the focus.
	keepFocusTrigger = "mousedown prevent"
	nextFormTrigger  = `submit once from:"closest form"`
)

// anchor is a link to an element of the same document.
func anchor(id string) string { return "#" + id }
