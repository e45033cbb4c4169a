package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// backup copies the database as it is at one moment, while others write. The
// copy is compact, holds no deleted text, and takes its name only when it was
// verified and is on the disk.
func (d *database) backup(ctx context.Context, path string) error {
	if err := d.backupTo(ctx, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func (d *database) backupTo(ctx context.Context, path string) error {
	if err := d.refuseItself(path); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	if err := d.copyTo(ctx, draft.Name()); err != nil {
		return err
	}
	if err := verify(ctx, draft.Name()); err != nil {
		return fmt.Errorf("the copy is damaged: %w", err)
	}
	if err := draft.Sync(); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// copyTo uses a connection of its own: copying may take longer than readers
// are allowed to.
func (d *database) copyTo(ctx context.Context, path string) error {
	pool := sql.OpenDB(newConnector(d.file, with("rw")))
	defer pool.Close()
	_, err := pool.ExecContext(ctx, "VACUUM INTO ?1", path)
	return err
}

func verify(ctx context.Context, path string) error {
	pool := sql.OpenDB(newConnector(path, with("ro")))
	defer pool.Close()
	return check(ctx, pool)
}

// refuseItself keeps a mistyped path from replacing the live database.
func (d *database) refuseItself(path string) error {
	there, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	ours, err := os.Stat(d.file)
	if err == nil && os.SameFile(there, ours) {
		err = fmt.Errorf("%s is the database itself", path)
	}
	return err
}
