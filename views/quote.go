package views

import "parley/db/chat"

// replyTo is what a form says of what it answers.
func replyTo(q chat.Quote) string {
	if q.ID == 0 {
		return ""
	}
	return q.ID.String()
}
