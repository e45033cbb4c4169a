package db

import (
	"context"

	"parley/db/chat"
)

// ofStaff lets everybody of the staff act.
func ofStaff(actor chat.User) bool { return actor.Role.Above(chat.RoleMember) }

// ofAdmins lets admins act.
func ofAdmins(actor chat.User) bool { return actor.Role == chat.RoleAdmin }

// govern is judge of what is done to the place itself, and so on nobody.
func (s *Store) govern(ctx context.Context, actor chat.UserID, e chat.Entry, may func(chat.User) bool, do func(t *tx, e chat.Entry, who chat.User) error) error {
	refused := false
	err := s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, actor)
		if err != nil {
			return err
		}
		e.Actor = nameOf(who)
		if refused = !t.may(who, chat.User{}, func(actor, _ chat.User) bool { return may(actor) }); refused {
			return t.auditRefusal(e)
		}
		return do(t, e, who)
	})
	if err == nil && refused {
		err = chat.ErrForbidden
	}
	return err
}
