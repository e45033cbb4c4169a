package db

import (
	"context"

	"parley/db/chat"
)

// spokenLately is how many messages of a room tell who spoke in it lately.
const spokenLately = 200

// Of the members whose user name, or a word of whose shown name, begins as it
// was typed. It looks for places in texts and not by a pattern, so that no
// letter means anything but itself.
const suggested = `
	SELECT ` + userColumns + `
	FROM memberships m
	JOIN users u ON u.id = m.user_id
	LEFT JOIN (
		SELECT author_id, max(seq) AS spoke
		FROM (
			SELECT author_id, seq
			FROM messages
			WHERE room_id = ?1
			ORDER BY seq DESC
			LIMIT ?4)
		GROUP BY author_id) l ON l.author_id = m.user_id
	WHERE m.room_id = ?1 AND m.user_id <> ?2 AND u.active = 1
		AND (instr(u.username, ?3) = 1 OR instr(' ' || u.display_folded, ' ' || ?3) > 0)
		AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = ?2 AND b.blocked_id = m.user_id)
	ORDER BY coalesce(l.spoke, 0) DESC, u.display_folded, u.id
	LIMIT ?5`

// Suggested finds members of a membership's room whom its person may be about
// to call, from what they typed of a name: who spoke last first, then by name,
// and not whom they block.
func (s *Store) Suggested(ctx context.Context, m chat.Membership, typed string, limit int) ([]chat.User, error) {
	return listed(ctx, s, userFields, suggested, m.Room.ID, m.User.ID, folded(typed), spokenLately, limit)
}
