package handlers

import (
	"net/http"

	"github.com/mileusna/useragent"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showSessions lists where the person is signed in.
func (s *Server) showSessions(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.sessionsPage(w, r, viewer, nil)
}

func (s *Server) sessionsPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	signIns, err := s.store.SignInsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Sessions", 0)
	if err != nil {
		return err
	}
	page := views.SessionsPage{Shell: shell, Errors: errs}
	for _, signIn := range signIns {
		page.Devices = append(page.Devices, views.Device{SignIn: signIn.ID, Name: deviceName(signIn.Agent), Address: signIn.Address,
			Began: signIn.Created, LastSeen: signIn.LastSeen, Current: signIn.ID == viewer.SignIn})
	}
	s.render(w, r, status, views.Sessions(page))
	return nil
}

// deviceName says which browser on which system, or what else there is to say.
func deviceName(agent string) string {
	browser := useragent.Parse(agent)
	switch {
	case browser.Name != "" && browser.OS != "":
		return browser.Name + " on " + browser.OS
	case agent != "":
		return agent
	}
	return "Unknown device"
}

// endSessions ends one of the person's sign-ins or all but this one, after the
// password; it closes only the sockets of those that ended.
func (s *Server) endSessions(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if _, err := s.confirmPassword(r, viewer, fields.get("password"), "password"); err != nil {
		return s.sessionsPage(w, r, viewer, err)
	}
	ended, err := s.endChosen(r, viewer, fields.get("end"))
	if err != nil {
		return err
	}
	for _, signIn := range ended {
		s.closeSignIn(signIn)
	}
	if err := s.sessions.PutFlash(w, r, plural(len(ended), "session")+" ended."); err != nil {
		return err
	}
	http.Redirect(w, r, views.SessionsPath, http.StatusSeeOther)
	return nil
}

// endChosen ends "others" or the one named by its id. Somebody else's is not
// there.
func (s *Server) endChosen(r *http.Request, viewer auth.Identity, chosen string) ([]chat.SignInID, error) {
	if chosen == "others" {
		return s.store.EndOtherSignIns(r.Context(), viewer.User.ID, viewer.SignIn, "ended by its person")
	}
	id, err := chat.ParseID[chat.SignInID](chosen)
	if err != nil {
		return nil, err
	}
	signIn, err := s.store.SignIn(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if signIn.User.ID != viewer.User.ID {
		return nil, chat.ErrNotFound
	}
	return []chat.SignInID{id}, s.store.EndSignIn(r.Context(), id, "ended by its person")
}
