package handlers

import (
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// accountsShown bounds the list of people; who is not in it is found by name.
const accountsShown = 100

// listAccounts finds people by the beginning of a name or an address.
func (s *Server) listAccounts(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	page := views.AccountsPage{Filter: chat.Line(r.URL.Query().Get("q")), At: time.Now()}
	var err error
	if page.People, err = s.store.Accounts(r.Context(), page.Filter, accountsShown); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Accounts(page))
	return nil
}

// showAccount is what staff know of a person.
func (s *Server) showAccount(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	return s.accountPage(w, r, viewer, user, views.AccountPage{}, nil)
}

// accountPage shows it with what was typed and refused.
func (s *Server) accountPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, user chat.User, page views.AccountPage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	if page.Sweep.Tried {
		page.Sweep.Errors = errs
	} else {
		page.Form.Errors = errs
	}
	ctx := r.Context()
	page.User, page.At = user, time.Now()
	if page.Sanctions, err = s.store.SanctionsOf(ctx, user.ID); err != nil {
		return err
	}
	if page.Reports, err = s.store.ReportsAbout(ctx, user.ID); err != nil {
		return err
	}
	if page.Swept, err = s.store.SweepsOf(ctx, user.ID); err != nil {
		return err
	}
	if page.Notes, err = s.store.NotesOn(ctx, user.ID); err != nil {
		return err
	}
	signIns, err := s.store.SignInsOf(ctx, user.ID)
	if err != nil {
		return err
	}
	page.Sessions, page.Origins = len(signIns), originsOf(signIns)
	page.Receipts = s.receipts(func(e chat.Entry) bool { return e.ID != 0 && e.Target.ID == user.ID })
	factor, err := s.store.Factor(ctx, user.ID)
	if err != nil {
		return err
	}
	page.Factor = factor.On()
	if page.Rooms, err = s.store.SharedRooms(ctx, viewer.User.ID, user.ID); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Account(page))
	return nil
}

// addNote keeps what moderators tell each other about somebody.
func (s *Server) addNote(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, fields, err := s.accountForm(r)
	if err != nil {
		return err
	}
	words := strings.TrimSpace(fields.get("words"))
	if err = chat.CheckWords(words); err == nil && words == "" {
		err = chat.Invalid{Field: "note", Reason: "Write the note first."}
	}
	if err == nil {
		err = s.store.AddNote(r.Context(), viewer.User.ID, user.ID, words)
	}
	if err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{Note: fields.get("words")}, err)
	}
	return s.didTo(w, r, user, "The note is kept.")
}

// changeRole changes what somebody is on the site. Whoever loses rights is
// signed out.
func (s *Server) changeRole(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, fields, err := s.accountForm(r)
	if err != nil {
		return err
	}
	role := chat.Role(fields.get("role"))
	if !role.Valid() {
		err = chat.Invalid{Field: "role", Reason: "Choose one of the roles."}
	} else {
		err = s.closing(r, user, func() error { return s.store.ChangeRole(r.Context(), viewer.User.ID, user.ID, role) })
	}
	if err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{}, err)
	}
	return s.didTo(w, r, user, "They are a "+string(role)+" now.")
}

// changeActive keeps an account out of use, or brings it back.
func (s *Server) changeActive(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, fields, err := s.accountForm(r)
	if err != nil {
		return err
	}
	active := fields.get("active") != ""
	err = s.closing(r, user, func() error { return s.store.ChangeActive(r.Context(), viewer.User.ID, user.ID, active) })
	if err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{}, err)
	}
	return s.didTo(w, r, user, "Done.")
}

// appoint makes somebody an agent of the support desk, or no longer.
func (s *Server) appoint(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, fields, err := s.accountForm(r)
	if err != nil {
		return err
	}
	agent := fields.get("agent") != ""
	err = s.closing(r, user, func() error { return s.store.Appoint(r.Context(), viewer.User.ID, user.ID, agent) })
	if err != nil {
		return s.accountPage(w, r, viewer, user, views.AccountPage{}, err)
	}
	if agent {
		return s.didTo(w, r, user, "They are an agent of the support desk now.")
	}
	return s.didTo(w, r, user, "They are no agent any more.")
}

// closing makes a change that may end somebody's sign-ins, and lets their pages
// go with them.
func (s *Server) closing(r *http.Request, user chat.User, change func() error) error {
	before, err := s.store.SignInsOf(r.Context(), user.ID)
	if err == nil {
		err = change()
	}
	if err != nil {
		return err
	}
	for _, signIn := range before {
		if now, err := s.store.SignIn(r.Context(), signIn.ID); err == nil && !now.Live() {
			s.closeSignIn(signIn.ID)
		}
	}
	return nil
}

func (s *Server) accountForm(r *http.Request) (chat.User, form, error) {
	user, err := s.userOf(r)
	if err != nil {
		return user, nil, err
	}
	fields, err := postedForm(r)
	return user, fields, err
}
