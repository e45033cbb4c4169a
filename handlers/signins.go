package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askSignIn shows the form of a name and a password.
func (s *Server) askSignIn(w http.ResponseWriter, r *http.Request) error {
	if ready, err := s.store.SetUp(r.Context()); err != nil || !ready {
		return s.toDoor(w, r)
	}
	next := auth.SafeNext(r.URL.Query().Get("next"))
	if _, ok := viewerOf(r.Context()); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	s.render(w, r, http.StatusOK, views.SignIn(s.site, views.AccountForm{Next: next}))
	return nil
}

// wrongPair is said of every wrong sign-in, so that nobody learns which names
// there are.
var wrongPair = chat.Invalid{Reason: "That name and password do not belong together."}

// signIn takes a name and a password. Whatever credential the browser came
// with is not looked at.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	typed := views.AccountForm{Username: fields.get("username"), Next: auth.SafeNext(fields.get("next"))}
	user, err := s.checkPassword(r, fields.get("username"), fields.get("password"))
	if err != nil {
		errs, status, err := s.refusedTry(w, r, err)
		if err != nil {
			return err
		}
		typed.Errors = errs
		s.render(w, r, status, views.SignIn(s.site, typed))
		return nil
	}
	if err := s.welcome(w, r, user, typed.Next); err != nil {
		return s.atTheDoor(w, r, user, err)
	}
	return nil
}

// checkPassword finds whose name and password these are; wrongPair when they
// are nobody's, at the same cost.
func (s *Server) checkPassword(r *http.Request, typed, password string) (chat.User, error) {
	name, address := chat.Username(typed), s.addressOf(r)
	if after, ok := s.guesses.Allow(name, address); !ok {
		return chat.User{}, tooSoon{after: after}
	}
	user, right, err := s.verify(r.Context(), name, password)
	switch {
	case err != nil:
		s.guesses.Withdrawn(name, address)
		return chat.User{}, err
	case !right:
		s.guesses.Failed(name, address)
		return chat.User{}, wrongPair
	}
	s.guesses.Succeeded(name, address)
	return user, nil
}

// verify tells whether the pair is right, at the same cost for a name that
// nobody has.
func (s *Server) verify(ctx context.Context, name, password string) (chat.User, bool, error) {
	user, hash, err := s.store.Credentials(ctx, name)
	if errors.Is(err, chat.ErrNotFound) || err == nil && hash == "" {
		return user, false, s.passwords.VerifyNobody(ctx, password)
	}
	if err != nil {
		return user, false, err
	}
	right, rehash, err := s.passwords.Verify(ctx, hash, password)
	if right && rehash {
		s.rehash(ctx, user, hash, password)
	}
	return user, right && user.Active, err
}

// rehash renews a hash that was made with other parameters than today's. It
// can wait: the next sign-in tries again.
func (s *Server) rehash(ctx context.Context, user chat.User, old, password string) {
	hash, err := s.passwords.Hash(ctx, password)
	if err == nil {
		err = s.store.Rehash(ctx, user.ID, old, hash)
	}
	if err != nil {
		s.log.Warn("password hash not renewed", "user", user.ID, "error", err)
	}
}

// begun is done with a new sign-in before anybody holds it.
type begun func(context.Context, chat.SignIn) error

// begin signs a person in on this browser and leads on.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, user chat.User, next string, first ...begun) error {
	if _, err := s.beginSignIn(w, r, user, first...); err != nil {
		return err
	}
	// Tokens of somebody who was here before must not stand beside the session.
	s.cookies.Clear(w, auth.AccessCookie, auth.RefreshCookie)
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// beginSignIn starts a sign-in and its session. One that the browser had
// before ends, with its sockets.
func (s *Server) beginSignIn(w http.ResponseWriter, r *http.Request, user chat.User, first ...begun) (chat.SignIn, error) {
	signIn, err := s.store.StartSignIn(r.Context(), user.ID, s.addressOf(r).String(), auth.Browser(r), time.Now().UTC())
	if err != nil {
		return signIn, s.whyBarred(r.Context(), user, err)
	}
	for _, do := range first {
		if err := do(r.Context(), signIn); err != nil {
			return signIn, err
		}
	}
	ended, err := s.sessions.Begin(w, r, signIn.ID)
	s.closeSignIn(ended)
	return signIn, err
}

// signOut ends the sign-in with everything that was given out with it, in all
// tabs. It works with any credential and with none.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.endSignIn(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, views.SignInPath, http.StatusSeeOther)
	return nil
}

// endSignIn ends the sign-in that the request speaks for, and that of its
// session where the two differ, and clears every cookie.
func (s *Server) endSignIn(w http.ResponseWriter, r *http.Request) error {
	viewer, _ := viewerOf(r.Context())
	session, _, err := s.sessions.SignIn(r)
	if err != nil {
		return err
	}
	for _, signIn := range []chat.SignInID{viewer.SignIn, session} {
		if signIn == 0 {
			continue
		}
		if err := s.store.EndSignIn(r.Context(), signIn, "signed out"); err != nil && !errors.Is(err, chat.ErrNotFound) {
			return err
		}
		s.closeSignIn(signIn)
	}
	s.cookies.Clear(w, auth.AccessCookie, auth.RefreshCookie)
	return s.sessions.End(w, r)
}

// closeSignIn lets the pages of an ended sign-in go, with the reason; 0 is
// none.
func (s *Server) closeSignIn(signIn chat.SignInID) {
	if signIn == 0 || len(s.hub.Tagged(signInTag(signIn))) == 0 {
		return
	}
	end := signedOut()
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	if ended, err := s.store.SignIn(ctx, signIn); err == nil {
		end = s.endOf(ctx, ended.User.ID)
	}
	s.hub.CloseTagged(signInTag(signIn), end.code, end.reason, end.farewell)
}
