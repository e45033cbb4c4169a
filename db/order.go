package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// seconds is where a span goes, which is stored in seconds.
type seconds struct{ into *time.Duration }

func (c seconds) Scan(value any) error {
	stored, err := integer(value)
	*c.into = time.Duration(stored) * time.Second
	return err
}

const orderRoom = `
	UPDATE rooms
	SET slow = ?2, locked = ?3, posting = ?4
	WHERE id = ?1`

// OrderRoom sets a room's slow mode, whether it is locked, and who begins
// messages in it. What was written
// before counts for slow mode too. chat.ErrForbidden for whoever may not
// chat.KeepOrder.
func (s *Store) OrderRoom(ctx context.Context, m chat.Membership, order chat.Order) (chat.Membership, error) {
	return s.changeRoom(ctx, m, chat.KeepOrder, func(t *tx, before chat.Room, _ time.Time) error {
		if before.Slow == 0 && order.Slow > 0 {
			if _, err := t.exec(spokeLately, before.ID, before.Head-spokenChanges); err != nil {
				return err
			}
		}
		if order.Posting == "" {
			order.Posting = before.Posting
		}
		if err := t.auditOrder(m.User, before, order); err != nil {
			return err
		}
		return t.changeOne(orderRoom, before.ID, int(order.Slow/time.Second), flag(order.Locked), order.Posting)
	})
}

// spokenChanges bounds how far a room that becomes slow looks back, so that
// writing stops for milliseconds only.
const spokenChanges = 5000

// spokeLately finds who wrote among the newest changes. Without slow mode
// nobody keeps it, so that a message costs nothing more.
const spokeLately = `
	UPDATE memberships
	SET spoke = latest.at
	FROM (
		SELECT author_id, max(created) AS at
		FROM messages
		WHERE room_id = ?1 AND seq > ?2
		GROUP BY author_id) AS latest
	WHERE memberships.room_id = ?1 AND memberships.user_id = latest.author_id AND memberships.spoke < latest.at`

const spoke = `
	UPDATE memberships
	SET spoke = ?3
	WHERE room_id = ?1 AND user_id = ?2`

// membership is the author's, as far as rights ask.
func (p placement) membership() chat.Membership {
	return chat.Membership{User: p.user, Role: p.role, Room: p.room, MutedUntil: p.muted, Shut: p.shut, Spoke: p.spoke, Raid: p.raid}
}

// slowed is chat.Slowed for somebody who wrote there a moment ago.
func (p placement) slowed(at time.Time) error {
	if slowed := p.membership().SlowedAt(at); !slowed.Until.IsZero() {
		return slowed
	}
	return nil
}

// slow notes in a slow room when somebody wrote, and in any room of somebody
// whom the raid switch limits, for a change about it.
func (t *tx) slow(c *chat.Change, p placement) error {
	author, at := p.membership(), now()
	limited := author.Raid.Limits(author.User, at)
	if p.room.Slow == 0 && !limited {
		return nil
	}
	if limited {
		author.Raid.Spoke = at
		if err := t.changeOne(spokeAnywhere, c.Message.Author.ID, chat.Millis(at)); err != nil {
			return err
		}
	}
	author.Spoke = at
	c.Place.Slow, c.Slowed = p.room.Slow, author.SlowedAt(at)
	if p.room.Slow == 0 {
		return nil
	}
	return t.changeOne(spoke, c.Room, c.Message.Author.ID, chat.Millis(at))
}
