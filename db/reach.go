package db

import "parley/db/chat"

// closed tells whether o, of users, takes no messages from m.user_id, or is
// blocked by them. What holds of a person is asked afresh each time: nothing
// about it is stored with a conversation.
const closed = `(
		EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = o.id AND b.blocked_id = m.user_id)
		OR EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = m.user_id AND b.blocked_id = o.id)
		OR o.reach <> 'everyone'
			AND NOT EXISTS (
				SELECT 1
				FROM friendships f
				WHERE f.state = 'friends' AND (f.low_id = o.id AND f.high_id = m.user_id OR f.low_id = m.user_id AND f.high_id = o.id))
			AND (o.reach = 'friends' OR NOT EXISTS (
				SELECT 1
				FROM memberships theirs
				JOIN memberships mine ON mine.room_id = theirs.room_id AND mine.user_id = m.user_id
				JOIN rooms shared ON shared.id = theirs.room_id AND shared.kind <> 'direct'
				WHERE theirs.user_id = o.id)))`

// shutColumn is chat.Membership.Shut; the query names memberships m and rooms
// r. Whatever is no direct conversation of two pays for a comparison only.
const shutColumn = `CASE WHEN r.kind = 'direct' AND r.people = 2 THEN (
		SELECT ` + closed + `
		FROM memberships om
		JOIN users o ON o.id = om.user_id
		WHERE om.room_id = r.id AND om.user_id <> m.user_id) ELSE 0 END`

const closedTo = `
	SELECT ` + closed + `
	FROM users o
	CROSS JOIN (SELECT ?1 AS user_id) m
	WHERE o.id = ?2`

// requireOpen refuses a first word to somebody who does not take it.
func (t *tx) requireOpen(user chat.UserID, person chat.User) error {
	shut, err := one(t, single[bool], closedTo, user, person.ID)
	if err != nil || !shut {
		return err
	}
	found, err := one(t, acquaintanceFields, acquaintance, user, person.ID)
	if err == nil {
		err = chat.Invalid{Field: "username", Reason: found.Tie.Refusal(person.DisplayName)}
	}
	return err
}
