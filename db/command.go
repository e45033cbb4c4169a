package db

import (
	"context"

	"parley/db/chat"
)

const (
	commandDone = `
	SELECT EXISTS (SELECT 1 FROM commands WHERE user_id = ?1 AND room_id = ?2 AND once = ?3)`
	keepCommand = `
	INSERT INTO commands (user_id, room_id, once)
	VALUES (?1, ?2, ?3)
	ON CONFLICT DO NOTHING`
)

// CommandDone tells whether KeepCommand has kept the mark of a command.
func (s *Store) CommandDone(ctx context.Context, m chat.Membership, once string) (bool, error) {
	done, err := one(s.reader(ctx), single[bool], commandDone, m.User.ID, m.Room.ID, onceHash(once))
	return done, s.translate(err)
}

// KeepCommand keeps that a command which leaves no message was done, by the
// mark of its sending; an empty one is not kept. chat.ErrNotFound when the
// membership has ended.
func (s *Store) KeepCommand(ctx context.Context, m chat.Membership, once string) error {
	if once == "" {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.acting(m, chat.Read); err != nil {
			return err
		}
		_, err := t.exec(keepCommand, m.User.ID, m.Room.ID, onceHash(once))
		return err
	})
}
