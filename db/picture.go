package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const pictureOf = `
	SELECT image
	FROM pictures
	WHERE user_id = ?1 AND edge = ?2`

// Picture is a person's picture at one size, as the bytes of a JPEG or PNG
// file. chat.ErrNotFound where they have none.
func (s *Store) Picture(ctx context.Context, user chat.UserID, edge int) ([]byte, error) {
	image, err := one(s.reader(ctx), single[[]byte], pictureOf, user, edge)
	return image, s.translate(err)
}

const (
	deletePictures = `
	DELETE FROM pictures
	WHERE user_id = ?1`
	insertPicture = `
	INSERT INTO pictures (user_id, edge, image)
	VALUES (?1, ?2, ?3)`
	updatePicture = `
	UPDATE users
	SET picture = CASE WHEN ?2 = 0 OR picture < ?2 THEN ?2 ELSE picture + 1 END
	WHERE id = ?1`
)

// setPicture puts squares in the place of the picture; none is none. Browsers
// keep a picture under its number for ever, so the number is the present in
// microseconds: it comes back neither with the next picture nor after one was
// removed.
func (t *tx) setPicture(user chat.UserID, squares []chat.Square) error {
	if _, err := t.exec(deletePictures, user); err != nil {
		return err
	}
	version := int64(0)
	for _, square := range squares {
		version = time.Now().UnixMicro()
		if _, err := t.exec(insertPicture, user, square.Edge, square.Image); err != nil {
			return err
		}
	}
	return t.changeOne(updatePicture, user, version)
}
