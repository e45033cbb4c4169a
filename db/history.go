package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// earlier is a text that an edit replaced, and when it did.
type earlier struct {
	body     string
	replaced time.Time
}

func earlierFields(e *earlier) []any { return []any{text(&e.body), moment(&e.replaced)} }

const earlierTexts = `
	SELECT body, at
	FROM edits
	WHERE message_id = ?1
	ORDER BY version`

// History is every text that a message had, oldest first, as of one moment; of
// a removed message what is kept of it. chat.ErrNotFound where nothing is, for
// another room's message, and where the membership has ended. Who may see what
// is kept is the caller's to ask.
func (s *Store) History(ctx context.Context, m chat.Membership, id chat.MessageID) ([]chat.Version, error) {
	var versions []chat.Version
	err := s.snapshot(ctx, func(from source) error {
		if _, err := one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		message, err := one(from, messageFields, anyMessageByID, id, m.Room.ID)
		if err != nil {
			return err
		}
		if !message.Deleted.IsZero() {
			kept, err := one(from, removedFields, removedByID, id)
			if err != nil {
				return err
			}
			message.Body = kept.body
		}
		texts, err := list(from, earlierFields, earlierTexts, id)
		versions = versionsOf(message, texts)
		return err
	})
	return versions, err
}

// versionsOf moves the times: a text begins when the one before it was replaced.
func versionsOf(m chat.Message, texts []earlier) []chat.Version {
	var versions []chat.Version
	at := m.Created
	for _, e := range texts {
		versions = append(versions, chat.Version{Body: e.body, At: at})
		at = e.replaced
	}
	return append(versions, chat.Version{Body: m.Body, At: at})
}
