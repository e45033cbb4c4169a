package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"
	"time"

	"parley/db/chat"
)

// migration is one step of the schema. A released one is never edited: its
// checksum is in every database it was applied to.
type migration struct {
	version  int
	name     string
	text     string
	checksum string
}

const createMigrations = `
	CREATE TABLE IF NOT EXISTS migrations (
		version  INTEGER PRIMARY KEY,
		name     TEXT    NOT NULL,
		checksum TEXT    NOT NULL,
		applied  BIGINT  NOT NULL
	)`

const appliedMigrations = `
	SELECT version, name, checksum
	FROM migrations
	ORDER BY version`

const insertMigration = `
	INSERT INTO migrations (version, name, checksum, applied)
	VALUES (?1, ?2, ?3, ?4)`

// migrate applies what is missing, each step in a transaction of its own, so
// that a process that dies leaves whole steps only. It gives the version that
// the database then has.
func migrate(ctx context.Context, engine Engine, log *slog.Logger) (int, error) {
	known, err := readMigrations(engine.Migrations)
	if err != nil {
		return 0, err
	}
	for {
		version, more, err := migrateOnce(ctx, engine, known)
		if err != nil || !more {
			return version, err
		}
		log.Info("migrated", "engine", engine.Name, "version", version, "name", known[version-1].name)
	}
}

// migrateOnce looks what was applied and applies the next step, both in one
// transaction: another process may be doing the same.
func migrateOnce(ctx context.Context, engine Engine, known []migration) (version int, more bool, err error) {
	tx, err := engine.Writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, false, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, createMigrations); err != nil {
		return 0, false, err
	}
	applied, err := list(snapshot{ctx, engine, tx}, migrationFields, appliedMigrations)
	if err != nil {
		return 0, false, err
	}
	if err := compare(applied, known); err != nil {
		return 0, false, err
	}
	if len(applied) == len(known) {
		return len(known), false, nil
	}
	next := known[len(applied)]
	if err := next.apply(ctx, engine, tx); err != nil {
		return 0, false, fmt.Errorf("migration %04d_%s: %w", next.version, next.name, err)
	}
	return next.version, true, tx.Commit()
}

func (m migration) apply(ctx context.Context, engine Engine, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, m.text); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, engine.Marks(insertMigration),
		m.version, m.name, m.checksum, chat.Millis(time.Now()))
	return err
}

func migrationFields(m *migration) []any { return []any{&m.version, &m.name, &m.checksum} }

// compare refuses a database that this program must not write to.
func compare(applied, known []migration) error {
	if len(applied) > len(known) {
		return fmt.Errorf("the database has schema %d, and this program knows schema %d: start the newer program",
			applied[len(applied)-1].version, len(known))
	}
	for i, m := range applied {
		if m.version != known[i].version || m.checksum != known[i].checksum {
			return fmt.Errorf("migration %04d_%s is not the one that was applied to this database as %04d_%s",
				known[i].version, known[i].name, m.version, m.name)
		}
	}
	return nil
}

// readMigrations reads NNNN_name.sql, numbered from 1 without a gap.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var found []migration
	for i, file := range names { // Glob sorts
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		number, name, _ := strings.Cut(strings.TrimSuffix(path.Base(file), ".sql"), "_")
		if version, err := strconv.Atoi(number); err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s should have number %d", file, i+1)
		}
		sum := sha256.Sum256(text)
		found = append(found, migration{i + 1, name, string(text), hex.EncodeToString(sum[:])})
	}
	return found, nil
}
