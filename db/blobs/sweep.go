package blobs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// sweepStep is how many hashes are asked about at once.
const sweepStep = 200

// Sweep takes away the drafts and the bytes that were filed last before a
// moment, of the bytes only those that unwanted, asked about some hashes at a
// time, gives back. What is filed again meanwhile stays.
func (s *Store) Sweep(ctx context.Context, before time.Time, unwanted func([]string) ([]string, error)) error {
	folders, err := os.ReadDir(s.folder)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch name := folder.Name(); {
		case name == draftFolder:
			err = errors.Join(err, s.sweepDrafts(before))
		case folder.IsDir():
			err = errors.Join(err, s.sweepFolder(name, before, unwanted))
		}
	}
	return err
}

func (s *Store) sweepDrafts(before time.Time) (err error) {
	folder := filepath.Join(s.folder, draftFolder)
	drafts, err := os.ReadDir(folder)
	for _, draft := range drafts {
		err = errors.Join(err, removeOld(filepath.Join(folder, draft.Name()), before))
	}
	return err
}

func (s *Store) sweepFolder(name string, before time.Time, unwanted func([]string) ([]string, error)) error {
	entries, err := os.ReadDir(filepath.Join(s.folder, name))
	if err != nil {
		return err
	}
	var old []string
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.ModTime().Before(before) && hashForm.MatchString(entry.Name()) {
			old = append(old, entry.Name())
		}
	}
	for len(old) > 0 {
		step := old[:min(len(old), sweepStep)]
		old = old[len(step):]
		hashes, err := unwanted(step)
		if err != nil {
			return err
		}
		for _, hash := range hashes {
			if err := s.removeOld(hash, before); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeOld looks at the file's age again, and alone with it: somebody may have
// filed the same bytes since.
func (s *Store) removeOld(hash string, before time.Time) error {
	path, err := s.path(hash)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return removeOld(path, before)
}

func removeOld(path string, before time.Time) error {
	info, err := os.Stat(path)
	if err == nil && info.ModTime().Before(before) {
		err = os.Remove(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
