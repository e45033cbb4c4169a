package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// What every app understands: SHA-1, six digits, a new code each half minute
// (RFC 6238, 4 and 5.2). One span before and after counts too, for a clock that
// is wrong or a hand that is slow.
const (
	factorBytes  = 20 // a secret is as long as its hash (RFC 4226, 4, R6)
	factorPeriod = 30 * time.Second
	factorSkew   = 1
)

var factorCode = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

var unpadded = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewFactorSecret makes the secret of a second factor.
func NewFactorSecret() []byte {
	secret := make([]byte, factorBytes)
	rand.Read(secret) // never fails (crypto/rand)
	return secret
}

// FactorText is a secret as somebody types it into an app.
func FactorText(secret []byte) string { return unpadded.EncodeToString(secret) }

// FactorLink is a secret as an app reads it from a picture. place and account
// are what the app calls it.
func FactorLink(secret []byte, place, account string) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(place, ":", ""), AccountName: account, Secret: secret,
		Period: uint(factorPeriod / time.Second), Digits: factorCode.Digits, Algorithm: factorCode.Algorithm})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// FactorStep tells which span of time a code is of; false where it is of none
// that counts at that time. All are looked at, and each in constant time.
func FactorStep(secret []byte, code string, at time.Time) (step int64, ok bool) {
	now := at.Unix() / int64(factorPeriod/time.Second)
	for near := now - factorSkew; near <= now+factorSkew; near++ {
		if right, err := hotp.ValidateCustom(code, uint64(near), FactorText(secret), factorCode); err == nil && right {
			step, ok = near, true
		}
	}
	return step, ok
}

const (
	// RecoveryCodes is how many one gets at a time.
	RecoveryCodes = 10
	// recoveryLetters of five random bits each make 120, so that a fast hash is
	// enough for what the store keeps (NIST SP 800-63B, 3.1.2.2: 112).
	recoveryLetters = 24
	recoveryGroup   = 4
)

// NewRecoveryCodes makes codes that stand in for the app, each once, in groups
// that one can copy by hand.
func NewRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		codes[i] = Grouped(rand.Text()[:recoveryLetters], "-")
	}
	return codes
}

// Grouped parts a long word into groups of four.
func Grouped(text, by string) string {
	var groups []string
	for group := range slices.Chunk([]byte(text), recoveryGroup) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, by)
}

// misread are the signs that people add, and those that are not in our alphabet
// (RFC 4648, 6) and look like one that is.
var misread = strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I", "8", "B")

// RecoveryHash is what the store keeps of a recovery code, however it was
// typed; false for what can be none.
func RecoveryHash(typed string) (hash []byte, ok bool) {
	if len(typed) > 4*recoveryLetters {
		return nil, false
	}
	code := misread.Replace(strings.ToUpper(typed))
	if _, err := unpadded.DecodeString(code); err != nil || len(code) != recoveryLetters {
		return nil, false
	}
	digest := sha256.Sum256([]byte(code))
	return digest[:], true
}
