// Package sqlite keeps the house in one SQLite file, parley.db, with one
// connection that writes and several that cannot, on a write-ahead log that is
// synced at every commit.
//
// Beside the file stand parley.lock, which the one server of a folder holds,
// and parley.running, which says that the last server has not stopped cleanly.
// Commands may open the folder while the server runs.
//
// It needs the build tag sqlite_fts5. It knows the migrations and no query.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"parley/db"
)

// The names in the folder.
const (
	fileName    = "parley.db"
	walSuffix   = "-wal" // https://www.sqlite.org/fileformat2.html#the_write_ahead_log
	lockName    = "parley.lock"
	markerName  = "parley.running"
	uploadsName = "files"
)

// Options say which folder to open and how.
type Options struct {
	Folder    string // made with mode 0700 if it is missing
	Exclusive bool   // the server: one a folder, and the file is checked before it is used

	// AcceptMissingWAL starts although the write-ahead log of a server that
	// did not stop cleanly is gone, and with it what it held.
	AcceptMissingWAL bool

	Log *slog.Logger // nil: slog.Default
}

// minVersion is the first SQLite in which a checkpoint beside a commit cannot
// damage the database (https://www.sqlite.org/wal.html#walresetbug).
const minVersion = 3_051_003

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the folder's database, making it if there is none, and refuses
// what looks like lost or damaged data. It does not migrate: db.Open does.
func Open(ctx context.Context, options Options) (db.Engine, error) {
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if name, number, _ := sqlite3.Version(); number < minVersion {
		return db.Engine{}, fmt.Errorf("sqlite: this program was built with SQLite %s and needs 3.51.3 or later", name)
	}
	f := &folder{path: options.Folder}
	e, err := open(ctx, f, options)
	if err != nil {
		return db.Engine{}, fmt.Errorf("sqlite: %w", errors.Join(err, f.release()))
	}
	return e.engine(), nil
}

func open(ctx context.Context, f *folder, options Options) (*database, error) {
	if err := f.prepare(options.Exclusive); err != nil {
		return nil, err
	}
	unclean, err := f.inspect(options)
	if err != nil {
		return nil, err
	}
	d := openPools(f, options.Log)
	if err := d.start(ctx, options.Exclusive, unclean); err != nil {
		return nil, errors.Join(err, d.closePools())
	}
	return d, nil
}

// database is one opened file.
type database struct {
	folder  *folder
	file    string
	log     *slog.Logger
	writer  *sql.DB
	readers *sql.DB
}

// readerCount: reading is short and mostly from memory, so few connections
// serve many people; each costs up to 16 MB of cache.
const readerCount = 4

func openPools(f *folder, log *slog.Logger) *database {
	file := filepath.Join(f.path, fileName)
	d := &database{folder: f, file: file, log: log}
	d.writer = sql.OpenDB(newConnector(file, writing()))
	d.writer.SetMaxOpenConns(1)
	d.readers = sql.OpenDB(newConnector(file, reading()))
	d.readers.SetMaxOpenConns(readerCount)
	d.readers.SetMaxIdleConns(readerCount)
	return d
}

// start makes the first connections and looks at the file before it is used.
func (d *database) start(ctx context.Context, exclusive, unclean bool) error {
	if err := d.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("%s cannot be opened as a database: %w", d.file, err)
	}
	if exclusive {
		if err := d.checkAtStart(ctx, unclean); err != nil {
			return err
		}
		if err := d.folder.mark(); err != nil {
			return err
		}
	}
	return nil
}

func (d *database) engine() db.Engine {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return db.Engine{
		Name:       "sqlite",
		Writer:     d.writer,
		Readers:    d.readers,
		Begin:      "BEGIN IMMEDIATE",
		Migrations: steps,
		Marks:      marks,
		Conflict:   conflict,
		Broken:     broken,
		Search:     textIndex(),
		Check:      d.check,
		Backup:     d.backup,
		Close:      d.close,
	}
}

// close empties the log into the file before it takes the marker away: at
// whatever moment it is killed, the marker tells the truth.
func (d *database) close() error {
	err := d.readers.Close() // a reader would keep the log from being emptied
	if err == nil {
		err = d.emptyLog()
	}
	if err == nil {
		err = d.folder.unmark()
	}
	if err := errors.Join(err, d.writer.Close(), d.folder.release()); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return nil
}

// emptyLog asks https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
// While the server runs, the writer itself moves the log into the file at
// every thousandth page: another connection beside it, tried at several
// intervals, made the slowest commits no faster and all of them dearer.
func (d *database) emptyLog() error {
	var busy, pages, moved int
	err := d.writer.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		d.log.Warn("the log could not be emptied, because another process reads or writes", "pages", pages)
	}
	return err
}

func (d *database) closePools() error {
	return errors.Join(d.readers.Close(), d.writer.Close())
}
