package views

import (
	"fmt"

	"parley/db/chat"
)

// StyleFor is the viewer's own stylesheet: which messages are mine, what I may
// edit, which typing line and which row are me, what in a list I said, and that a
// room where only I wrote is not news to me. It stands outside the layers
// of the common sheet, so it wins.
func StyleFor(u chat.User) []byte {
	return fmt.Appendf(nil, `.message[data-author="%[1]d"]:not(:target) { --message-tint: var(--own); }
.message[data-author="%[1]d"] [data-own] { display: revert; }
.typing [data-user="%[1]d"] { display: none; }
.person[data-user="%[1]d"] [data-you] { display: inline-flex; }
.room-link[data-by="%[1]d"] { --unread-text: var(--text-soft); --unread-weight: 400; --unread-icon: var(--text-faint); }
.room-link[data-by="%[1]d"] .hushed { display: none; }
.who[data-user="%[1]d"] { display: none; }
.said[data-user="%[1]d"] { display: inline; }
`, u.ID)
}
