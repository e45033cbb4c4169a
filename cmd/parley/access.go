package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"parley/db"
	"parley/db/chat"
	"parley/handlers"
)

// userRole changes somebody's role on the whole site. Who loses one is signed
// out everywhere, within a second also on a running server.
func userRole(ctx context.Context, env environment, args []string) error {
	return withStore(ctx, env, "user role NAME ROLE", args, 2, func(store *db.Store, rest []string) error {
		role := chat.Role(rest[1])
		if !role.Valid() {
			return usagef("role: %q is none of member, moderator, admin", role)
		}
		user, err := userNamed(ctx, store, rest[0])
		if err != nil {
			return err
		}
		return store.SetRole(ctx, user.ID, role)
	})
}

// userDeactivate keeps somebody out.
func userDeactivate(ctx context.Context, env environment, args []string) error {
	return setActive(ctx, env, "user deactivate NAME", args, false)
}

// userReactivate lets somebody in again.
func userReactivate(ctx context.Context, env environment, args []string) error {
	return setActive(ctx, env, "user reactivate NAME", args, true)
}

// userReset prints a link to a new password: the way back in when mail is off
// or the only admin has forgotten theirs.
func userReset(ctx context.Context, env environment, args []string) error {
	var base string
	c, rest, err := dataOnly(env, "user reset NAME", args, func(flags *pflag.FlagSet) {
		flags.StringVar(&base, "base-url", defaultBaseURL, "the `address` of the server")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("user reset takes one name")
	}
	if at, err := url.Parse(base); err != nil || at.Hostname() == "" {
		return usagef("base-url: %q is not an address such as https://chat.example.org", base)
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	user, err := userNamed(ctx, store, rest[0])
	if err == nil {
		var link string
		if link, err = handlers.MakeReset(ctx, store, strings.TrimSuffix(base, "/"), user.ID); err == nil {
			fmt.Fprintln(env.stdout, link)
		}
	}
	return errors.Join(err, store.Close())
}

// setActive lets the person that the argument names in, or keeps them out.
func setActive(ctx context.Context, env environment, name string, args []string, active bool) error {
	return withStore(ctx, env, name, args, 1, func(store *db.Store, rest []string) error {
		user, err := userNamed(ctx, store, rest[0])
		if err != nil {
			return err
		}
		return store.SetActive(ctx, user.ID, active)
	})
}
