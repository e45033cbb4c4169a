package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// login is the answer of the API to a sign-in.
type login struct {
	Access, Refresh   string
	AccessExpiration  time.Time `json:"access_expiration"`
	RefreshExpiration time.Time `json:"refresh_expiration"`
	User              struct {
		PK        int64
		Username  string
		Email     string
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
	}
}

func TestAPILoginTakesNameOrAddressAsJSONOrForm(t *testing.T) {
	t.Parallel()
	h, _ := newInhabited(t)
	h.stranger().post("/signup", "username", "bob", "password", password, "email", "bob@example.org", "display_name", "Bob van Dale").is(303)
	h.log.secret(password)

	for _, field := range []string{"username", "email"} {
		value := map[string]string{"username": "bob", "email": "bob@example.org"}[field]
		for _, path := range []string{"/api/auth/login", "/api/auth/login/"} {
			b := h.stranger()
			for _, ask := range []func(path string, fields ...string) answer{b.post, func(path string, fields ...string) answer { return b.tell("POST", path, fields...) }} {
				got := decoded[login](t, ask(path, field, value, "password", password).is(http.StatusOK))
				h.log.secret(got.Access)
				if got.Refresh != "" || got.Access == "" || got.Access != b.cookie("jwt-access") || b.cookie("jwt-refresh") == "" || b.cookie("sessionid") == "" {
					t.Errorf("%s by %s gives %+v", path, field, got)
				}
				if u := got.User; u.PK != 2 || u.Username != "bob" || u.Email != "bob@example.org" || u.FirstName != "Bob" || u.LastName != "van Dale" {
					t.Errorf("the user is %+v", u)
				}
				if access, refresh := time.Until(got.AccessExpiration), time.Until(got.RefreshExpiration); access < 59*time.Minute || access > time.Hour || refresh < 23*time.Hour || refresh > 24*time.Hour {
					t.Errorf("the tokens live %v and %v", access, refresh)
				}
			}
		}
	}
}

func TestAPILoginRefusesInTheShapesOfTheOldSystem(t *testing.T) {
	h, _ := newInhabited(t)
	h.account("bob")
	gone := h.account("gone")
	if err := h.store.SetActive(t.Context(), gone.user.ID, false); err != nil {
		t.Fatal(err)
	}
	const wrong = `{"non_field_errors":["That name and password do not belong together."]}`
	for name, c := range map[string]struct{ body, want string }{
		"wrong password":   {`{"username":"bob","password":"wrong password"}`, wrong},
		"nobody":           {`{"username":"nobody-here","password":"wrong password"}`, wrong},
		"disabled account": {`{"username":"gone","password":"` + password + `"}`, wrong},
		"no password":      {`{"username":"bob"}`, `{"password":["This field is required."]}`},
		"no name":          {`{"password":"x"}`, `{"username":["This field is required."]}`},
		"nothing":          {``, `{"username":["This field is required."]}`},
		"no object":        {`[]`, `{"detail":"The server could not read that. Please reload the page and try again."}`},
		"broken":           {`{"username":`, `{"detail":"The server could not read that. Please reload the page and try again."}`},
	} {
		a := h.stranger().call("POST", "/api/auth/login/", c.body)
		if a.status != http.StatusBadRequest || strings.TrimSpace(a.body) != c.want || a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: answered with %d %s", name, a.status, a.body)
		}
		if len(a.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: sets cookies", name)
		}
	}
}

func TestStaleCredentialsBlockNeitherSignInNorSignOut(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	h.account("bob")
	other := h.pair(ada)
	for name, cookie := range map[string]string{
		"garbage":           "sessionid=garbage; jwt-access=garbage; jwt-refresh=garbage",
		"unknown":           "sessionid=" + strings.Repeat("D", 43) + "; jwt-access=" + other.Access.Text() + "x",
		"somebody else's":   "jwt-access=" + other.Access.Text(),
		"wrong kind":        "jwt-access=" + other.Refresh.Text() + "; jwt-refresh=" + other.Access.Text(),
		"only a session":    "sessionid=" + strings.Repeat("E", 43),
		"twice":             "jwt-access=a; jwt-access=b; sessionid=c; sessionid=d",
		"broken by hand":    "sessionid=\"; jwt-access=;;; =",
		"nothing of theirs": "theme=dark",
	} {
		for _, path := range []string{"/login", "/api/auth/login", "/api/auth/login/"} {
			r := h.stranger().form(path, "username", "bob", "password", password)
			r.Header.Set("Cookie", cookie)
			if a := h.stranger().do(r); a.status != http.StatusSeeOther && a.status != http.StatusOK {
				t.Errorf("%s: %s was answered with %d", name, path, a.status)
			}
		}
		for _, path := range []string{"/logout", "/api/auth/logout", "/api/auth/logout/"} {
			r := h.stranger().form(path)
			r.Header.Set("Cookie", cookie)
			if name == "somebody else's" {
				continue // would sign Ada out
			}
			if a := h.stranger().do(r); a.status != http.StatusSeeOther && a.status != http.StatusOK {
				t.Errorf("%s: %s was answered with %d", name, path, a.status)
			}
		}
	}
	if !h.lives(ada) {
		t.Error("somebody else was signed out")
	}
}

