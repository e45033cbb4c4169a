package handlers

import (
	"context"
	"errors"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// welcome signs somebody in whose password was right, or asks for the code of
// their second factor first: until it is right, nobody is signed in.
func (s *Server) welcome(w http.ResponseWriter, r *http.Request, user chat.User, next string) error {
	factor, err := s.store.Factor(r.Context(), user.ID)
	if err != nil {
		return err
	}
	if !factor.On() {
		return s.begin(w, r, user, next)
	}
	if err := s.challenges.Begin(r.Context(), w, user.ID); err != nil {
		return err
	}
	http.Redirect(w, r, views.SignInCodeNextPath(next), http.StatusSeeOther)
	return nil
}

// startOver is said when half a sign-in has come to its end.
const startOver = "That took too long, or too many codes were wrong. Please begin anew."

// askSignInCode is the page for the code behind a password.
func (s *Server) askSignInCode(w http.ResponseWriter, r *http.Request) error {
	next := auth.SafeNext(r.URL.Query().Get("next"))
	if _, err := s.challenges.Whose(r); err != nil {
		return s.anew(w, r, next, err)
	}
	s.render(w, r, http.StatusOK, views.SignInCode(s.site, views.SignInCodeForm{Next: next}))
	return nil
}

// anew leads back to the password where a half of a sign-in is gone.
func (s *Server) anew(w http.ResponseWriter, r *http.Request, next string, err error) error {
	if !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	if r.Method == http.MethodPost {
		s.render(w, r, http.StatusUnprocessableEntity, views.SignIn(s.site, views.AccountForm{Next: next, Why: startOver}))
		return nil
	}
	http.Redirect(w, r, views.SignInNextPath(next), http.StatusSeeOther)
	return nil
}

// signInWithCode ends a sign-in that a password began.
func (s *Server) signInWithCode(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	next := auth.SafeNext(fields.get("next"))
	user, err := s.challenges.Try(r)
	if err != nil {
		return s.anew(w, r, next, err)
	}
	if err := s.giveCode(r, user, fields.get("code")); err != nil {
		return s.codeAgain(w, r, next, err)
	}
	if err := s.challenges.Spend(w, r); err != nil {
		return s.anew(w, r, next, err)
	}
	if err := s.begin(w, r, user, next, s.gaveCode); err != nil {
		return s.atTheDoor(w, r, user, err)
	}
	return nil
}

// gaveCode notes of a new sign-in that a code was given for it.
func (s *Server) gaveCode(ctx context.Context, signIn chat.SignIn) error {
	return s.store.GaveFactor(ctx, signIn.ID, signIn.User.ID)
}

// codeAgain shows the page with what was wrong. When no try is left, the
// password is asked for again.
func (s *Server) codeAgain(w http.ResponseWriter, r *http.Request, next string, refused error) error {
	errs, status, err := s.refusedTry(w, r, refused)
	if err != nil {
		return err
	}
	if _, err := s.challenges.Whose(r); err != nil {
		return s.anew(w, r, next, err)
	}
	s.render(w, r, status, views.SignInCode(s.site, views.SignInCodeForm{Next: next, Errors: errs}))
	return nil
}

// errCodeNeeded: the password of a program was right, and there is more to
// give.
var errCodeNeeded = errors.New("second factor needed")

// checkCode is what the API asks of somebody whose password was right.
func (s *Server) checkCode(r *http.Request, user chat.User, code string) (given bool, err error) {
	factor, err := s.store.Factor(r.Context(), user.ID)
	switch {
	case err != nil || !factor.On():
		return false, err
	case code == "":
		return false, errCodeNeeded
	}
	return true, s.giveCode(r, user, code)
}
