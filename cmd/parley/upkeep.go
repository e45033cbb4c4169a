package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"parley/db"
	"parley/handlers/auth"
)

// backup writes a verified copy of the database; it may run beside the server.
func backup(ctx context.Context, env environment, args []string) error {
	return withStore(ctx, env, "backup FILE", args, 1, func(store *db.Store, rest []string) error {
		path, err := filepath.Abs(rest[0])
		if err != nil {
			return err
		}
		if err := store.Backup(ctx, path); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, "backup written and verified:", path)
		return nil
	})
}

// migrate brings the schema forward; opening the store does it.
func migrate(ctx context.Context, env environment, args []string) error {
	return withStore(ctx, env, "migrate", args, 0, func(store *db.Store, _ []string) error {
		fmt.Fprintln(env.stdout, "schema", store.Schema())
		return nil
	})
}

// check verifies the configuration that serve would get, the token keys and
// the database; it may run beside the server.
func check(ctx context.Context, env environment, args []string) error {
	var c config
	rest, err := parse(env, "check", args, c.serveFlags)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usagef("check takes no argument, got %q", rest[0])
	}
	if err := c.check(); err != nil {
		return err
	}
	if _, err := auth.OpenKeys(c.keyFolder()); err != nil {
		return err
	}
	if _, err := auth.OpenSeal(c.keyFolder()); err != nil {
		return err
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Check(ctx), store.Close()); err != nil {
		return err
	}
	fmt.Fprintln(env.stdout, "configuration, keys and database are sound, schema", store.Schema())
	return nil
}

// check reads everything that serve would read, and opens nothing.
func (c *config) check() error {
	log, err := logger(io.Discard, c.logFormat)
	if err != nil {
		return err
	}
	if _, err := c.settings(log); err != nil {
		return err
	}
	if _, _, err := c.home(nil); err != nil {
		return err
	}
	_, err = openBus(*c)
	return err
}

func printVersion(_ context.Context, env environment, _ []string) error {
	fmt.Fprintf(env.stdout, "parley %s, %s, schema %d\n", version, runtime.Version(), latestSchema())
	return nil
}

// withStore runs act on the data folder's store.
func withStore(ctx context.Context, env environment, name string, args []string, arguments int, act func(*db.Store, []string) error) error {
	c, rest, err := dataOnly(env, name, args, nil)
	if err != nil {
		return err
	}
	if len(rest) != arguments {
		return usagef("parley %s: takes %d arguments, got %d", name, arguments, len(rest))
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(act(store, rest), store.Close())
}
