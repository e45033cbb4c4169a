package db

import (
	"context"

	"parley/db/chat"
)

// standard is how somebody must rank to do something to somebody.
type standard func(actor, target chat.User) bool

// above lets staff act on those below them, and so nobody on themselves.
func above(actor, target chat.User) bool { return actor.Role.Above(target.Role) }

// adminAbove lets admins do the same.
func adminAbove(actor, target chat.User) bool {
	return actor.Role == chat.RoleAdmin && above(actor, target)
}

// admin lets admins act on everybody but themselves.
func admin(actor, target chat.User) bool {
	return actor.Role == chat.RoleAdmin && actor.ID != target.ID
}

// judge has one person act on another, both as they are inside the transaction.
// Whom the standard does not let gets chat.ErrForbidden, and that is in the log
// too. chat.ErrNotFound for nobody.
func (s *Store) judge(ctx context.Context, actor, target chat.UserID, e chat.Entry, may standard, do func(t *tx, e chat.Entry, target chat.User) error) error {
	refused := false
	err := s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, actor)
		if err != nil {
			return err
		}
		whom, err := one(t, userFields, userByID, target)
		if err != nil {
			return err
		}
		e.Actor, e.Target = nameOf(who), nameOf(whom)
		if refused = !t.may(who, whom, may); refused {
			return t.auditRefusal(e)
		}
		return do(t, e, whom)
	})
	if err == nil && refused {
		err = chat.ErrForbidden
	}
	return err
}

// may tells whether somebody who is here ranks high enough.
func (t *tx) may(actor, target chat.User, may standard) bool {
	return actor.Active && !actor.BarredAt(now()) && may(actor, target)
}

// admitted is chat.ErrForbidden for somebody who was barred after the request
// began that they sent: a long one may have begun before.
func (t *tx) admitted(id chat.UserID) error {
	user, err := one(t, userFields, userByID, id)
	if err == nil && user.BarredAt(now()) {
		err = chat.ErrForbidden
	}
	return ignore(err, chat.ErrNotFound) // nobody: the program itself, which makes rooms
}

func (t *tx) auditRefusal(e chat.Entry) error {
	e.Reason, e.Act, e.Words = string(e.Act), chat.DeedRefused, ""
	return t.audit(e)
}
