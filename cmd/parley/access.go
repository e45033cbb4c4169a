package main

import (
	"context"
	"errors"
	"fmt"
	"io"

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
	var address string
	c, rest, err := dataOnly(env, "user reset NAME", args, func(flags *pflag.FlagSet) {
		flags.StringVar(&address, "base-url", defaultBaseURL, "the `address` of the server")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("user reset takes one name")
	}
	base, err := parseBase(address)
	if err != nil {
		return err
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(printReset(ctx, store, base.String(), rest[0], env.stdout), store.Close())
}

func printReset(ctx context.Context, store *db.Store, base, name string, out io.Writer) error {
	user, err := activeNamed(ctx, store, name)
	if err != nil {
		return err
	}
	link, err := handlers.MakeReset(ctx, store, base, user.ID)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, link)
	return nil
}

// activeNamed finds a person who may sign in.
func activeNamed(ctx context.Context, store *db.Store, name string) (chat.User, error) {
	user, err := userNamed(ctx, store, name)
	if err == nil && !user.Active {
		err = fmt.Errorf("%s is kept out; user reactivate lets them in again", user.Username)
	}
	return user, err
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
