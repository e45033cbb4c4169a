package main

import (
	"context"
	"errors"
	"fmt"

	"parley/db"
	"parley/db/chat"
)

// userFactor takes off the second factor of somebody who has lost it: the way
// back in for an admin whom nobody else can help.
func userFactor(ctx context.Context, env environment, args []string) error {
	return withStore(ctx, env, "user factor NAME off", args, 2, func(store *db.Store, rest []string) error {
		if rest[1] != "off" {
			return usagef("user factor: %q is not off, and nothing else can be done from here", rest[1])
		}
		user, err := userNamed(ctx, store, rest[0])
		if err != nil {
			return err
		}
		err = store.ClearFactor(ctx, user.ID)
		if errors.Is(err, chat.ErrConflict) {
			return fmt.Errorf("%s has no second factor", user.Username)
		}
		return err
	})
}
