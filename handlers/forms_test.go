package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// refusedForms are forms with something wrong, with what the page must still
// hold and what it must say. %long is 5,000 letters.
var refusedForms = map[string]struct {
	path   string
	fields []string
	kept   []string // typed values
	says   []string
}{
	"account without anything": {"/signup", nil, nil,
		[]string{"A user name is 3 to 30 letters", "A password has at least 12 characters"}},
	"account with everything wrong": {"/signup",
		[]string{"username", "No Spaces!", "password", "short", "display_name", "a\u202eb", "email", "nowhere", "next", "/rooms/1"},
		[]string{`value="No Spaces!"`, `value="nowhere"`, `value="/rooms/1"`},
		[]string{"A user name is 3 to 30 letters", "A password has at least 12 characters", "invisible or direction-changing", "does not look like an e-mail address"}},
	"reserved name":    {"/signup", []string{"username", "Admin", "password", password}, []string{`value="Admin"`}, []string{"kept for the house"}},
	"taken name":       {"/signup", []string{"username", "ADA", "password", password}, []string{`value="ADA"`}, []string{"That name is taken"}},
	"taken address":    {"/signup", []string{"username", "iris", "password", password, "email", "Ada@Example.org"}, []string{`value="iris"`}, []string{"Somebody has an account with that address"}},
	"name in password": {"/signup", []string{"username", "eveline", "password", "eveline-and-eveline"}, nil, []string{"cannot hold the user name"}},
	"markup in the name": {"/signup", []string{"username", `"><script>alert(1)</script>`, "password", password},
		[]string{`value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`}, []string{"A user name is 3 to 30 letters"}},
	"wrong sign-in":         {"/login", []string{"username", "ada", "password", "not the password", "next", "/rooms/1"}, []string{`value="ada"`, `value="/rooms/1"`}, []string{"do not belong together"}},
	"sign-in of nobody":     {"/login", []string{"username", "nobody-here", "password", "not the password"}, []string{`value="nobody-here"`}, []string{"do not belong together"}},
	"empty sign-in":         {"/login", nil, nil, []string{"do not belong together"}},
	"room without a name":   {"/rooms", []string{"name", " ", "topic", "roses"}, []string{`value="roses"`}, []string{"Give the room a name."}},
	"room with a long name": {"/rooms", []string{"name", "%long", "topic", "%long"}, []string{`value="%long"`}, []string{"at most 60 characters; this one has 5,000", "at most 250 characters; this one has 5,000"}},
	"room of no kind":       {"/rooms", []string{"name", "Garden", "kind", "secret"}, []string{`value="Garden"`}, []string{"A room is open or closed."}},
	"room that is there":    {"/rooms", []string{"name", "GENERAL"}, []string{`value="GENERAL"`}, []string{"There is an open room of that name already."}},
	"room of markup":        {"/rooms", []string{"name", "a\u200bb"}, nil, []string{"invisible or direction-changing"}},
	"entering nothing":      {"/rooms/enter", []string{"name", ""}, nil, []string{"Give the room a name."}},
	"entering a long name":  {"/rooms/enter", []string{"name", "%long"}, []string{`value="%long"`}, []string{"at most 60 characters"}},
	"password not repeated": {"/settings/password", []string{"old_password", password, "new_password1", "another quiet evening", "new_password2", "another"}, nil, []string{"The two are not the same."}},
	"password too short":    {"/settings/password", []string{"old_password", password, "new_password1", "short", "new_password2", "short"}, nil, []string{"at least 12 characters"}},
	"wrong old password":    {"/settings/password", []string{"old_password", "wrong", "new_password1", "another quiet evening", "new_password2", "another quiet evening"}, nil, []string{"That is not your password."}},
	"profile": {"/settings/profile",
		[]string{"display_name", "a\u202eb", "email", "nowhere", "about", "%long", "reach", "nobody"},
		[]string{`value="nowhere"`, "%long</textarea>"},
		[]string{"invisible or direction-changing", "does not look like an e-mail address", "at most 500 characters, and this has 5,000", "Choose who may write to you"}},
	"ending without it": {"/settings/sessions", []string{"password", "", "end", "others"}, nil, []string{"That is not your password."}},
}

