package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// firstRoom is the room that a new place begins with.
const firstRoom = "General"

// home leads to where one would want to be: the room with the latest news, the
// sign-in, or the very first account.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	viewer, ok := viewerOf(r.Context())
	if !ok {
		return s.toDoor(w, r)
	}
	rooms, err := s.store.MembershipsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	target := views.RoomsPath
	if len(rooms) > 0 {
		target = views.RoomPath(rooms[0].Room.ID)
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// toDoor sends a stranger to sign in, or to make the first account.
func (s *Server) toDoor(w http.ResponseWriter, r *http.Request) error {
	ready, err := s.store.SetUp(r.Context())
	if err != nil {
		return err
	}
	target := views.SignInPath
	if !ready {
		target = views.FirstRunPath
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// askFirstRun shows the form of the first account, until there is one.
func (s *Server) askFirstRun(w http.ResponseWriter, r *http.Request) error {
	ready, err := s.store.SetUp(r.Context())
	if err != nil {
		return err
	}
	if ready {
		http.Redirect(w, r, views.HomePath, http.StatusSeeOther)
		return nil
	}
	s.render(w, r, http.StatusOK, views.FirstRun(s.site, views.AccountForm{}))
	return nil
}

// firstRun makes the first account, an admin, with one open room. Of two who
// try at once one wins; the other is sent to sign in.
func (s *Server) firstRun(w http.ResponseWriter, r *http.Request) error {
	return s.newAccount(w, r, views.FirstRun, func(ctx context.Context, account chat.NewUser) (chat.User, error) {
		account.Role = chat.RoleAdmin
		user, _, err := s.store.CreateFirstUser(ctx, account, firstRoom)
		return user, err
	})
}

func (s *Server) askSignUp(w http.ResponseWriter, r *http.Request) error {
	if ready, err := s.store.SetUp(r.Context()); err != nil || !ready {
		return s.toDoor(w, r)
	}
	s.render(w, r, http.StatusOK, views.SignUp(s.site, views.AccountForm{Next: auth.SafeNext(r.URL.Query().Get("next"))}))
	return nil
}

// signUp makes an account and signs its person in.
func (s *Server) signUp(w http.ResponseWriter, r *http.Request) error {
	ready, err := s.store.SetUp(r.Context())
	if err != nil {
		return err
	}
	if !ready {
		return chat.ErrForbidden
	}
	return s.newAccount(w, r, views.SignUp, s.store.CreateUser)
}

// newAccount reads the form of an account, makes it, and signs its person in.
func (s *Server) newAccount(w http.ResponseWriter, r *http.Request, page accountPage, create func(context.Context, chat.NewUser) (chat.User, error)) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	typed := views.AccountForm{Username: fields.get("username"), DisplayName: fields.get("display_name"), Email: fields.get("email"), Next: auth.SafeNext(fields.get("next"))}
	account, err := s.checkAccount(r.Context(), fields)
	var user chat.User
	if err == nil {
		user, err = create(r.Context(), account)
	}
	if errors.Is(err, chat.ErrConflict) {
		http.Redirect(w, r, views.HomePath, http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return s.accountAgain(w, r, page, typed, err)
	}
	return s.begin(w, r, user, views.RoomsPath)
}

// checkAccount finds everything wrong with the form at once, and hashes the
// password only when nothing is.
func (s *Server) checkAccount(ctx context.Context, fields form) (chat.NewUser, error) {
	account := chat.NewUser{Username: chat.Username(fields.get("username")), DisplayName: chat.Line(fields.get("display_name")), Email: strings.TrimSpace(fields.get("email")), Role: chat.RoleMember}
	named := account.DisplayName != ""
	if !named {
		account.DisplayName = account.Username
	}
	errs := []error{chat.CheckUsername(account.Username), chat.CheckEmail(account.Email), auth.CheckPassword(account.Username, fields.get("password"))}
	if named {
		errs = append(errs, chat.CheckDisplayName(account.DisplayName))
	}
	if err := errors.Join(errs...); err != nil {
		return account, err
	}
	hash, err := s.passwords.Hash(ctx, fields.get("password"))
	account.PasswordHash = hash
	return account, err
}

type accountPage = func(views.Site, views.AccountForm) templ.Component

// accountAgain shows the form with what was typed and what is wrong with it.
func (s *Server) accountAgain(w http.ResponseWriter, r *http.Request, page accountPage, typed views.AccountForm, err error) error {
	errs, status, err := refusedFields(err)
	if err != nil {
		return err
	}
	typed.Errors = errs
	s.render(w, r, status, page(s.site, typed))
	return nil
}

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
		if soon := (tooSoon{}); errors.As(err, &soon) {
			w.Header().Set("Retry-After", retryAfter(soon.after))
			typed.Errors = views.Errors{{Reason: problemOf(err).sentence}}
			s.render(w, r, http.StatusTooManyRequests, views.SignIn(s.site, typed))
			return nil
		}
		return s.accountAgain(w, r, views.SignIn, typed, err)
	}
	return s.begin(w, r, user, typed.Next)
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

// begin signs a person in on this browser and leads on.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, user chat.User, next string) error {
	if _, err := s.beginSignIn(w, r, user); err != nil {
		return err
	}
	// Tokens of somebody who was here before must not stand beside the session.
	s.cookies.Clear(w, auth.AccessCookie, auth.RefreshCookie)
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// beginSignIn starts a sign-in and its session. One that the browser had
// before ends, with its sockets.
func (s *Server) beginSignIn(w http.ResponseWriter, r *http.Request, user chat.User) (chat.SignIn, error) {
	signIn, err := s.store.StartSignIn(r.Context(), user.ID, s.addressOf(r).String(), auth.Browser(r), time.Now().UTC())
	if err != nil {
		return signIn, err
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

// closeSignIn lets the pages of an ended sign-in go; 0 is none.
func (s *Server) closeSignIn(signIn chat.SignInID) {
	if signIn != 0 {
		s.hub.CloseTagged(signInTag(signIn), closeSignedOut, "signed out", farewellSignedOut())
	}
}
