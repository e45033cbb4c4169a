package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showFactor is one's own second factor. The secret of one that waits for its
// first code is shown to whoever has just typed the password alone.
func (s *Server) showFactor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.factorPage(w, r, viewer, views.FactorPage{}, nil)
}

func (s *Server) factorPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.FactorPage, refused error) (err error) {
	var status int
	if page.Errors, status, err = s.refusedTry(w, r, refused); err != nil {
		return err
	}
	if page.Factor, err = s.store.Factor(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	if !page.Factor.On() && page.Factor.Secret != nil && fresh(viewer) {
		if page.Secret, page.Link, err = s.factorSecret(viewer.User, page.Factor); err != nil {
			return err
		}
	}
	if page.Shell, err = s.shell(w, r, viewer, views.FactorTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Factor(page))
	return nil
}

// factorSecret is a secret as it is typed and as it is drawn; empty for one
// that was sealed with a key of before, in whose place a new one is made.
func (s *Server) factorSecret(user chat.User, factor chat.Factor) (text, link string, err error) {
	secret, err := s.seal.Open(factor.Secret, user.ID)
	if errors.Is(err, auth.ErrSeal) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	link, err = auth.FactorLink(secret, fmt.Sprintf("%s (%s)", s.site.Name, s.base.Hostname()), user.Username)
	return auth.Grouped(auth.FactorText(secret), " "), link, err
}

// changeFactor turns the second factor on and off, and makes recovery codes.
// Turning it off takes the password with the form, however short ago it was
// typed.
func (s *Server) changeFactor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	switch fields.get("do") {
	case "begin":
		return s.proven(s.beginFactor)(w, r, viewer)
	case "confirm":
		return s.proven(s.turnFactorOn)(w, r, viewer)
	case "codes":
		return s.proven(s.renewRecovery)(w, r, viewer)
	case "off":
		return s.turnFactorOff(w, r, viewer, fields)
	}
	return errBadFrame
}

// beginFactor makes a secret, which counts for nothing yet.
func (s *Server) beginFactor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	err := s.store.BeginFactor(r.Context(), viewer.User.ID, s.seal.Seal(auth.NewFactorSecret(), viewer.User.ID))
	if err != nil && !errors.Is(err, chat.ErrConflict) { // one is on already, as its page says
		return err
	}
	http.Redirect(w, r, views.FactorPath, http.StatusSeeOther)
	return nil
}

// turnFactorOn takes the first code, and shows the recovery codes this once.
func (s *Server) turnFactorOn(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	codes := auth.NewRecoveryCodes()
	err = s.guessed(r, viewer.User, func() error { return s.firstCode(r, viewer, fields.get("code"), codes) })
	if err != nil {
		return s.factorPage(w, r, viewer, views.FactorPage{}, err)
	}
	if err := s.sessions.Renew(w, r); err != nil {
		return err
	}
	return s.factorPage(w, r, viewer, views.FactorPage{Codes: codes}, nil)
}

func (s *Server) firstCode(r *http.Request, viewer auth.Identity, typed string, codes []string) error {
	factor, err := s.store.Factor(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	if factor.On() || factor.Secret == nil {
		return chat.Invalid{Field: "code", Reason: "There is nothing to turn on by now. Load the page again to see how it is."}
	}
	step, err := s.stepOf(viewer.User.ID, factor, typed)
	if err != nil {
		return err
	}
	return usedUp(s.store.TurnFactorOn(r.Context(), viewer.User.ID, chat.NewFactor{Secret: factor.Secret, Step: step, Codes: hashesOf(codes), SignIn: viewer.SignIn}))
}

func hashesOf(codes []string) [][]byte {
	var hashes [][]byte
	for _, code := range codes {
		if hash, ok := auth.RecoveryHash(code); ok {
			hashes = append(hashes, hash)
		}
	}
	return hashes
}

// renewRecovery makes new recovery codes and shows them this once.
func (s *Server) renewRecovery(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	codes := auth.NewRecoveryCodes()
	err := s.store.RenewRecovery(r.Context(), viewer.User.ID, hashesOf(codes))
	if errors.Is(err, chat.ErrConflict) { // it was turned off meanwhile, as its page says
		http.Redirect(w, r, views.FactorPath, http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	return s.factorPage(w, r, viewer, views.FactorPage{Codes: codes}, nil)
}

func (s *Server) turnFactorOff(w http.ResponseWriter, r *http.Request, viewer auth.Identity, fields form) error {
	_, err := s.confirmPassword(r, viewer, fields.get("password"), "password")
	if err == nil {
		err = s.giveCode(r, viewer.User, fields.get("code"))
	}
	if err == nil {
		err = s.store.EndFactor(r.Context(), viewer.User.ID)
	}
	if err != nil {
		return s.factorPage(w, r, viewer, views.FactorPage{}, err)
	}
	if err := s.sessions.Renew(w, r); err != nil {
		return err
	}
	return s.led(w, r, views.FactorPath, "Your second factor is off.")
}

// saveRecovery gives recovery codes back as a file. They come from the page that
// shows them, for nothing else knows them any more.
func (s *Server) saveRecovery(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	codes := fields["recovery"]
	if len(codes) == 0 || len(codes) > auth.RecoveryCodes || len(hashesOf(codes)) != len(codes) {
		return errBadFrame
	}
	download(w, "text/plain; charset=utf-8", "recovery-codes.txt")
	fmt.Fprintf(w, "Recovery codes of %s at %s\nEach works once.\n\n", viewer.User.Username, s.base.Hostname())
	for _, code := range codes {
		fmt.Fprintln(w, code)
	}
	return nil
}

// takeFactor takes off the second factor of somebody who has lost theirs.
func (s *Server) takeFactor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, _, err := s.accountForm(r)
	if err != nil {
		return err
	}
	if err := s.store.TakeFactor(r.Context(), viewer.User.ID, user.ID); err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{}, acted(err, "They have no second factor any more."))
	}
	return s.didTo(w, r, user, "Their second factor is off. They read of it in their bell.")
}
