package views

import "parley/db/chat"

// MessageMenuPath is what one can do with a message.
func MessageMenuPath(message chat.MessageID) string { return MessagePath(message) + "/more" }

// ReplyPath is where one answers a message.
func ReplyPath(message chat.MessageID) string { return MessagePath(message) + "/reply" }

// SavedPath lists what the reader saved. SavePath asks for a note (GET) and
// saves a message for the reader alone (POST [note]), UnsavePath ends that.
const SavedPath = "/saved"

func SavePath(message chat.MessageID) string   { return MessagePath(message) + "/save" }
func UnsavePath(message chat.MessageID) string { return MessagePath(message) + "/unsave" }
func savedBeforePath(before chat.SavedID) string {
	return SavedPath + "?before=" + before.String()
}

// PinPath pins a message and takes it down: POST [pinned=1 or empty], without
// the field the other of what it is. PinsPath lists a room's.
func PinPath(message chat.MessageID) string { return MessagePath(message) + "/pin" }
func PinsPath(room chat.RoomID) string      { return RoomPath(room) + "/pins" }

// MessagePath is the permalink of a message, and takes its changed text.
func MessagePath(message chat.MessageID) string { return "/messages/" + message.String() }

// EditMessagePath is the page that changes a message.
func EditMessagePath(message chat.MessageID) string { return MessagePath(message) + "/edit" }

// DeleteMessagePath removes a message.
func DeleteMessagePath(message chat.MessageID) string { return MessagePath(message) + "/delete" }

// RestoreMessagePath brings a removed message back.
func RestoreMessagePath(message chat.MessageID) string { return MessagePath(message) + "/restore" }

// HistoryPath is what a message said before it was changed.
func HistoryPath(message chat.MessageID) string { return MessagePath(message) + "/history" }

// ReactPath is where one chooses a reaction to a message: a page, and for htmx
// what stands in its popover.
func ReactPath(message chat.MessageID) string { return MessagePath(message) + "/react" }

// ReactionsPath gives a reaction and takes it back.
func ReactionsPath(message chat.MessageID) string { return MessagePath(message) + "/reactions" }

// RemoveCardPath takes the card of a message's link away.
func RemoveCardPath(message chat.MessageID) string { return MessagePath(message) + "/card/remove" }

// CardPicturePath is the picture of that card. Its v is of what was found behind
// the link, so the answer may be kept for as long as a browser likes.
func CardPicturePath(message chat.MessageID, page chat.PageID) string {
	return "/cards/" + message.String() + "/picture?v=" + page.String()
}
