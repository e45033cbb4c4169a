package handlers

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showProfile is a person as everybody may see them.
func (s *Server) showProfile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	return s.profilePage(w, r, viewer, user, nil)
}

func (s *Server) profilePage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, user chat.User, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	tie, err := s.store.Tie(r.Context(), viewer.User.ID, user.ID)
	if err != nil {
		return err
	}
	attention, err := s.store.Attention(r.Context(), viewer.User.ID, user.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, user.DisplayName, 0)
	if err != nil {
		return err
	}
	state, lastSeen, err := s.crowd.reachable(r.Context(), viewer.User.ID, user.ID)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.Profile(views.ProfilePage{Shell: shell, User: user, Tie: tie, Attention: attention,
		State: state, LastSeen: lastSeen, Errors: errs}))
	return nil
}

// askProfile shows the form in which people say who they are.
func (s *Server) askProfile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.profileForm(w, r, viewer, profileOf(viewer.User), nil)
}

func profileOf(user chat.User) chat.Profile {
	return chat.Profile{DisplayName: user.DisplayName, Email: user.Email, About: user.About, Reach: user.Reach}
}

func (s *Server) profileForm(w http.ResponseWriter, r *http.Request, viewer auth.Identity, typed chat.Profile, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	blocked, err := s.store.Blocked(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Profile", 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.ProfileSettings(views.ProfileSettingsPage{Shell: shell, Blocked: blocked, Form: views.ProfileForm{
		DisplayName: typed.DisplayName, Email: typed.Email, About: typed.About, Reach: typed.Reach, Errors: errs}}))
	return nil
}

// changeProfile takes the form. What it does not name stays as it is.
func (s *Server) changeProfile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	allowUploadTime(w)
	defer removeFiles(r)
	fields, files, err := s.uploadForm(r, "picture")
	typed := typedProfile(viewer.User, fields)
	var now chat.User
	if err == nil {
		now, err = s.updateProfile(r, viewer.User, typed, files)
	}
	if err != nil {
		return s.profileForm(w, r, viewer, typed, err)
	}
	s.redraw(r.Context(), viewer.User, now)
	s.retellReach(r.Context(), viewer.User, now)
	if err := s.sessions.PutFlash(w, r, "Your profile is changed."); err != nil {
		return err
	}
	http.Redirect(w, r, views.ProfileSettingsPath, http.StatusSeeOther)
	return nil
}

func (s *Server) updateProfile(r *http.Request, user chat.User, typed chat.Profile, files []*multipart.FileHeader) (chat.User, error) {
	profile, err := s.checkProfile(r, user, typed, files)
	if err != nil {
		return chat.User{}, err
	}
	return s.store.UpdateProfile(r.Context(), user.ID, profile)
}

func typedProfile(user chat.User, fields form) chat.Profile {
	return chat.Profile{
		DisplayName:   fields.or("display_name", user.DisplayName),
		Email:         fields.or("email", user.Email),
		About:         fields.or("about", user.About),
		Reach:         chat.Reach(fields.or("reach", string(user.Reach))),
		RemovePicture: fields.get("remove_picture") != "",
	}
}

// checkProfile puts what was typed as it is kept and finds everything wrong
// with it at once. A picture is looked at only when nothing else is wrong.
func (s *Server) checkProfile(r *http.Request, user chat.User, profile chat.Profile, files []*multipart.FileHeader) (chat.Profile, error) {
	profile.DisplayName = chat.Line(profile.DisplayName)
	profile.Email = strings.TrimSpace(profile.Email)
	profile.About = tidy(profile.About)
	if profile.DisplayName == "" {
		profile.DisplayName = user.Username
	}
	errs := profile.Check(user.DisplayName)
	if len(files) > 0 && errors.Join(errs...) == nil {
		var err error
		profile.Picture, err = s.pictureIn(r.Context(), files[0])
		errs = append(errs, err)
	}
	return profile, errors.Join(errs...)
}

// uploadTime is how long a form with a file may take: ten megabytes at less
// than a megabit a second. Other requests have the server's own limits.
const uploadTime = 2 * time.Minute

func allowUploadTime(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	deadline := time.Now().Add(uploadTime)
	control.SetReadDeadline(deadline) // fails only where there is no connection
	control.SetWriteDeadline(deadline)
}