func TestAPILogoutEndsTheSignInOfAnyCredential(t *testing.T) {
	for name, bring := range map[string]func(h *house, b *browser) http.Header{
		"session": func(_ *house, b *browser) http.Header {
			return http.Header{"Cookie": {"sessionid=" + b.cookie("sessionid")}}
		},
		"token cookie": func(h *house, b *browser) http.Header { return http.Header{"Cookie": {"jwt-access=" + h.access(b)}} },
		"bearer":       func(h *house, b *browser) http.Header { return h.bearing(h.access(b)) },
	} {
		t.Run(name, func(t *testing.T) {
			h, ada := newInhabited(t)
			tab := ada.open(lobby)
			r := h.stranger().request(http.MethodPost, "/api/auth/logout/", nil)
			header := bring(h, ada)
			header.Set("Origin", h.base)
			r.Header = header

			if a := h.stranger().do(r).is(200); decoded[detail](t, a).Detail == "" {
				t.Errorf("answered with %s", a.body)
			}

			signedOut(t, []*peer{tab.peer})
			if h.lives(ada) {
				t.Error("the sign-in lives")
			}
		})
	}
	h, _ := newInhabited(t)
	h.stranger().post("/api/auth/logout/").is(200)
	h.stranger().get("/api/auth/logout/").is(http.StatusMethodNotAllowed)
}

func TestAPIUserIsWhoeverTheCredentialNames(t *testing.T) {
	h, ada := newInhabited(t)
	for _, path := range []string{"/api/auth/user", "/api/auth/user/"} {
		h.stranger().get(path).unauthorized()
		ada.get(path).is(200).holds(`"pk":1,"username":"ada","email":"","first_name":"Ada","last_name":""`)
		ada.post(path, "email", "x").is(http.StatusMethodNotAllowed)
	}

	changed := ada.tell("PATCH", "/api/auth/user/", "first_name", "Ada", "last_name", "King Lovelace", "email", "ada@example.org").is(200)

	changed.holds(`"email":"ada@example.org","first_name":"Ada","last_name":"King Lovelace"`)
	ada.get("/api/auth/user").holds("Lovelace")
	for field, value := range map[string]string{"email": "nowhere", "first_name": "a\u202eb", "last_name": long(50)} {
		a := ada.tell("PATCH", "/api/auth/user/", field, value)
		if a.status != http.StatusBadRequest || !strings.HasPrefix(a.body, `{"`) || !strings.Contains(a.body, `":["`) {
			t.Errorf("%s: answered with %d %s", field, a.status, a.body)
		}
	}
	ada.tell("PATCH", "/api/auth/user/", "username", "hana", "role", "member", "pk", "7").is(200).holds(`"pk":1,"username":"ada"`)
}

func TestAPIRegistrationSignsInAtOnceOrSaysWhyNot(t *testing.T) {
	h, _ := newInhabited(t)
	h.log.secret(password)
	b := h.stranger()

	got := decoded[login](t, b.tell("POST", "/api/auth/registration/", "username", "Bob", "email", "bob@example.org", "password1", password, "password2", password).is(http.StatusCreated))
	h.log.secret(got.Access)
	b.get("/rooms/1").is(200).holds("bob")

	if got.User.Username != "bob" || got.Access == "" {
		t.Errorf("answered with %+v", got)
	}
	for name, c := range map[string]struct{ name, email, first, second, field string }{
		"taken":     {"bob", "", password, password, "username"},
		"bad name":  {"b", "", password, password, "username"},
		"bad mail":  {"carol", "nowhere", password, password, "email"},
		"short":     {"carol", "", "short", "short", "password1"},
		"different": {"carol", "", password, password + "x", "non_field_errors"},
		"empty":     {"", "", "", "", "username"},
	} {
		a := h.stranger().tell("POST", "/api/auth/registration/", "username", c.name, "email", c.email, "password1", c.first, "password2", c.second)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"`+c.field+`":["`) {
			t.Errorf("%s: answered with %d %s", name, a.status, a.body)
		}
	}
}

func TestAPIPasswordChangeSaysWhatIsWrong(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.account("bob")
	for name, c := range map[string]struct{ old, first, second, field string }{
		"wrong":     {"not the password", "another quiet evening", "another quiet evening", "old_password"},
		"short":     {password, "short", "short", "new_password1"},
		"different": {password, "another quiet evening", "another", "new_password2"},
		"missing":   {password, "", "", "new_password1"},
	} {
		a := bob.tell("POST", "/api/auth/password/change/", "old_password", c.old, "new_password1", c.first, "new_password2", c.second)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"`+c.field+`":["`) {
			t.Errorf("%s: answered with %d %s", name, a.status, a.body)
		}
	}
	h.stranger().tell("POST", "/api/auth/password/change/").unauthorized()
	bob.get("/api/auth/password/change/").is(http.StatusMethodNotAllowed)
	bob.get("/rooms").is(200)
}
