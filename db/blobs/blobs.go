// Package blobs keeps bytes in a folder, filed under their SHA-256: the same
// bytes are there once, whoever brought them and however often.
//
// Its main idea is that a file appears whole or not at all. Bytes arrive in a
// draft, are synced, and take their name by renaming; a crash leaves drafts
// only, which Sweep takes away. Filing bytes that are there already makes them
// new again, and Sweep takes only what has been old and unwanted for a while: so
// it may run beside anybody who files. The package knows nothing of what the
// bytes are or who may see them.
package blobs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

const (
	folderMode  = 0o700
	draftFolder = "drafts"
)

var (
	// ErrNotFound: there are no such bytes.
	ErrNotFound = errors.New("blobs: not found")
	// ErrTooLarge: more bytes than the draft may hold.
	ErrTooLarge = errors.New("blobs: too large")
	// ErrFull: the disk has too little room left.
	ErrFull = errors.New("blobs: the disk is nearly full")
)

// Store is one folder. Its methods may be called from any number of goroutines.
type Store struct {
	folder string
	mu     sync.Mutex // of giving a file its name and of taking it away
}

// Open makes the folder where it is missing, for its owner only.
func Open(folder string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(folder, draftFolder), folderMode); err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	return &Store{folder: folder}, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path is where the bytes of a hash lie; a text that is none is ErrNotFound, so
// that no other file can be named.
func (s *Store) path(hash string) (string, error) {
	if !hashForm.MatchString(hash) {
		return "", ErrNotFound
	}
	return filepath.Join(s.folder, hash[:2], hash), nil
}

// Open gives the bytes of a hash. The caller closes the file; a sweep does not
// disturb whoever reads.
func (s *Store) Open(hash string) (*os.File, error) {
	path, err := s.path(hash)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	return file, err
}

// Remove takes the bytes of a hash away; none there is fine.
func (s *Store) Remove(hash string) error {
	path, err := s.path(hash)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Draft is bytes that arrive. Its methods belong to one goroutine.
type Draft struct {
	store *Store
	file  *os.File
	hash  hash.Hash
	size  int64
	limit int64 // 0: none
}

// Draft begins one that holds at most limit bytes; 0 is any number. The caller
// closes it, also after File.
func (s *Store) Draft(limit int64) (*Draft, error) {
	if err := s.requireSpace(); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Join(s.folder, draftFolder), "draft-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	return &Draft{store: s, file: file, hash: sha256.New(), limit: limit}, nil
}

// Write takes more bytes; ErrTooLarge, and none of them, above the limit.
func (d *Draft) Write(b []byte) (int, error) {
	if d.limit > 0 && d.size+int64(len(b)) > d.limit {
		return 0, ErrTooLarge
	}
	n, err := d.file.Write(b)
	d.hash.Write(b[:n])
	d.size += int64(n)
	return n, err
}

// Size is how many bytes arrived.
func (d *Draft) Size() int64 { return d.size }

// Content reads what arrived, each time from its beginning.
func (d *Draft) Content() io.ReadSeeker { return io.NewSectionReader(d.file, 0, d.size) }

// File gives the bytes their name, which is their hash. They are on the disk
// then, and safe from Sweep for as long as it spares what is new.
func (d *Draft) File() (string, error) {
	sum := hex.EncodeToString(d.hash.Sum(nil))
	if err := d.file.Sync(); err != nil {
		return "", fmt.Errorf("blobs: %w", err)
	}
	if err := d.store.file(d.file.Name(), sum); err != nil {
		return "", fmt.Errorf("blobs: %w", err)
	}
	return sum, nil
}

// file renames a draft over whatever has the same hash, and so makes it new.
func (s *Store) file(draft, hash string) error {
	path, err := s.path(hash)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	folder := filepath.Dir(path)
	err = os.Mkdir(folder, folderMode)
	if err == nil {
		err = syncFolder(s.folder)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// Close throws the draft away unless it was filed.
func (d *Draft) Close() error {
	err := os.Remove(d.file.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, d.file.Close())
}

// syncFolder makes names in a folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
