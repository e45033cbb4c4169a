package views

import "parley/db/chat"

// ThreadPath is the thread that a message began, and takes what is posted to it.
func ThreadPath(root chat.MessageID) string { return MessagePath(root) + "/thread" }

// ThreadBeforePath is the part of it in front of a number.
func ThreadBeforePath(root chat.MessageID, before chat.Seq) string {
	return ThreadPath(root) + "?before=" + before.String()
}

// ThreadAtPath is the thread at one of its messages.
func ThreadAtPath(root, message chat.MessageID) string {
	return ThreadPath(root) + "?at=" + message.String() + anchor(MessageID(message))
}

// FollowThreadPath takes how somebody wants to stand to a thread.
func FollowThreadPath(root chat.MessageID) string { return MessagePath(root) + "/follow" }

// ThreadsPath is what somebody follows.
const ThreadsPath = "/threads"

func threadsBeforePath(before chat.MessageID) string {
	return ThreadsPath + "?before=" + before.String()
}

// MessageAtPath is a message where it stands: in its room, or in its thread.
func MessageAtPath(m chat.Message) string {
	if m.Thread != 0 {
		return ThreadAtPath(m.Thread, m.ID)
	}
	return RoomAtPath(m.Room, m.ID)
}

// RoomReplyPath is the room with an answer to one of its messages begun.
func RoomReplyPath(room chat.RoomID, message chat.MessageID) string {
	return RoomPath(room) + "?reply=" + message.String()
}
