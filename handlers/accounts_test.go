package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/handlers"
)

func TestFirstRunIsWonByOneAndClosedForEver(t *testing.T) {
	h := newHouse(t)
	h.stranger().get("/").leadsTo("/first-run")
	h.stranger().get("/login").leadsTo("/first-run")
	h.stranger().post("/signup", "username", "early", "password", password).is(http.StatusForbidden)
	h.stranger().get("/first-run").is(http.StatusOK)

	const racers = 4
	var racing sync.WaitGroup
	answers := make([]answer, racers)
	for i := range racers {
		b := h.stranger()
		racing.Go(func() {
			var err error
			if answers[i], err = b.try(b.form("/first-run", "username", "first"+string(rune('a'+i)), "password", password)); err != nil {
				t.Error(err)
			}
		})
	}
	racing.Wait()

	won := 0
	for _, a := range answers {
		a.is(http.StatusSeeOther)
		if len(a.header.Values("Set-Cookie")) > 0 {
			won++
			a.leadsTo("/rooms")
		} else {
			a.leadsTo("/")
		}
	}
	users, err := h.store.Users(t.Context())
	if err != nil || won != 1 || len(users) != 1 {
		t.Fatalf("%d won and there are %d accounts, %v", won, len(users), err)
	}
	before := h.content()
	h.stranger().get("/first-run").leadsTo("/")
	h.stranger().post("/first-run", "username", "late", "password", password).leadsTo("/")
	h.stranger().get("/").leadsTo("/login")
	if h.content() != before {
		t.Error("a late first run changed something")
	}
}

func TestNamesAndAddressesCountInAnyCase(t *testing.T) {
	h, _ := newInhabited(t)
	h.stranger().post("/signup", "username", " BoB ", "password", password, "email", "Bob@Example.org").leadsTo("/rooms")

	for _, name := range []string{"bob", "BOB", " Bob ", "bob@example.org", "BOB@EXAMPLE.ORG"} {
		b := h.stranger()
		b.post("/login", "username", name, "password", password).leadsTo("/")
		b.get("/rooms").is(200).holds("bob")
	}
	h.stranger().post("/signup", "username", "bOb", "password", password).is(http.StatusUnprocessableEntity).holds("That name is taken")
}

// TestSignInChangesTheSessionsName: whoever planted a cookie before does not
// get in by it.
func TestSignInChangesTheSessionsName(t *testing.T) {
	h, _ := newInhabited(t)
	h.account("bob")
	b := h.stranger()
	planted := &http.Cookie{Name: "sessionid", Value: strings.Repeat("C", 43), Path: "/"}
	b.keep(planted)

	b.post("/login", "username", "bob", "password", password).leadsTo("/")

	first := b.cookie("sessionid")
	if first == planted.Value || first == "" {
		t.Error("the planted session is in use")
	}
	b.post("/settings/password", "old_password", password, "new_password1", "another quiet evening", "new_password2", "another quiet evening").is(303)
	if b.cookie("sessionid") == first {
		t.Error("the session keeps its name after a change of password")
	}
	for _, old := range []string{planted.Value, first} {
		guest := h.stranger()
		guest.keep(&http.Cookie{Name: "sessionid", Value: old, Path: "/"})
		guest.get("/rooms").leadsTo("/login?next=%2Frooms")
	}
	b.get("/rooms").is(200)
}

func TestCookiesAreForTheServerAlone(t *testing.T) {
	h, _ := newInhabited(t)
	h.account("bob")

	a := h.stranger().tell("POST", "/api/auth/login/", "username", "bob", "password", password).is(200)

	names := map[string]bool{}
	for _, line := range a.header.Values("Set-Cookie") {
		name, _, _ := strings.Cut(line, "=")
		names[name] = true
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(line, part) {
				t.Errorf("%s lacks %s", name, part)
			}
		}
		if strings.Contains(line, "Domain=") {
			t.Errorf("%s is for other hosts too", name)
		}
	}
	if len(names) != 3 || !names["sessionid"] || !names["jwt-access"] || !names["jwt-refresh"] {
		t.Errorf("the cookies are %v", names)
	}
}

// TestSessionsOfAPersonAreTheirsAlone also shows that ending one asks for the
// password again.
func TestSessionsOfAPersonAreTheirsAlone(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	there := h.signedIn("bob")

	if n := strings.Count(bob.get("/settings/sessions").is(200).body, `name="end" value="`); n < 2 {
		t.Errorf("the page offers %d sessions to end", n)
	}
	bob.post("/settings/sessions", "password", "not the password", "end", there.signIn.String()).is(422)
	bob.post("/settings/sessions", "password", password, "end", ada.signIn.String()).is(404)
	bob.post("/settings/sessions", "password", password, "end", "everything").is(404)

	for _, b := range []*browser{ada, bob, there} {
		if !h.lives(b) {
			t.Errorf("the sign-in of %s has ended", b.user.Username)
		}
	}
}

func TestAdminMakesALinkToANewPasswordThatWorksOnce(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	bob.post("/users/" + ada.user.ID.String() + "/reset").is(http.StatusForbidden)

	made := ada.request(http.MethodPost, "/users/"+bob.user.ID.String()+"/reset", nil)
	made.Header.Set("X-Forwarded-Host", "evil.example")
	page := ada.do(made).is(200).body
	_, rest, _ := strings.Cut(page, h.base+"/reset/")
	token := rest[:strings.IndexAny(rest, `"<`)]
	h.log.secret(token)

	guest := h.stranger()
	guest.get("/reset/" + token).is(200).holds("bob")
	guest.post("/reset/"+token, "new_password1", "short", "new_password2", "short").is(422)
	guest.post("/reset/"+token, "new_password1", "another quiet evening", "new_password2", "another quiet evening").leadsTo("/login")
	guest.post("/reset/"+token, "new_password1", "a third quiet evening", "new_password2", "a third quiet evening").is(404)
	guest.post("/login", "username", "bob", "password", "another quiet evening").leadsTo("/")
	if bob.get("/rooms").status != http.StatusSeeOther {
		t.Error("the old session still counts")
	}
	h.stranger().get("/reset/" + strings.Repeat("A", 26)).is(404)
	h.stranger().get("/reset").is(404) // no mail can be sent
}

func TestLimitsOfAPersonHoldForNobodyElse(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Messages = 0.001 }))
	bob := h.person("bob")
	ada.say(lobby, "one")
	ada.post("/rooms/1/messages", "body", "two").is(http.StatusTooManyRequests)

	bob.say(lobby, "three")

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"one", "three"}) {
		t.Errorf("the room holds %q", got)
	}
}