func TestRefusedFormComesBackWithWhatWasTypedAndWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.stranger()
	ada.post("/first-run", "username", "ada", "password", password, "email", "ada@example.org").is(http.StatusSeeOther)
	before := h.content()

	for name, f := range refusedForms {
		fields := make([]string, len(f.fields))
		for i := range fields {
			fields[i] = strings.ReplaceAll(f.fields[i], "%long", strings.Repeat("x", 5000))
		}
		b := ada
		if f.path == "/signup" || f.path == "/login" {
			b = h.stranger()
		}
		a := b.post(f.path, fields...)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: answered with %d", name, a.status)
		}
		for _, want := range append(f.kept, f.says...) {
			if !strings.Contains(a.body, strings.ReplaceAll(want, "%long", strings.Repeat("x", 5000))) {
				t.Errorf("%s: the page lacks %.100q", name, want)
			}
		}
		for i := 1; i < len(fields); i += 2 {
			if strings.Contains(fields[i-1], "password") && len(fields[i]) > 4 && strings.Contains(a.body, fields[i]+`"`) {
				t.Errorf("%s: the page gives the password back", name)
			}
		}
	}

	if h.content() != before {
		t.Error("a refused form changed something")
	}
}

// takesAForm tells whether a route reads the body that it gets.
func takesAForm(r route) bool {
	for _, ending := range []string{"/logout", "/join", "/leave", "/delete", "/restore", "/remove", "/revoke", "/invites/{code}", "/users/{user}/reset", "/reset", "/reset/{token}", "/unsubscribe/{user}/{token}", "/notifications/{notification}", "/csp-report", "/ticket", "/support/end"} {
		if strings.HasSuffix(r.pattern, ending) {
			return false
		}
	}
	return r.unsafe()
}

func TestFormThatIsTooLargeIsRefused(t *testing.T) {
	h, ada, _, message := inhabitedRoom(t)
	h.appoints(ada)
	large := "body=" + strings.Repeat("x", 64<<10)
	before := h.content()

	for _, r := range allRoutes(t) {
		if !takesAForm(r) {
			continue
		}
		for _, kind := range []string{"application/x-www-form-urlencoded", "application/json"} {
			if kind == "application/json" && !strings.HasPrefix(r.pattern, "/api/") {
				continue
			}
			request := ada.request(r.method, r.in(lobby, message, ada.user.ID), strings.NewReader(large))
			request.Header.Set("Content-Type", kind)
			if a := ada.do(request); a.status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s of %s was answered with %d", a.asked, kind, a.status)
			}
		}
	}
	if h.content() != before {
		t.Error("a form that is too large changed something")
	}
}

func TestFormOfTooManyFieldsIsRefused(t *testing.T) {
	_, ada := newInhabited(t)
	fields := []string{"name", "Garden"}
	for range 300 {
		fields = append(fields, "f"+strings.Repeat("x", len(fields)/2), "x")
	}

	ada.post("/rooms", fields...).is(http.StatusBadRequest)
	broken := ada.request(http.MethodPost, "/rooms", strings.NewReader("name=%zz"))
	broken.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ada.do(broken).is(http.StatusBadRequest)
}

// nexts are places to go after signing in, with where they really lead.
var nexts = map[string]string{
	"/rooms/1":               "/rooms/1",
	"/rooms?q=a#b":           "/rooms?q=a#b",
	"":                       "/",
	"//evil.example":         "/",
	`/\evil.example`:         "/",
	"https:evil.example":     "/",
	"https://evil.example/":  "/",
	"/\t/evil.example":       "/",
	"/%2fevil.example":       "/",
	"/%5cevil.example":       "/",
	"javascript:alert(1)":    "/",
	"/" + long(4096):         "/",
	"http://127.0.0.1@evil/": "/",
	"/rooms/../../evil":      "/",
	"/\r\nSet-Cookie: a=b":   "/",
}

func long(n int) string { return strings.Repeat("x", n) }

func TestNextLeadsToAPlaceOfOurs(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	h.account("bob")

	for next, want := range nexts {
		h.stranger().post("/login", "username", "bob", "password", password, "next", next).leadsTo(want)
		query := "/login?" + encoded([]string{"next", next}).Encode()
		ada.get(query).leadsTo(want)
		if want == "/" && len(next) > 1 && strings.Contains(h.stranger().get(query).is(200).body, "evil") {
			t.Errorf("the sign-in page holds the place %q", next)
		}
	}
}
