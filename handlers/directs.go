package handlers

import (
	"errors"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// peopleListed bounds the page of people; a filter finds the others.
const peopleListed = 100

// listPeople shows who is here.
func (s *Server) listPeople(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.peoplePage(w, r, viewer, nil)
}

func (s *Server) peoplePage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	filter := chat.Line(r.URL.Query().Get("q"))
	people, err := s.store.People(r.Context(), viewer.User.ID, filter, peopleListed)
	if err != nil {
		return err
	}
	asking, err := s.requests(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.PeopleTitle, 0)
	if err != nil {
		return err
	}
	page := views.PeoplePage{Shell: shell, Filter: filter, Asking: asking, Errors: errs}
	for _, a := range people {
		page.People = append(page.People, views.Neighbour{Person: views.Person{User: a.User, State: shell.See(a.User.ID)}, Tie: a.Tie})
	}
	s.render(w, r, status, views.People(page))
	return nil
}

// openDirect leads into the one conversation with the people named.
func (s *Server) openDirect(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	others, err := s.usersNamed(r, fields["username"])
	var m chat.Membership
	if err == nil {
		m, err = s.store.OpenDirect(r.Context(), viewer.User, others)
	}
	if err != nil {
		return s.peoplePage(w, r, viewer, err)
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) usersNamed(r *http.Request, names []string) ([]chat.User, error) {
	var users []chat.User
	for _, name := range names[:min(len(names), chat.MaxDirect+1)] {
		user, err := s.store.UserNamed(r.Context(), name)
		if errors.Is(err, chat.ErrNotFound) {
			err = chat.Invalid{Field: "username", Reason: "There is nobody of that name here."}
		}
		if err != nil {
			return nil, err
		}
		users = append(users, user)
	}
	return users, nil
}
