package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/db"
	"parley/db/chat"
)

// SessionLife is how long a session lives when nothing else is configured.
const SessionLife = 30 * 24 * time.Hour

// Sessions keeps people signed in by a cookie. A session is written when it
// begins, when it ends and when it gets a flash text, at once and never at the end
// of a request: a handler that runs for hours has no old session to write
// back. Nothing is stored for visitors.
type Sessions struct {
	manager *scs.SessionManager
	store   *db.Store
}

// SessionOptions are the settings of Sessions.
type SessionOptions struct {
	Life   time.Duration // from sign-in to the end, used or not; 0: SessionLife
	Secure bool          // the base URL is https
}

// NewSessions keeps its sessions in the store.
func NewSessions(store *db.Store, o SessionOptions) *Sessions {
	// scs.New would also start a goroutine that sweeps a store in memory, which
	// we have no use for and cannot end.
	manager := &scs.SessionManager{
		Store: sessionStore{store}, Codec: sessionCodec{}, Lifetime: SessionLife,
		Cookie: scs.SessionCookie{Name: SessionCookie(o.Secure), Path: "/", HttpOnly: true,
			SameSite: http.SameSiteLaxMode, Secure: o.Secure, Persist: true},
	}
	if o.Life > 0 {
		manager.Lifetime = o.Life
	}
	return &Sessions{manager: manager, store: store}
}

// SessionCookie names the session's cookie. Browsers take a name with __Host-
// from the host itself over https only, so no sibling domain can plant one
// (RFC 6265bis, 4.1.3.2).
func SessionCookie(secure bool) string {
	if secure {
		return "__Host-sessionid"
	}
	return "sessionid"
}

// Load reads the session once for everything that next asks about it. When the
// store cannot be read, fail answers and next is not called: a visitor and
// somebody whom we cannot look up are not the same. The upgrade and the static
// files stand outside.
func (s *Sessions) Load(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie")
		ctx, err := s.load(r)
		if err != nil {
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// SignIn reads which sign-in the session belongs to and writes nothing; false
// where there is no session. It asks the store afresh outside Load. Whether
// the sign-in still counts is Resolver's matter.
func (s *Sessions) SignIn(r *http.Request) (chat.SignInID, bool, error) {
	session, err := s.read(r)
	return session.SignIn, session.SignIn != 0, err
}

// read gives the session without its flash text; a zero one where there is none.
func (s *Sessions) read(r *http.Request) (storedSession, error) {
	ctx, err := s.load(r)
	if err != nil {
		return storedSession{}, err
	}
	return storedSession{SignIn: s.signIn(ctx), Deadline: s.manager.Deadline(ctx)}, nil
}

// Begin gives the browser a new session with a new token; whatever token it
// came with is worthless from here on. A browser holds one sign-in, so one
// that it had before ends and is returned, for its connections must end too;
// 0: it had none. Call it before the answer is written.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, signIn chat.SignInID) (ended chat.SignInID, err error) {
	ctx, err := s.load(r)
	if err != nil {
		return 0, err
	}
	if before := s.signIn(ctx); before != signIn {
		ended = before
	}
	if ended != 0 {
		if err := s.store.EndSignIn(ctx, ended, "signed in again"); err != nil && !errors.Is(err, chat.ErrNotFound) {
			return 0, fmt.Errorf("session: %w", err)
		}
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return ended, fmt.Errorf("session: %w", err)
	}
	s.manager.Put(ctx, signInKey, signIn)
	s.manager.Remove(ctx, flashKey)
	return ended, s.save(ctx, w)
}

// Renew gives the session a new token and keeps its sign-in, as after a change
// of password or role. Without a session it does nothing.
func (s *Sessions) Renew(w http.ResponseWriter, r *http.Request) error {
	ctx, err := s.load(r)
	if err != nil || s.signIn(ctx) == 0 {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return s.save(ctx, w)
}

// End makes the session's token worthless and takes the cookie away. It works
// with any cookie and with none. The sign-in is ended by the store.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request) error {
	ctx, err := s.load(r)
	if err != nil {
		return err
	}
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	s.manager.WriteSessionCookie(ctx, w, "", time.Time{})
	return nil
}

// PutFlash keeps one sentence for the next page that this person sees. It is
// dropped for visitors, for whom nothing is stored.
func (s *Sessions) PutFlash(w http.ResponseWriter, r *http.Request, sentence string) error {
	ctx, err := s.load(r)
	if err != nil || s.signIn(ctx) == 0 {
		return err
	}
	s.manager.Put(ctx, flashKey, sentence)
	return s.save(ctx, w)
}

// PopFlash gives the sentence once; empty where there is none.
func (s *Sessions) PopFlash(w http.ResponseWriter, r *http.Request) (string, error) {
	ctx, err := s.load(r)
	if err != nil {
		return "", err
	}
	sentence := s.manager.PopString(ctx, flashKey)
	if sentence == "" {
		return "", nil
	}
	return sentence, s.save(ctx, w)
}

// load puts the session into the request's context, unless it is there.
func (s *Sessions) load(r *http.Request) (context.Context, error) {
	ctx, err := s.manager.Load(r.Context(), cookieValue(r, s.manager.Cookie.Name))
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	return ctx, nil
}

func (s *Sessions) signIn(ctx context.Context) chat.SignInID {
	signIn, _ := s.manager.Get(ctx, signInKey).(chat.SignInID)
	return signIn
}

func (s *Sessions) save(ctx context.Context, w http.ResponseWriter) error {
	token, expiry, err := s.manager.Commit(ctx)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	s.manager.WriteSessionCookie(ctx, w, token, expiry)
	return nil
}
