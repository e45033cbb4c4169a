package views

import "parley/db/chat"

// UnsubscribePath ends a person's mail for whoever has the link.
func UnsubscribePath(user chat.UserID, token string) string {
	return "/unsubscribe/" + user.String() + "/" + token
}
