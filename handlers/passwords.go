package handlers

import (
	"context"
	"errors"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// changePassword is the command behind the page and the API: it takes the old
// password and the new one twice, and ends every other sign-in of the person.
func (s *Server) changePassword(r *http.Request, viewer auth.Identity, fields form) error {
	if _, err := s.confirmPassword(r, viewer, fields.get("old_password"), "old_password"); err != nil {
		return err
	}
	hash, err := s.newHash(r.Context(), viewer.User, fields)
	if err != nil {
		return err
	}
	living, err := s.store.SignInsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	if err := s.store.SetPassword(r.Context(), viewer.User.ID, hash, viewer.SignIn); err != nil {
		return err
	}
	for _, signIn := range living {
		if signIn.ID != viewer.SignIn {
			s.closeSignIn(signIn.ID)
		}
	}
	return nil
}

// confirmPassword makes sure that it is really the person who asks. A wrong
// one counts as a failed sign-in.
func (s *Server) confirmPassword(r *http.Request, viewer auth.Identity, password, field string) (chat.User, error) {
	user, err := s.checkPassword(r, viewer.User.Username, password)
	if errors.Is(err, wrongPair) {
		return user, chat.Invalid{Field: field, Reason: "That is not your password."}
	}
	return user, err
}

// newHash checks a new password that was typed twice.
func (s *Server) newHash(ctx context.Context, user chat.User, fields form) (string, error) {
	password := fields.get("new_password1")
	if err := auth.CheckPassword(user.Username, password); err != nil {
		return "", fieldNamed(err, "password", "new_password1")
	}
	if password != fields.get("new_password2") {
		return "", chat.Invalid{Field: "new_password2", Reason: "The two are not the same. Type the new one again."}
	}
	return s.passwords.Hash(ctx, password)
}

// fieldNamed gives a refusal of one field under the name that the form used.
func fieldNamed(err error, from, to string) error {
	var invalid chat.Invalid
	if errors.As(err, &invalid) && invalid.Field == from {
		invalid.Field = to
		return invalid
	}
	return err
}

func (s *Server) askPassword(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.passwordPage(w, r, viewer, nil)
}

func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Password", 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.Password(views.PasswordPage{Shell: shell, Errors: errs}))
	return nil
}

// postPassword is the page's door.
func (s *Server) postPassword(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if err := s.changePassword(r, viewer, fields); err != nil {
		return s.passwordPage(w, r, viewer, err)
	}
	if err := s.sessions.Renew(w, r); err != nil {
		return err
	}
	if err := s.sessions.PutFlash(w, r, "Your password is changed. Every other session has ended."); err != nil {
		return err
	}
	http.Redirect(w, r, views.PasswordPath, http.StatusSeeOther)
	return nil
}

// changePasswordAPI is the API's door.
func (s *Server) changePasswordAPI(w http.ResponseWriter, r *http.Request, viewer auth.Identity) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"old_password", "new_password1", "new_password2"} {
		if fields.get(field) == "" {
			return nil, missing(field)
		}
	}
	if err := s.changePassword(r, viewer, fields); err != nil {
		return nil, err
	}
	return map[string]string{"detail": "New password has been saved."}, s.sessions.Renew(w, r)
}
