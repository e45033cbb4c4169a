package auth

import (
	"context"
	"fmt"
	"runtime"

	"github.com/alexedwards/argon2id"
)

// params are the first choice of the OWASP Password Storage Cheat Sheet for
// argon2id: 19 MiB, two passes, one lane.
var params = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// waiting is how many passwords may queue for a slot. A hash takes about 20 ms,
// so the last in a full queue waits under half a second.
const waiting = 20

// Passwords hashes and verifies. One hash runs at a time for every two cores,
// because each holds 19 MiB and a core: a flood of logins must not slow the
// messages. It is safe for concurrent use.
type Passwords struct {
	slots chan struct{} // held while hashing
	line  chan struct{} // held while hashing or waiting for a slot
}

// nobodysHash is of a random password that was thrown away, made with params.
// It is written down because making it would cost every start 19 MiB.
const nobodysHash = `$argon2id$v=19$m=19456,t=2,p=1$Iycwm2GtjSAwkgrdU9BymA$P+Xno/Z+djPA0YZ7Oj4VRjqRron58RtSo+oaT5Byw4k`

// NewPasswords hashes nothing yet.
func NewPasswords() *Passwords {
	slots := max(1, runtime.GOMAXPROCS(0)/2)
	return &Passwords{slots: make(chan struct{}, slots), line: make(chan struct{}, slots+waiting)}
}

// Hash encodes a password with its salt and parameters. It answers ErrBusy
// when the queue is full and the context's error when that ends first.
// Whether the password is a good one is CheckPassword's matter.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	hash, err := argon2id.CreateHash(password, &params)
	if err != nil {
		return "", fmt.Errorf("passwords: %w", err)
	}
	return hash, nil
}

// Verify tells whether the password made the hash, and whether the hash was
// made with other parameters than today's and should be made anew. An empty
// hash is an account without a password: it costs the same and is never ok.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (ok, rehash bool, err error) {
	if hash == "" {
		return false, false, p.VerifyNobody(ctx, password)
	}
	leave, err := p.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	ok, made, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("passwords: %w", err)
	}
	return ok, ok && *made != params, nil
}

// VerifyNobody does the work of Verify for a user who does not exist, so that
// the time of the answer does not tell.
func (p *Passwords) VerifyNobody(ctx context.Context, password string) error {
	_, _, err := p.Verify(ctx, nobodysHash, password)
	return err
}

func (p *Passwords) enter(ctx context.Context) (leave func(), err error) {
	select {
	case p.line <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots; <-p.line }, nil
	case <-ctx.Done():
		<-p.line
		return nil, ctx.Err()
	}
}
