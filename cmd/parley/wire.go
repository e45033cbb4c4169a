package main

import (
	"context"
	"log/slog"

	"parley/db"
	"parley/db/sqlite"
	"parley/realtime"
)

// openEngine picks the database by its address. This and openBus are the only
// places that know which engines and buses there are.
func openEngine(ctx context.Context, c config, exclusive bool, log *slog.Logger) (db.Engine, error) {
	if c.database != "" {
		return db.Engine{}, usagef("database: %q is of no kind that this build knows; leave it empty for SQLite", c.database)
	}
	return sqlite.Open(ctx, sqlite.Options{Folder: c.data, Exclusive: exclusive, AcceptMissingWAL: c.acceptMissing, Log: log})
}

func openBus(c config) (realtime.Bus, error) {
	if c.bus != "" {
		return nil, usagef("bus: %q is of no kind that this build knows; leave it empty for one process", c.bus)
	}
	return realtime.NewLocalBus(), nil
}

// openStore opens the data folder for a command that runs beside the server or
// without it.
// latestSchema is what this version's database has.
func latestSchema() int { return sqlite.Schema() }

func openStore(ctx context.Context, c config) (*db.Store, error) {
	log := slog.New(slog.DiscardHandler)
	engine, err := openEngine(ctx, c, false, log)
	if err != nil {
		return nil, err
	}
	return db.Open(ctx, engine, db.Options{Log: log})
}
