package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

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
