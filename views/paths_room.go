package views

import (
	"net/url"

	"parley/db/chat"
)

// FavouritePath puts a room into the reader's favourites and takes it out.
func FavouritePath(room chat.RoomID) string { return RoomPath(room) + "/favourite" }

// SaveRoomPath asks which days of a room are to be saved, ExportPath answers
// the file: GET [from, to].
func SaveRoomPath(room chat.RoomID) string { return RoomPath(room) + "/save" }
func ExportPath(room chat.RoomID) string   { return RoomPath(room) + "/export" }

// JoinPath takes somebody into an open room.
func JoinPath(room chat.RoomID) string { return RoomPath(room) + "/join" }

// LeavePath asks (GET) and takes somebody out of a room (POST).
func LeavePath(room chat.RoomID) string { return RoomPath(room) + "/leave" }

// LevelPath is where the reader chooses what of a room they are told.
func LevelPath(room chat.RoomID) string { return RoomPath(room) + "/notifications" }

// RoomSettingsPath is where a room is looked after.
func RoomSettingsPath(room chat.RoomID) string { return RoomPath(room) + "/settings" }

// MembersPath takes the name of somebody to add.
func MembersPath(room chat.RoomID) string { return RoomPath(room) + "/members" }

// MemberRolePath changes what somebody is in a room.
func MemberRolePath(room chat.RoomID, user chat.UserID) string {
	return MembersPath(room) + "/" + user.String() + "/role"
}

// RemoveMemberPath puts somebody out of a room.
func RemoveMemberPath(room chat.RoomID, user chat.UserID) string {
	return MembersPath(room) + "/" + user.String() + "/remove"
}

// MuteMemberPath lets somebody only read for a time.
func MuteMemberPath(room chat.RoomID, user chat.UserID) string {
	return MembersPath(room) + "/" + user.String() + "/mute"
}

// UnmuteMemberPath lets them write again.
func UnmuteMemberPath(room chat.RoomID, user chat.UserID) string {
	return MembersPath(room) + "/" + user.String() + "/unmute"
}

// SlowPath answers the notice of one's own wait in a room as it is now.
func SlowPath(room chat.RoomID) string { return RoomPath(room) + "/slow" }

// MutePath answers the notice of one's own mute in a room as it is now.
func MutePath(room chat.RoomID) string { return RoomPath(room) + "/mute" }

// inThread has a notice answered as it stands in the open thread.
func inThread(notice string) string { return notice + "?thread=1" }

// InvitesPath makes links into a room.
func InvitesPath(room chat.RoomID) string { return RoomPath(room) + "/invites" }

// RevokeInvitePath ends one.
func RevokeInvitePath(room chat.RoomID, invite chat.InviteID) string {
	return InvitesPath(room) + "/" + invite.String() + "/revoke"
}

// ArchivePath archives a room and brings it back.
func ArchivePath(room chat.RoomID) string { return RoomPath(room) + "/archive" }

// DeleteRoomPath deletes a room.
func DeleteRoomPath(room chat.RoomID) string { return RoomPath(room) + "/delete" }

// InvitePath is a link into a room.
func InvitePath(code string) string { return "/invites/" + url.PathEscape(code) }
