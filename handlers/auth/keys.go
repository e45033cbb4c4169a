package auth

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

const (
	keyBytes   = 32 // an HS256 key is at least as long as its hash (RFC 7518, 3.2)
	activeKeys = 2  // the one that signs, and the one before it until its tokens have expired
	keySuffix  = ".key"
)

// Keys sign and verify tokens. They are files of a folder, one key a file: the
// name without ".key" is the key's id, the content at least 32 bytes in
// base64, the mode 0600. The newest by modification time signs, the one before
// it still verifies, older ones count no more. To rotate, add a file and
// Reload; to revoke, remove one and Reload.
//
// It is safe for concurrent use.
type Keys struct {
	folder string
	ring   atomic.Pointer[ring]
}

type ring struct {
	signing string
	secrets map[string][]byte
}

// OpenKeys reads the folder. A folder without a key, as at the first start,
// gets a random one.
func OpenKeys(folder string) (*Keys, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	k := &Keys{folder: folder}
	err := k.Reload()
	if errors.Is(err, errNoKey) {
		if err := writeKey(folder); err != nil {
			return nil, fmt.Errorf("keys: %w", err)
		}
		err = k.Reload()
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

var errNoKey = errors.New("keys: there is no key in the folder")

// Reload reads the folder again. After an error the keys are what they were.
func (k *Keys) Reload() error {
	files, err := keyFiles(k.folder)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errNoKey
	}
	fresh := &ring{signing: files[0].id, secrets: map[string][]byte{}}
	for _, file := range files[:min(activeKeys, len(files))] {
		if fresh.secrets[file.id], err = readKey(file.path); err != nil {
			return fmt.Errorf("keys: %s: %w", file.path, err)
		}
	}
	k.ring.Store(fresh)
	return nil
}

// signing is the newest key and its id.
func (k *Keys) signing() (id string, secret []byte) {
	current := k.ring.Load()
	return current.signing, current.secrets[current.signing]
}

// secret is the key of an id; false for an id that never was or counts no more.
func (k *Keys) secret(id string) ([]byte, bool) {
	secret, ok := k.ring.Load().secrets[id]
	return secret, ok
}

type keyFile struct {
	id, path string
	made     time.Time
}

// keyFiles lists the folder's keys, newest first.
func keyFiles(folder string) ([]keyFile, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	var files []keyFile
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), keySuffix) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		file, err := keyFileAt(path)
		if err != nil {
			return nil, fmt.Errorf("keys: %s: %w", path, err)
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b keyFile) int {
		return cmp.Or(b.made.Compare(a.made), cmp.Compare(b.id, a.id))
	})
	return files, nil
}

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func keyFileAt(path string) (keyFile, error) {
	about, err := private(path)
	if err != nil {
		return keyFile{}, err
	}
	id := strings.TrimSuffix(filepath.Base(path), keySuffix)
	if !keyID.MatchString(id) {
		return keyFile{}, errors.New("a key's name is 1 to 64 letters, digits, hyphens or underscores")
	}
	return keyFile{id: id, path: path, made: about.ModTime()}, nil
}

// private makes sure that a file is one, and its owner's alone.
func private(path string) (os.FileInfo, error) {
	about, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !about.Mode().IsRegular():
		return nil, errors.New("not a plain file")
	case about.Mode().Perm()&^0o600 != 0:
		return nil, fmt.Errorf("its mode is %o and must be 600, so that nobody but its owner reads it", about.Mode().Perm())
	}
	return about, nil
}

// readKey never puts what it read into an error.
func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(strings.TrimSpace(string(text)), "="))
	secret, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		return nil, errors.New("its content is not base64")
	}
	if len(secret) < keyBytes {
		return nil, fmt.Errorf("a key has at least %d bytes, this one has %d", keyBytes, len(secret))
	}
	return secret, nil
}

// writeKey makes a token key.
func writeKey(folder string) error {
	return writeSecret(folder, time.Now().UTC().Format("20060102")+"-"+strings.ToLower(rand.Text()[:8])+keySuffix)
}

// writeSecret makes a key under another name first, so that a crash leaves a
// whole key or none. os.CreateTemp makes files of mode 0600.
func writeSecret(folder, name string) error {
	secret := make([]byte, keyBytes)
	rand.Read(secret) // never fails (crypto/rand)
	file, err := os.CreateTemp(folder, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(base64.RawURLEncoding.EncodeToString(secret) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), filepath.Join(folder, name))
}
