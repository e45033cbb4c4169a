package views

import "parley/db/chat"

// NotificationsTitle is the Title of the bell's page.
const NotificationsTitle = "Notifications"

// NotificationsPage is a page of what somebody was told.
type NotificationsPage struct {
	Shell Shell
	Rows  []chat.Notification // newest first
	More  bool                // there are more below
	Below bool                // newer ones stand on the page before
}

// Bell is what has changed in somebody's bell since their pages were told last.
type Bell struct {
	Unread int
	Rows   []chat.Notification // oldest first
	Toasts []chat.Notification // those of Rows that are news
	More   int                 // pieces of news that have no toast
	Sound  bool                // one is to be heard
}

// TargetOf is where a row of the bell leads.
func TargetOf(n chat.Notification) string {
	switch {
	case n.Kind == chat.NotifiedReport && n.Result == chat.ResultFiled:
		return ModerationPath
	case n.Kind == chat.NotifiedModeration && n.Result == string(chat.DeedFactorOff):
		return FactorPath
	case n.Kind == chat.NotifiedReport, n.Kind == chat.NotifiedModeration:
		return StandingPath // where one's own reports stand, too
	case n.Kind == chat.NotifiedSupport:
		return DeskPath
	case n.Message != 0:
		return RoomAtPath(n.Room, n.Message)
	case n.Kind == chat.NotifiedRemoved, n.Result == chat.ResultDeleted:
		return RoomsPath
	case n.Room != 0:
		return RoomPath(n.Room)
	}
	return UserPath(n.Actor.ID)
}

// notificationIcons say what a row is about at a glance.
var notificationIcons = map[chat.NotificationKind]string{
	chat.NotifiedMention:       "at",
	chat.NotifiedReply:         "thread",
	chat.NotifiedDirect:        "send",
	chat.NotifiedFriendRequest: "person-plus",
	chat.NotifiedFriendAnswer:  "person",
	chat.NotifiedInvited:       "plus",
	chat.NotifiedRemoved:       "leave",
	chat.NotifiedRole:          "key",
	chat.NotifiedRoom:          "edit",
	chat.NotifiedKeyword:       "search",
	chat.NotifiedReaction:      "smile-plus",
	chat.NotifiedReport:        "shield",
	chat.NotifiedModeration:    "shield",
	chat.NotifiedSupport:       "buoy",
}

// opening is the beginning of what the newest message of a row says.
func opening(n chat.Notification) string { return chat.NewSnippet(n.Actor.ID, n.Words).Text }

// waits tells whether a row is a request that was not answered yet.
func waits(n chat.Notification) bool {
	return n.Kind == chat.NotifiedFriendRequest && n.Result == ""
}

// whereabouts is the room of a row. A direct conversation has no name of its
// own.
func whereabouts(n chat.Notification) string {
	if n.PlaceKind == chat.Direct {
		return "a direct conversation"
	}
	return n.Place
}

// moderated says what was done to somebody by whoever looks after the place.
func moderated(act string) string {
	switch act {
	case chat.ResultRemoved:
		return "A message of yours was removed by a moderator"
	case chat.ResultHeldRefused:
		return "A message of yours that waited was not let through"
	case string(chat.Warn):
		return "A moderator warns you"
	case string(chat.Mute):
		return "You are muted for a while"
	case string(chat.DeedFactorOff):
		return "Your second factor was taken off by whoever runs this place"
	}
	return "Something was decided about you"
}
