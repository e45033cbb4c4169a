package db

import (
	"context"

	"parley/db/chat"
)

const updateRole = `
	UPDATE users
	SET role = ?2
	WHERE id = ?1`

// SetRole changes what a person is on the whole site. Who loses rights by it
// is signed out everywhere: what their pages still show is no longer theirs.
// chat.Invalid when it would leave no active admin.
func (s *Store) SetRole(ctx context.Context, id chat.UserID, role chat.Role) error {
	return s.write(ctx, func(t *tx) error {
		before, err := one(t, userFields, userByID, id)
		if err != nil {
			return err
		}
		return t.setRole(before, role, chat.Named{})
	})
}

// setRole does nothing where that is the role already. actor is zero for the
// program itself.
func (t *tx) setRole(user chat.User, role chat.Role, actor chat.Named) error {
	if user.Role == role {
		return nil
	}
	if err := t.changeOne(updateRole, user.ID, role); err != nil {
		return err
	}
	if err := t.audit(chat.Entry{Act: chat.DeedRole, Actor: actor, Target: nameOf(user), Reason: string(role)}); err != nil || role.Above(user.Role) {
		return err
	}
	if _, err := t.endSignIns(user.ID, 0, "role changed"); err != nil {
		return err
	}
	return t.requireAdmin("role")
}

const updatePassword = `
	UPDATE users
	SET password_hash = ?2
	WHERE id = ?1`

// SetPassword stores a new hash and ends every sign-in of the person but keep;
// 0 keeps none.
func (s *Store) SetPassword(ctx context.Context, id chat.UserID, hash string, keep chat.SignInID) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.changeOne(updatePassword, id, hash); err != nil {
			return err
		}
		_, err := t.endSignIns(id, keep, "password changed")
		return err
	})
}

const updateActive = `
	UPDATE users
	SET active = ?2, auth_epoch = auth_epoch + ?3
	WHERE id = ?1 AND active <> ?2`

// SetActive lets a person in or keeps them out. Keeping out raises AuthEpoch
// and ends every sign-in. Doing it again changes nothing. chat.Invalid when it
// would leave no active admin.
func (s *Store) SetActive(ctx context.Context, id chat.UserID, active bool) error {
	return s.write(ctx, func(t *tx) error {
		user, err := one(t, userFields, userByID, id)
		if err != nil {
			return err
		}
		return t.setActive(user, active, chat.Named{})
	})
}

// setActive does nothing where that is so already.
func (t *tx) setActive(user chat.User, active bool, actor chat.Named) error {
	changed, err := t.exec(updateActive, user.ID, flag(active), flag(!active))
	if err != nil || changed == 0 {
		return err
	}
	act := chat.DeedDeactivate
	if active {
		act = chat.DeedBringBack
	}
	if err := t.audit(chat.Entry{Act: act, Actor: actor, Target: nameOf(user)}); err != nil || active {
		return err
	}
	if _, err := t.endSignIns(user.ID, 0, "account deactivated"); err != nil {
		return err
	}
	if err := t.leaveDesk(user); err != nil {
		return err
	}
	return t.requireAdmin("active")
}

const anyAdmin = `
	SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND active = 1 AND barred_until <= ?1)`

// requireAdmin undoes, by failing, a change of the named field that took the
// last admin away.
func (t *tx) requireAdmin(field string) error {
	left, err := one(t, single[bool], anyAdmin, chat.Millis(now()))
	if err == nil && !left {
		err = chat.Invalid{Field: field, Reason: "This is the last admin. Make somebody else an admin first."}
	}
	return err
}

// changeOne runs a statement that must change a row: chat.ErrNotFound if not.
func (t *tx) changeOne(query string, args ...any) error {
	changed, err := t.exec(query, args...)
	if err == nil && changed == 0 {
		err = chat.ErrNotFound
	}
	return err
}
