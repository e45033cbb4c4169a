package db

import (
	"context"

	"parley/db/chat"
)

const staffFactor = `
	SELECT second_factor
	FROM place`

// StaffNeedFactor tells whether the staff's pages ask for a second factor.
func (s *Store) StaffNeedFactor(ctx context.Context) (bool, error) {
	needed, err := one(s.reader(ctx), single[bool], staffFactor)
	return needed, s.translate(err)
}

const setStaffFactor = `
	UPDATE place
	SET second_factor = ?1
	WHERE second_factor <> ?1`

// RequireFactor sets whether they do. Only admins may, and to switch it on only
// one who has a second factor, for they would be the first to stand outside:
// chat.Invalid. Doing it again changes nothing.
func (s *Store) RequireFactor(ctx context.Context, actor chat.UserID, on bool) error {
	says := "staff need no second factor"
	if on {
		says = "staff need a second factor"
	}
	return s.switchPlace(ctx, actor, setStaffFactor, on, says, func(t *tx, who chat.User) error {
		if !on {
			return nil
		}
		return t.ownsFactor(who.ID)
	})
}

// switchPlace sets a switch of the place, for admins whom check lets, with an
// entry in the log that says what holds now.
func (s *Store) switchPlace(ctx context.Context, actor chat.UserID, set string, on bool, says string, check func(*tx, chat.User) error) error {
	entry := chat.Entry{Act: chat.DeedSetting, Reason: says}
	return s.govern(ctx, actor, entry, ofAdmins, func(t *tx, e chat.Entry, who chat.User) error {
		if err := check(t, who); err != nil {
			return err
		}
		changed, err := t.exec(set, flag(on))
		if err != nil || changed == 0 {
			return err
		}
		return t.audit(e)
	})
}

func (t *tx) ownsFactor(user chat.UserID) error {
	own, err := one(t, factorFields, factorOf, user)
	if ignore(err, chat.ErrNotFound) != nil {
		return err
	}
	if !own.On() {
		return chat.Invalid{Field: "second_factor", Reason: "Turn on a second factor of your own first, or you would be the first to stand outside."}
	}
	return nil
}

const deskOpen = `
	SELECT desk
	FROM place`

// DeskOpen tells whether visitors find a support desk.
func (s *Store) DeskOpen(ctx context.Context) (bool, error) {
	open, err := one(s.reader(ctx), single[bool], deskOpen)
	return open, s.translate(err)
}

const setDesk = `
	UPDATE place
	SET desk = ?1
	WHERE desk <> ?1`

// OpenDesk lets visitors find the support desk, or no longer. Only admins may.
// Doing it again changes nothing.
func (s *Store) OpenDesk(ctx context.Context, actor chat.UserID, open bool) error {
	says := "the support desk is closed"
	if open {
		says = "the support desk is open to visitors"
	}
	return s.switchPlace(ctx, actor, setDesk, open, says, func(*tx, chat.User) error { return nil })
}
