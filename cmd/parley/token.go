package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"parley/db"
	"parley/db/chat"
	"parley/handlers"
	"parley/handlers/auth"
)

// tokenMint prints "name<TAB>access token" for each person. Every token has a
// sign-in of its own, which the person sees in their list and can end.
func tokenMint(ctx context.Context, env environment, args []string) error {
	var names []string
	var all bool
	var life time.Duration
	c, rest, err := dataOnly(env, "token mint", args, func(flags *pflag.FlagSet) {
		flags.StringArrayVar(&names, "user", nil, "whose token, by `name`; repeatable")
		flags.BoolVar(&all, "all", false, "a token for everybody")
		flags.DurationVar(&life, "ttl", time.Hour, "how long the token lives, at most 24h")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 || all == (len(names) > 0) {
		return usagef("token mint takes either --all or a --user for each name")
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(mint(ctx, c, store, names, life, env.stdout), store.Close())
}

func mint(ctx context.Context, c config, store *db.Store, names []string, life time.Duration, out io.Writer) error {
	people, err := peopleNamed(ctx, store, names)
	if err != nil {
		return err
	}
	keys, err := auth.OpenKeys(c.keyFolder())
	if err != nil {
		return err
	}
	tokens, err := handlers.NewTokens(keys, store)
	if err != nil {
		return err
	}
	if err := tokens.CheckLife(auth.Access, life); err != nil {
		return usagef("ttl: %w", err)
	}
	for _, user := range people {
		signIn, err := store.StartSignIn(ctx, user.ID, "command line", "parley token mint", time.Now().UTC())
		if err != nil {
			return err
		}
		token, err := tokens.MintFor(user.ID, signIn.ID, auth.Access, life)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\t%s\n", user.Username, token.Text())
	}
	return nil
}

// peopleNamed finds the people; no names are everybody.
func peopleNamed(ctx context.Context, store *db.Store, names []string) ([]chat.User, error) {
	if len(names) == 0 {
		return store.Users(ctx)
	}
	var people []chat.User
	for _, name := range names {
		user, err := activeNamed(ctx, store, name)
		if err != nil {
			return nil, err
		}
		people = append(people, user)
	}
	return people, nil
}
