package views

import (
	"fmt"
	"strings"

	"parley/db/chat"
)

// StyleFor is the viewer's own stylesheet: which messages are mine, which typing
// line and which row are me, what in a list I said, which reactions are mine,
// which messages call me, and that a room where only I wrote is not news to me. What
// people write whom I block is not there for me, nor when they are. It stands
// outside the layers of the common sheet, so it wins.
func StyleFor(u chat.User, blocked ...chat.UserID) []byte {
	style := fmt.Appendf(nil, `.message[data-author="%[1]d"]:not(:target) { --message-tint: var(--own); }
.message[data-author="%[1]d"] [data-own] { display: revert; }
.typing [data-user="%[1]d"] { display: none; }
.person[data-user="%[1]d"] [data-you] { display: inline-flex; }
.room-link[data-by="%[1]d"] { --unread-text: var(--text-soft); --unread-weight: 400; --unread-icon: var(--text-faint); }
.room-link[data-by="%[1]d"] .hushed { display: none; }
.who[data-user="%[1]d"], .pair > [data-user="%[1]d"] { display: none; }
.said[data-user="%[1]d"] { display: inline; }
.reaction[data-by~="%[1]d"] { --reaction-fill: var(--accent-soft); --reaction-edge: var(--accent); --reaction-text: var(--accent-on-soft); }
.message:not([data-author="%[1]d"], :target):has(.mention:is([data-user="%[1]d"], [data-user="all"])) { --message-tint: var(--attention-faint); --message-edge: var(--attention-edge); }
.mention[data-user="%[1]d"] { background: var(--attention-soft); color: var(--attention-on-soft); }
.reaction[data-by~="%[1]d"] [data-own-reaction] { display: inline; }
`, u.ID)
	if u.Role == chat.RoleModerator { // the settings of the place are the admins' alone
		style = fmt.Appendf(style, ".segments > [href=%q] { display: none; }\n", PlaceSettingsPath)
	}
	if u.Agent {
		style = append(style, agentStyle(u)...)
	}
	for _, id := range blocked {
		style = fmt.Appendf(style, `.message[data-author="%[1]d"], .quote[data-author="%[1]d"], .typing [data-user="%[1]d"], .presence[data-user="%[1]d"], .person[data-user="%[1]d"] .hushed { display: none; }
.people > .person[data-user="%[1]d"] { order: 5; counter-increment: offline; }
.room-link[data-by="%[1]d"] { --unread-text: var(--text-soft); --unread-weight: 400; --unread-icon: var(--text-faint); }
.room-link[data-by="%[1]d"] .hushed { display: none; }
`, id)
	}
	return style
}

// agentStyle leaves to those who answer at the desk what they may do there: an
// admin may hand over what somebody else answers.
func agentStyle(u chat.User) []byte {
	others := fmt.Sprintf(`.visit-head[data-agent]:not([data-agent="%d"]) [data-for="agent"]`, u.ID)
	if u.Role != chat.RoleAdmin {
		others += `, .visit-head [data-for="admins"], ` + strings.ReplaceAll(others, `"agent"`, `"admin"`)
	}
	return fmt.Appendf(nil, "%s { display: none; }\n.visit:not(:has(.visit-head[data-agent=\"%d\"])) .composer { display: none; }\n", others, u.ID)
}
