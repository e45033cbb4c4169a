package views

import (
	"strconv"

	"parley/db/chat"
)

// MessageCarded puts the card of a message's link, as it is now, where it
// belongs and moves the cursor.
func MessageCarded(m chat.Message, cursor chat.Seq) Fragment {
	return Render(messageCarded(m, cursor))
}

// ownsCard tells whether the reader may take the message's card away.
func (p MessagePage) ownsCard() bool {
	return p.Message.Card != nil && (p.own() || p.Membership.May(chat.DeleteOthers))
}

// shownSize is how many points of the page a stored one takes: it is there twice
// as dense.
func shownSize(stored int) string { return strconv.Itoa(max(1, stored/2)) }
