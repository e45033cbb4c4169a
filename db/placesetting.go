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
	entry := chat.Entry{Act: chat.DeedSetting, Reason: "staff need no second factor"}
	if on {
		entry.Reason = "staff need a second factor"
	}
	return s.govern(ctx, actor, entry, ofAdmins, func(t *tx, e chat.Entry, who chat.User) error {
		if on {
			if err := t.ownsFactor(who.ID); err != nil {
				return err
			}
		}
		changed, err := t.exec(setStaffFactor, flag(on))
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
