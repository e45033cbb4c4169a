package db

import (
	"context"
	"slices"

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
		if err := t.changeOne(updateRole, id, role); err != nil || rank(role) >= rank(before.Role) {
			return err
		}
		if _, err := t.endSignIns(id, 0, "role changed"); err != nil {
			return err
		}
		return t.requireAdmin("role")
	})
}

func rank(role chat.Role) int {
	return slices.Index([]chat.Role{chat.RoleMember, chat.RoleModerator, chat.RoleAdmin}, role)
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
		if _, err := one(t, userFields, userByID, id); err != nil {
			return err
		}
		changed, err := t.exec(updateActive, id, flag(active), flag(!active))
		if err != nil || changed == 0 || active {
			return err
		}
		if _, err := t.endSignIns(id, 0, "account deactivated"); err != nil {
			return err
		}
		return t.requireAdmin("active")
	})
}

const anyAdmin = `
	SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND active = 1)`

// requireAdmin undoes, by failing, a change of the named field that took the
// last admin away.
func (t *tx) requireAdmin(field string) error {
	left, err := one(t, single[bool], anyAdmin)
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
