package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/db"
	"parley/db/chat"
)

// The only two things a session holds. Everything else about a person is in
// tables, so two requests at once never overwrite each other's changes.
const (
	signInKey = "sign_in"
	flashKey  = "flash"
)

// sessionStore is scs's store over ours: hashes instead of tokens, and a
// deleted session stays deleted, whatever a slow request commits afterwards.
type sessionStore struct{ store *db.Store }

var _ scs.CtxStore = sessionStore{}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if !wellFormedToken(token) {
		return nil, false, nil
	}
	return s.store.Session(ctx, hashOf(token), time.Now())
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	var stored storedSession
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	return s.store.SaveSession(ctx, hashOf(token), data, stored.SignIn, expiry)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	if !wellFormedToken(token) {
		return nil
	}
	return s.store.EndSession(ctx, hashOf(token))
}

// scs asks for these beside the methods with a context and then calls none of
// them.

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// hashOf is what the store keeps of a token, so that a stolen database signs
// nobody in. The tokens are random, so a fast hash is enough.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// wellFormedToken tells what may be one of our tokens (32 bytes) from what
// never was; garbage is not worth a question to the store.
func wellFormedToken(token string) bool {
	if len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return false
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(token)
	return err == nil
}

// storedSession is a session as it lies in the store.
type storedSession struct {
	Deadline time.Time     `json:"deadline"`
	SignIn   chat.SignInID `json:"sign_in,omitempty"`
	Flash    string        `json:"flash,omitempty"`
}

// sessionCodec writes JSON where scs would write gob: it is faster for so
// little, and the store can read the sign-in out of it.
type sessionCodec struct{}

func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	stored := storedSession{Deadline: deadline}
	stored.SignIn, _ = values[signInKey].(chat.SignInID)
	stored.Flash, _ = values[flashKey].(string)
	return json.Marshal(stored)
}

func (sessionCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	var stored storedSession
	if err := json.Unmarshal(data, &stored); err != nil {
		return time.Time{}, nil, errors.New("session: stored text is damaged")
	}
	values := map[string]any{signInKey: stored.SignIn}
	if stored.Flash != "" {
		values[flashKey] = stored.Flash
	}
	return stored.Deadline, values, nil
}
