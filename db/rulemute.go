package db

import (
	"context"
	"errors"

	"parley/db/chat"
)

// MuteByRule has somebody only read for as long as a rule says. Nobody of the
// staff did it, so the log names the program. ID 0 for somebody who is muted
// already, and for the staff.
func (s *Store) MuteByRule(ctx context.Context, user chat.UserID, r chat.Rule) (chat.Sanction, error) {
	var done chat.Sanction
	err := s.write(ctx, func(t *tx) error {
		target, err := one(t, userFields, userByID, user)
		if err != nil || target.Role.Above(chat.RoleMember) {
			return err
		}
		n := chat.NewSanction{Kind: chat.Mute, Reason: "Rule: " + r.Name, Words: r.Sentence, Until: now().Add(r.Mute)}
		e := chat.Entry{Act: chat.DeedMute, Target: nameOf(target), Reason: n.Reason, Words: n.Words, Until: n.Until}
		done, err = t.sanction(target, n, e)
		if errors.Is(err, chat.ErrConflict) {
			done, err = chat.Sanction{}, nil
		}
		return err
	})
	return done, err
}
