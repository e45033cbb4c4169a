package db

import (
	"context"

	"parley/db/chat"
)

const raidSince = `
	SELECT raid_since
	FROM place`

// Raid is the raid switch, as far as it is everybody's.
func (s *Store) Raid(ctx context.Context) (chat.Raid, error) {
	found, err := one(s.reader(ctx), func(r *chat.Raid) []any { return []any{moment(&r.Since)} }, raidSince)
	return found, s.translate(err)
}

const (
	startRaid = `
	UPDATE place
	SET raid_since = ?1
	WHERE raid_since = 0`
	endRaid = `
	UPDATE place
	SET raid_since = 0
	WHERE raid_since > ?1`
)

// SwitchRaid turns the raid switch on, with chat.DeedRaidOn, or off, with
// chat.DeedRaidOff; for staff. The same again changes nothing.
func (s *Store) SwitchRaid(ctx context.Context, actor chat.UserID, act chat.Deed) error {
	query, since := endRaid, int64(0)
	if act == chat.DeedRaidOn {
		query, since = startRaid, chat.Millis(now())
	}
	return s.govern(ctx, actor, chat.Entry{Act: act}, ofStaff, func(t *tx, e chat.Entry, _ chat.User) error {
		switched, err := t.exec(query, since)
		if err != nil || switched == 0 {
			return err
		}
		return t.audit(e)
	})
}

// raided is a person as far as the raid switch asks.
type raided struct {
	user chat.User
	raid chat.Raid
}

const raidedUser = `
	SELECT u.role, u.created, p.raid_since
	FROM users u, place p
	WHERE u.id = ?1`

// raidLimits tells whether the raid switch limits somebody now.
func (t *tx) raidLimits(user chat.UserID) (bool, error) {
	found, err := one(t, func(r *raided) []any {
		return []any{text(&r.user.Role), moment(&r.user.Created), moment(&r.raid.Since)}
	}, raidedUser, user)
	return found.raid.Limits(found.user, now()), ignore(err, chat.ErrNotFound) // nobody: the program itself
}

// refuseRaid keeps somebody who is limited from making a room.
func (t *tx) refuseRaid(user chat.UserID) error {
	limited, err := t.raidLimits(user)
	if err == nil && limited {
		err = chat.Invalid{Field: "name", Reason: "Just now people who joined today cannot make rooms. Join one that is there; tomorrow you can make one."}
	}
	return err
}

// refuseRaidTo keeps somebody who is limited from a first word to a stranger.
func (t *tx) refuseRaidTo(user chat.UserID, person chat.User) error {
	limited, err := t.raidLimits(user)
	if err != nil || !limited {
		return err
	}
	found, err := one(t, acquaintanceFields, acquaintance, user, person.ID)
	if err == nil && found.Tie.Friendship != chat.Friends {
		err = chat.Invalid{Field: "username", Reason: "Just now people who joined today can write to their friends only. Tomorrow you can write to " + person.DisplayName + "."}
	}
	return err
}

const spokeAnywhere = `
	UPDATE users
	SET raid_spoke = ?2
	WHERE id = ?1`
