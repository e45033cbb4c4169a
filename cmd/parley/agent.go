package main

import (
	"context"

	"parley/db"
)

// userAgent makes somebody an agent of the support desk, or no longer.
func userAgent(ctx context.Context, env environment, args []string) error {
	return withStore(ctx, env, "user agent NAME on|off", args, 2, func(store *db.Store, rest []string) error {
		if rest[1] != "on" && rest[1] != "off" {
			return usagef("user agent: %q is not on or off", rest[1])
		}
		user, err := userNamed(ctx, store, rest[0])
		if err != nil {
			return err
		}
		return store.SetAgent(ctx, user.ID, rest[1] == "on")
	})
}
