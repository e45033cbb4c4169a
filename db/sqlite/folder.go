package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// folder is the data folder and what the server holds of it.
type folder struct {
	path   string
	lock   *flock.Flock // nil unless it is held
	marked bool
}

const (
	folderMode = 0o700
	fileMode   = 0o600
)

// prepare makes the folder, and takes its lock for a server.
func (f *folder) prepare(exclusive bool) error {
	if err := os.MkdirAll(f.path, folderMode); err != nil {
		return err
	}
	if !exclusive {
		return nil
	}
	lock := flock.New(f.in(lockName), flock.SetPermissions(fileMode))
	switch taken, err := lock.TryLock(); {
	case err != nil:
		return fmt.Errorf("lock %s: %w", f.in(lockName), err)
	case !taken:
		return fmt.Errorf("another server is running on %s", f.path)
	}
	f.lock = lock
	return nil
}

// inspect refuses a folder from which something is gone, and otherwise makes
// sure that there is a database file only its owner can read. unclean: the
// last server did not stop cleanly.
func (f *folder) inspect(options Options) (unclean bool, err error) {
	database, err := exists(f.in(fileName))
	if err != nil {
		return false, err
	}
	if !database {
		return false, f.makeFile()
	}
	// Without the lock somebody else's marker stands for a running server.
	if f.lock == nil {
		return false, nil
	}
	unclean, err = exists(f.in(markerName))
	if err != nil || !unclean || options.AcceptMissingWAL {
		return unclean, err
	}
	log, err := exists(f.in(fileName + walSuffix))
	if err == nil && !log {
		err = fmt.Errorf("%s is missing, and the last server did not stop cleanly: messages that were "+
			"acknowledged are in that file; put it back, or set AcceptMissingWAL to go on without them", f.in(fileName+walSuffix))
	}
	return unclean, err
}

// makeFile starts an empty database, unless uploads or a marker show that
// there was one.
func (f *folder) makeFile() error {
	uploads, err := os.ReadDir(f.in(uploadsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(uploads) > 0 {
		return fmt.Errorf("%s is missing beside the uploads in %s: put it back, or use an empty folder",
			f.in(fileName), f.in(uploadsName))
	}
	if marked, err := exists(f.in(markerName)); err != nil || marked {
		return errors.Join(err, fmt.Errorf("%s is missing, and the last server did not stop cleanly: "+
			"put it back, or remove %s to begin with an empty one", f.in(fileName), f.in(markerName)))
	}
	// SQLite gives its other files the mode of this one.
	file, err := os.OpenFile(f.in(fileName), os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return err
	}
	return file.Close()
}

// mark says that a server runs, until unmark.
func (f *folder) mark() error {
	file, err := os.OpenFile(f.in(markerName), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	f.marked = true
	return syncFolder(f.path)
}

// unmark says that the server stopped cleanly.
func (f *folder) unmark() error {
	if !f.marked {
		return nil
	}
	f.marked = false
	if err := os.Remove(f.in(markerName)); err != nil {
		return err
	}
	return syncFolder(f.path)
}

// release lets another server have the folder.
func (f *folder) release() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.Close()
}

func (f *folder) in(name string) string { return filepath.Join(f.path, name) }

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// syncFolder makes names in a folder survive a power cut.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
