package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// signInColumns goes with signInFields; the query names sign_ins i and users u.
const signInColumns = `i.id, i.epoch, i.created, i.last_seen, i.address, i.agent, i.revoked_at, i.reason, i.proved, i.factored, ` + userColumns

func signInFields(i *chat.SignIn) []any {
	return append([]any{number(&i.ID), number(&i.Epoch), moment(&i.Created), moment(&i.LastSeen), text(&i.Address),
		text(&i.Agent), moment(&i.Revoked), text(&i.Reason), moment(&i.Proved), flagged(&i.Factored)}, userFields(&i.User)...)
}

const insertSignIn = `
	INSERT INTO sign_ins (user_id, epoch, created, last_seen, proved, address, agent)
	SELECT id, auth_epoch, ?2, ?2, ?2, ?3, ?4
	FROM users
	WHERE id = ?1 AND active = 1 AND barred_until <= ?2
	RETURNING id`

// StartSignIn signs a person in on one device, which they have just shown that
// they may (see chat.SignIn.Proved). chat.ErrNotFound when there is
// no such person, they are deactivated, or barred at that time.
func (s *Store) StartSignIn(ctx context.Context, user chat.UserID, address, agent string, at time.Time) (chat.SignIn, error) {
	var started chat.SignIn
	err := s.write(ctx, func(t *tx) error {
		id, err := one(t, single[chat.SignInID], insertSignIn, user, chat.Millis(at), address, agent)
		if err != nil {
			return err
		}
		started, err = one(t, signInFields, signInByID, id)
		return err
	})
	return started, err
}

const signInByID = `
	SELECT ` + signInColumns + `
	FROM sign_ins i
	JOIN users u ON u.id = i.user_id
	WHERE i.id = ?1`

// SignIn finds a sign-in with its person, ended ones too: see chat.SignIn.Live.
func (s *Store) SignIn(ctx context.Context, id chat.SignInID) (chat.SignIn, error) {
	found, err := one(s.reader(ctx), signInFields, signInByID, id)
	return found, s.translate(err)
}

const liveSignIns = `
	SELECT ` + signInColumns + `
	FROM sign_ins i
	JOIN users u ON u.id = i.user_id
	WHERE i.user_id = ?1 AND i.revoked_at = 0 AND i.epoch = u.auth_epoch AND u.active = 1
	ORDER BY i.last_seen DESC, i.id DESC
	LIMIT 200`

// SignInsOf lists a person's living sign-ins, last seen first, at most 200.
func (s *Store) SignInsOf(ctx context.Context, user chat.UserID) ([]chat.SignIn, error) {
	return listed(ctx, s, signInFields, liveSignIns, user)
}

// EndSignIn ends a sign-in, its session, its refresh tokens and its tickets.
// Once ended it stays ended, with the first reason. chat.ErrNotFound when
// there never was one.
func (s *Store) EndSignIn(ctx context.Context, id chat.SignInID, reason string) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, signInFields, signInByID, id); err != nil {
			return err
		}
		return t.endSignIn(id, reason)
	})
}

// EndOtherSignIns ends every living sign-in of a person but keep (0 keeps
// none), and tells which they were.
func (s *Store) EndOtherSignIns(ctx context.Context, user chat.UserID, keep chat.SignInID, reason string) ([]chat.SignInID, error) {
	var ended []chat.SignInID
	err := s.write(ctx, func(t *tx) (err error) {
		ended, err = t.endSignIns(user, keep, reason)
		return err
	})
	return ended, err
}

const otherSignIns = `
	SELECT id
	FROM sign_ins
	WHERE user_id = ?1 AND id <> ?2 AND revoked_at = 0
	ORDER BY id`

func (t *tx) endSignIns(user chat.UserID, keep chat.SignInID, reason string) ([]chat.SignInID, error) {
	others, err := list(t, single[chat.SignInID], otherSignIns, user, keep)
	if err != nil {
		return nil, err
	}
	for _, id := range others {
		if err := t.endSignIn(id, reason); err != nil {
			return nil, err
		}
	}
	_, err = t.exec(deleteChallenges, user)
	return others, err
}

const revokeSignIn = `
	UPDATE sign_ins
	SET revoked_at = ?2, reason = ?3
	WHERE id = ?1 AND revoked_at = 0`

const entombSessions = `
	UPDATE sessions
	SET revoked_at = ?2, data = x''
	WHERE sign_in_id = ?1 AND revoked_at = 0`

const deleteTickets = `
	DELETE FROM tickets
	WHERE sign_in_id = ?1`

// endSignIn leaves the refresh tokens: they count only while the sign-in does.
func (t *tx) endSignIn(id chat.SignInID, reason string) error {
	at := chat.Millis(time.Now())
	if _, err := t.exec(revokeSignIn, id, at, reason); err != nil {
		return err
	}
	if _, err := t.exec(entombSessions, id, at); err != nil {
		return err
	}
	_, err := t.exec(deleteTickets, id)
	return err
}

const touchSignIn = `
	UPDATE sign_ins
	SET last_seen = ?2
	WHERE id = ?1 AND last_seen < ?2 AND revoked_at = 0`

// TouchSignIn notes when a sign-in was last used; never backwards, and nothing
// for one that has ended.
func (s *Store) TouchSignIn(ctx context.Context, id chat.SignInID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(touchSignIn, id, chat.Millis(at))
		return err
	})
}
