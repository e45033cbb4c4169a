package handlers

import (
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

// apiUser is a person as the old API showed them.
type apiUser struct {
	PK        chat.UserID `json:"pk"`
	Username  string      `json:"username"`
	Email     string      `json:"email"`
	FirstName string      `json:"first_name"`
	LastName  string      `json:"last_name"`
}

func apiUserOf(user chat.User) apiUser {
	first, last, _ := strings.Cut(user.DisplayName, " ")
	return apiUser{PK: user.ID, Username: user.Username, Email: user.Email, FirstName: first, LastName: last}
}

// apiLogin is the answer to a login. Refresh is empty, because its cookie is
// for the browser alone.
type apiLogin struct {
	Access            string    `json:"access"`
	Refresh           string    `json:"refresh"`
	User              apiUser   `json:"user"`
	AccessExpiration  time.Time `json:"access_expiration"`
	RefreshExpiration time.Time `json:"refresh_expiration"`
}

// logIn takes a name or an address and a password, with a code where there is a
// second factor, and looks at no credential that came along.
func (s *Server) logIn(w http.ResponseWriter, r *http.Request) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	name := fields.get("username")
	if name == "" {
		name = fields.get("email")
	}
	switch {
	case name == "":
		return nil, missing("username")
	case fields.get("password") == "":
		return nil, missing("password")
	}
	user, err := s.checkPassword(r, name, fields.get("password"))
	if err != nil {
		return nil, err
	}
	given, err := s.checkCode(r, user, fields.get("code"))
	if err != nil {
		return nil, err
	}
	if given {
		return s.giveTokens(w, r, user, s.gaveCode)
	}
	return s.giveTokens(w, r, user)
}

// giveTokens begins a sign-in with a session and a pair of tokens, all of
// which carry it and end with it.
func (s *Server) giveTokens(w http.ResponseWriter, r *http.Request, user chat.User, first ...begun) (apiLogin, error) {
	signIn, err := s.beginSignIn(w, r, user, first...)
	if err != nil {
		return apiLogin{}, err
	}
	pair, err := s.tokens.Issue(r.Context(), signIn)
	if err != nil {
		return apiLogin{}, err
	}
	s.cookies.SetPair(w, pair)
	return apiLogin{Access: pair.Access.Text(), User: apiUserOf(user), AccessExpiration: pair.Access.Expires, RefreshExpiration: pair.Refresh.Expires}, nil
}

// logOut ends the sign-in. It works with expired, broken and no credentials.
func (s *Server) logOut(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := s.endSignIn(w, r); err != nil {
		return nil, err
	}
	return map[string]string{"detail": "Successfully logged out."}, nil
}

// register makes an account and signs its person in.
func (s *Server) register(w http.ResponseWriter, r *http.Request) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	ready, err := s.store.SetUp(r.Context())
	if err != nil {
		return nil, err
	}
	if !ready {
		return nil, chat.ErrForbidden
	}
	if fields.get("password1") != fields.get("password2") {
		return nil, chat.Invalid{Field: nonField, Reason: "The two passwords are not the same."}
	}
	fields["password"] = fields["password1"]
	account, err := s.checkAccount(r.Context(), fields)
	if err != nil {
		return nil, renamed(err, "password", "password1")
	}
	user, err := s.store.CreateUser(r.Context(), account)
	if err != nil {
		return nil, err
	}
	login, err := s.giveTokens(w, r, user)
	return created{login}, err
}

// renamed gives the field errors in err under the name that the caller used.
func renamed(err error, from, to string) error {
	errs, _, rest := refusedFields(err)
	if rest != nil {
		return rest
	}
	for i := range errs {
		if errs[i].Field == from {
			errs[i].Field = to
		}
	}
	return apiError{status: http.StatusBadRequest, fields: fieldErrors(errs)}
}

// showUser is the person of the credential.
func (s *Server) showUser(_ http.ResponseWriter, _ *http.Request, viewer auth.Identity) (any, error) {
	return apiUserOf(viewer.User), nil
}

// changeUser changes the names and the address that were sent along.
func (s *Server) changeUser(_ http.ResponseWriter, r *http.Request, viewer auth.Identity) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	user := viewer.User
	now := apiUserOf(user)
	first, last := fields.or("first_name", now.FirstName), fields.or("last_name", now.LastName)
	user.DisplayName = chat.Line(first + " " + last)
	user.Email = strings.TrimSpace(fields.or("email", user.Email))
	if user.DisplayName == "" {
		user.DisplayName = user.Username
	}
	if user.DisplayName != viewer.User.DisplayName && user.DisplayName != user.Username {
		if err := chat.CheckDisplayName(user.DisplayName); err != nil {
			return nil, renamed(err, "display_name", "first_name")
		}
	}
	if err := chat.CheckEmail(user.Email); err != nil {
		return nil, err
	}
	if err := s.store.UpdateUser(r.Context(), user.ID, user.DisplayName, user.Email); err != nil {
		return nil, err
	}
	s.redraw(r.Context(), viewer.User, user)
	return apiUserOf(user), nil
}

// verifyToken tells whether a token of either kind counts.
func (s *Server) verifyToken(_ http.ResponseWriter, r *http.Request) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	if fields.get("token") == "" {
		return nil, missing("token")
	}
	return struct{}{}, s.auth.Verify(r.Context(), fields.get("token"))
}

// refreshToken spends a refresh token, from the body or else the cookie, and
// gives the next pair.
func (s *Server) refreshToken(w http.ResponseWriter, r *http.Request) (any, error) {
	fields, err := apiFields(r)
	if err != nil {
		return nil, err
	}
	text := fields.get("refresh")
	if text == "" {
		if cookie, err := r.Cookie(auth.RefreshCookie); err == nil {
			text = cookie.Value
		}
	}
	pair, signIn, err := s.tokens.Refresh(r.Context(), text)
	if err != nil {
		s.closeSignIn(signIn) // named only when a spent token came again
		s.cookies.Clear(w, auth.AccessCookie, auth.RefreshCookie)
		return nil, err
	}
	s.cookies.SetPair(w, pair)
	return struct {
		Access           string    `json:"access"`
		AccessExpiration time.Time `json:"access_expiration"`
	}{pair.Access.Text(), pair.Access.Expires}, nil
}

// ticket gives a program that cannot set headers one connection.
func (s *Server) ticket(_ http.ResponseWriter, r *http.Request, viewer auth.Identity) (any, error) {
	text, err := s.tickets.Issue(r.Context(), viewer)
	if err != nil {
		return nil, err
	}
	return struct {
		Ticket    string `json:"ticket"`
		ExpiresIn int    `json:"expires_in"`
	}{text, int(auth.TicketLife / time.Second)}, nil
}
