package db

import (
	"context"

	"parley/db/chat"
)

// ofStaff lets staff do what is about nobody.
func ofStaff(actor, _ chat.User) bool { return actor.Role.Above(chat.RoleMember) }

// govern is judge of what somebody of the staff does to the place itself.
func (s *Store) govern(ctx context.Context, actor chat.UserID, e chat.Entry, do func(t *tx, e chat.Entry) error) error {
	refused := false
	err := s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, actor)
		if err != nil {
			return err
		}
		e.Actor = nameOf(who)
		if refused = !t.may(who, chat.User{}, ofStaff); refused {
			return t.auditRefusal(e)
		}
		return do(t, e)
	})
	if err == nil && refused {
		err = chat.ErrForbidden
	}
	return err
}
