package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"parley/db/chat"
)

// sealFile is the key's name in the folder of the token keys. It has not their
// suffix: those are changed every now and then, and the older ones thrown away,
// and with this one everybody's second factor would go.
const sealFile = "factors.seal"

// sealPurpose parts this key from all others that may be derived from the same
// file one day (RFC 5869, 3.2).
const sealPurpose = "parley: secrets of second factors, AES-256-GCM"

// Seal encrypts the secrets that this server must be able to read again, so that
// a stolen database alone makes nobody's codes. It is safe for concurrent use.
type Seal struct{ box cipher.AEAD }

// ErrSeal: what was sealed is not of this person, or was sealed with another
// key, as after a backup without the folder of keys.
var ErrSeal = errors.New("the seal does not fit")

// OpenSeal reads the key, and makes one at the first start.
func OpenSeal(folder string) (*Seal, error) {
	path := filepath.Join(folder, sealFile)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := writeSecret(folder, sealFile); err != nil {
			return nil, fmt.Errorf("keys: %w", err)
		}
	}
	if _, err := private(path); err != nil {
		return nil, fmt.Errorf("keys: %s: %w", path, err)
	}
	secret, err := readKey(path)
	if err != nil {
		return nil, fmt.Errorf("keys: %s: %w", path, err)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, sealPurpose, keyBytes)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	return &Seal{box: box}, err
}

// Seal encrypts a person's secret. It fits nobody else.
func (s *Seal) Seal(secret []byte, user chat.UserID) []byte {
	return s.box.Seal(nil, nil, secret, []byte(user.String()))
}

// Open gives the secret back; ErrSeal where it cannot.
func (s *Seal) Open(sealed []byte, user chat.UserID) ([]byte, error) {
	secret, err := s.box.Open(nil, nil, sealed, []byte(user.String()))
	if err != nil {
		return nil, ErrSeal
	}
	return secret, nil
}
