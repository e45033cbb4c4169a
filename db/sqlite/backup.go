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
	if same, err := sameFile(path, d.file); err != nil || same {
		return errors.Join(err, errors.New("backup: that is the database itself, or cannot be looked at"))
	}
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // mode 0600
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	if err := d.copyTo(ctx, draft.Name()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := verify(ctx, draft.Name()); err != nil {
		return fmt.Errorf("backup: the copy is damaged: %w", err)
	}
	if err := errors.Join(draft.Sync(), os.Rename(draft.Name(), path), syncFolder(filepath.Dir(path))); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// copyTo uses a connection of its own: copying may take longer than readers
// are allowed to.
func (d *database) copyTo(ctx context.Context, path string) error {
	pool := sql.OpenDB(newConnector(d.file, purpose{"rw", common}))
	defer pool.Close()
	_, err := pool.ExecContext(ctx, "VACUUM INTO ?1", path)
	return err
}

func verify(ctx context.Context, path string) error {
	pool := sql.OpenDB(newConnector(path, purpose{"ro", common}))
	defer pool.Close()
	return check(ctx, pool)
}

func sameFile(path, database string) (bool, error) {
	there, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ours, err := os.Stat(database)
	return err == nil && os.SameFile(there, ours), err
}
