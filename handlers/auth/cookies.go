package auth

import (
	"net/http"
	"time"
)

// The token cookies' names are those of the system before this one.
const (
	AccessCookie  = "jwt-access"
	RefreshCookie = "jwt-refresh"
)

// Cookies writes the token cookies.
type Cookies struct {
	Secure bool // the base URL is https
}

// SetPair puts both tokens into cookies that end with them.
func (c Cookies) SetPair(w http.ResponseWriter, p Pair) {
	http.SetCookie(w, c.cookie(AccessCookie, p.Access.Text(), p.Access.Expires))
	http.SetCookie(w, c.cookie(RefreshCookie, p.Refresh.Text(), p.Refresh.Expires))
}

// Clear takes the named cookies away. Clearing what the browser does not have
// does no harm.
func (c Cookies) Clear(w http.ResponseWriter, names ...string) {
	for _, name := range names {
		gone := c.cookie(name, "", time.Unix(1, 0))
		gone.MaxAge = -1
		http.SetCookie(w, gone)
	}
}

func (c Cookies) cookie(name, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", Expires: expires.UTC(),
		Secure: c.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// cookieValue is the value of a cookie; empty where there is none.
func cookieValue(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}
