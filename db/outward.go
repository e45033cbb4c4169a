package db

import (
	"time"

	"parley/db/chat"
)

const undisturbed = `
	SELECT quiet_until
	FROM users
	WHERE id = ?1`

// quietUntil is the one place that knows whether a person may be disturbed
// outside their pages: until when they may not, zero where they may.
func quietUntil(from source, user chat.UserID, at time.Time) (time.Time, error) {
	until, err := one(from, single[int64], undisturbed, user)
	if err != nil || until <= chat.Millis(at) {
		return time.Time{}, err
	}
	return chat.Time(until), nil
}

// outlets are the ways by which a person hears of news outside their pages.
type outlets struct{ mail, hook bool }

func outletFields(o *outlets) []any { return []any{flagged(&o.mail), flagged(&o.hook)} }

const outletsOf = `
	SELECT EXISTS (SELECT 1 FROM mailings WHERE user_id = ?1 AND wanted = 1), EXISTS (SELECT 1 FROM hooks WHERE user_id = ?1 AND paused = 0)`

// tellOutside has a piece of news told outside the pages of its person, which it
// has just been pushed to: written with the mark of that, it happens exactly
// once. away tells that there was no page.
func (t *tx) tellOutside(n chat.Notification, away bool, at time.Time) error {
	to, err := one(t, outletFields, outletsOf, n.User)
	if err != nil {
		return err
	}
	if to.mail && away {
		if err := t.gatherMail(n, at); err != nil {
			return err
		}
	}
	if !to.hook {
		return nil
	}
	return t.callHook(n, at)
}
