package views

import "parley/db/chat"

// bellShell is that of the bell's page.
func (s sampler) bellShell() Shell {
	shell := s.shell(0)
	shell.Title, shell.Flash = NotificationsTitle, s.text
	return shell
}

// notifications are rows of every kind.
func (s sampler) notifications() []chat.Notification {
	mention := chat.Notification{ID: 5, User: 42, Kind: chat.NotifiedMention, Actor: s.user(43), Room: 7, Name: s.text, Place: s.text, Message: 9, Words: s.text, Count: 4, At: noon, Seq: 20, Version: 4}
	rows := []chat.Notification{mention}
	for i, other := range []struct {
		kind   chat.NotificationKind
		result string
	}{
		{chat.NotifiedReply, ""}, {chat.NotifiedDirect, ""}, {chat.NotifiedFriendRequest, ""}, {chat.NotifiedFriendRequest, chat.ResultAccepted},
		{chat.NotifiedFriendRequest, chat.ResultDeclined}, {chat.NotifiedFriendAnswer, chat.ResultAccepted}, {chat.NotifiedFriendAnswer, chat.ResultDeclined},
		{chat.NotifiedInvited, ""}, {chat.NotifiedRemoved, ""}, {chat.NotifiedRole, string(chat.RoomAdmin)}, {chat.NotifiedRole, string(chat.RoomMember)},
		{chat.NotifiedRoom, chat.ResultRenamed}, {chat.NotifiedRoom, chat.ResultDeleted}, {chat.NotifiedKeyword, ""}, {chat.NotifiedReaction, ""},
		{chat.NotifiedReport, chat.ResultFiled}, {chat.NotifiedReport, chat.ResultHandled}, {chat.NotifiedModeration, string(chat.Warn)}, {chat.NotifiedModeration, chat.ResultRemoved}, {chat.NotifiedModeration, chat.ResultHeldRefused},
	} {
		n := mention
		n.ID, n.Seq, n.Kind, n.Result, n.Count, n.Words = n.ID+chat.NotificationID(i)+1, n.Seq-int64(i)-1, other.kind, other.result, 1, ""
		n.Read = i%2 == 1
		if n.Kind == chat.NotifiedDirect {
			n.PlaceKind = chat.Direct
		}
		rows = append(rows, n)
	}
	return rows
}

// bell has a row that is news, one that is read and one that is gone.
func (s sampler) bell() Bell {
	rows := s.notifications()[:3]
	rows[0].Read, rows[1].Read, rows[2].Gone = false, true, true
	return Bell{Unread: 120, Rows: rows, Toasts: rows[:1], More: 5, Sound: true}
}
