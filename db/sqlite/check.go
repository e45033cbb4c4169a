package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// maxFullCheck is the size of file, in bytes, up to which an unclean stop
// leads to a full check. Both checks read every page, but the full one also
// compares the indexes with their tables, which takes minutes beyond this.
const maxFullCheck = 2 << 30

// checkAtStart looks at the file before it is used.
func (d *database) checkAtStart(ctx context.Context, unclean bool) error {
	info, err := os.Stat(d.file)
	if err != nil {
		return err
	}
	question := "quick_check(1)"
	if unclean && info.Size() <= maxFullCheck {
		question = "integrity_check(1)"
	}
	started := time.Now()
	if err := integrity(ctx, d.writer, question); err != nil {
		return fmt.Errorf("%s is damaged: %w", d.file, err)
	}
	if unclean {
		d.log.Warn("the last server did not stop cleanly; the database was checked and is whole",
			"check", question, "bytes", info.Size(), "took", time.Since(started))
	}
	return nil
}

func (d *database) check(ctx context.Context) error { return check(ctx, d.readers) }

// check looks for damage and for rows that point nowhere.
func check(ctx context.Context, pool *sql.DB) error {
	if err := integrity(ctx, pool, "integrity_check(1)"); err != nil {
		return err
	}
	var table, parent string
	var row sql.NullInt64
	err := pool.QueryRowContext(ctx, `SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 1`).
		Scan(&table, &row, &parent)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("row %d of %s points at no row of %s", row.Int64, table, parent)
}

// integrity asks https://www.sqlite.org/pragma.html#pragma_integrity_check.
func integrity(ctx context.Context, pool *sql.DB, question string) error {
	var answer string
	if err := pool.QueryRowContext(ctx, "PRAGMA "+question).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return errors.New(strings.Join(strings.Fields(answer), " ")) // it may be several lines
	}
	return nil
}
