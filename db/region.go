package db

import (
	"context"

	"parley/db/chat"
)

const updateRegion = `
	UPDATE users
	SET language = ?2, zone = ?3
	WHERE id = ?1`

// SetRegion keeps how a person reads dates and times. chat.ErrNotFound for
// nobody.
func (s *Store) SetRegion(ctx context.Context, user chat.UserID, region chat.Region) error {
	return s.write(ctx, func(t *tx) error {
		return t.changeOne(updateRegion, user, region.Language, region.Zone)
	})
}
