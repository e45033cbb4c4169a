package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"parley/handlers"
)

// password is everybody's who has one.
const password = "a quiet evening by the lake"

// account makes an account by its page and so signs it in.
func (h *house) account(name string) *browser {
	h.t.Helper()
	h.log.secret(password)
	b := h.stranger()
	b.post("/signup", "username", name, "password", password).leadsTo("/rooms")
	b.learn(name)
	return b
}

// signedIn is another device on which somebody signs in by the page.
func (h *house) signedIn(name string) *browser {
	h.t.Helper()
	b := h.stranger()
	b.post("/login", "username", name, "password", password).leadsTo("/")
	b.learn(name)
	return b
}

// learn finds out whose browser it has become.
func (b *browser) learn(name string) {
	b.t.Helper()
	var err error
	if b.user, err = b.house.store.UserNamed(b.t.Context(), name); err != nil {
		b.t.Fatal(err)
	}
	signIns, err := b.house.store.SignInsOf(b.t.Context(), b.user.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, signIn := range signIns {
		b.signIn = max(b.signIn, signIn.ID) // the newest
	}
}

// connections opens sockets of all kinds on one sign-in.
func (b *browser) connections() []*peer {
	b.t.Helper()
	return []*peer{
		b.open(lobby).peer, b.open(lobby).peer, b.program(0),
		b.house.dial(b.t, socketPath(lobby), b.house.bearing(b.house.access(b))),
		b.house.dial(b.t, socketPath(lobby)+"?ticket="+b.house.ticket(b), map[string][]string{"Origin": {b.house.base}}),
	}
}

// signedOut fails unless each connection is told so and closed for good.
func signedOut(t *testing.T, connections []*peer) {
	t.Helper()
	for i, p := range connections {
		if code := p.closed(); code != 4401 {
			t.Errorf("connection %d was closed with %d, want 4401", i, code)
		}
		if last := p.last(); !strings.Contains(last, "You are signed out.") {
			t.Errorf("connection %d was told %q", i, last)
		}
	}
}

func TestSigningOutClosesEveryTabAndNoOtherDevice(t *testing.T) {
	h, ada := newInhabited(t)
	other := h.browserOf(ada.user)
	open, adas, old := other.open(lobby), ada.connections(), ada.headers()
	token := h.access(ada)

	promptly(t, "closing the tabs", func() {
		ada.post("/logout").leadsTo("/login")
		signedOut(t, adas)
	})

	if ada.cookies() != "" {
		t.Errorf("the browser keeps %q", ada.cookies())
	}
	again := h.dial(t, socketPath(lobby)+"?page=abc", old)
	signedOut(t, []*peer{again})
	if _, response, _ := h.upgrade(socketPath(lobby), h.bearing(token)); response == nil || response.StatusCode != 401 {
		t.Error("the token of the ended sign-in still counts")
	}
	ada.get("/rooms").leadsTo("/login?next=%2Frooms")
	open.settle()
}

// endings are the ways in which one device ends another's sign-in.
var endings = map[string]struct {
	end    func(t *testing.T, here, there *browser)
	within time.Duration
}{
	"password changed": {func(t *testing.T, here, _ *browser) {
		here.post("/settings/password", "old_password", password, "new_password1", "another quiet evening", "new_password2", "another quiet evening").leadsTo("/settings/password")
	}, soon},
	"password changed by the API": {func(t *testing.T, here, _ *browser) {
		here.tell("POST", "/api/auth/password/change/", "old_password", password, "new_password1", "another quiet evening", "new_password2", "another quiet evening").is(200)
	}, soon},
	"this session ended": {func(t *testing.T, here, there *browser) {
		here.post("/settings/sessions", "password", password, "end", there.signIn.String()).leadsTo("/settings/sessions")
	}, soon},
	"other sessions ended": {func(t *testing.T, here, _ *browser) {
		here.post("/settings/sessions", "password", password, "end", "others").leadsTo("/settings/sessions")
	}, soon},
	"signed out by another process": {func(t *testing.T, here, there *browser) {
		if err := here.house.store.EndSignIn(t.Context(), there.signIn, "test"); err != nil {
			t.Error(err)
		}
	}, 2 * soon},
	"signed in again on the same browser": {func(t *testing.T, _, there *browser) {
		there.post("/login", "username", "bob", "password", password).is(303)
	}, soon},
}

func TestEndedSignInClosesItsConnectionsAndNoOthers(t *testing.T) {
	for name, ending := range endings {
		t.Run(name, func(t *testing.T) {
			h, _ := newInhabited(t)
			here := h.account("bob")
			there := h.signedIn("bob")
			kept, lost, before := here.open(lobby), there.connections(), *there

			ending.end(t, here, there)
			ended := time.Now() // the answer comes after the commit
			signedOut(t, lost)

			if took := time.Since(ended); took > ending.within {
				t.Errorf("closing took %v, want at most %v", took, ending.within)
			}
			if h.lives(&before) || !h.lives(here) {
				t.Errorf("there: alive %t, here: alive %t", h.lives(&before), h.lives(here))
			}
			kept.write("still here")
			kept.shows("still here")
			here.get("/rooms").is(200)
		})
	}
}

func TestEverythingOfAPersonEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *house, *browser){
		"deactivated": func(t *testing.T, h *house, b *browser) {
			if err := h.store.SetActive(t.Context(), b.user.ID, false); err != nil {
				t.Error(err)
			}
		},
		"password reset": func(t *testing.T, h *house, b *browser) {
			link, err := handlers.MakeReset(t.Context(), h.store, h.base, b.user.ID)
			if err != nil {
				t.Error(err)
			}
			address, err := url.Parse(link)
			if err != nil {
				t.Error(err)
			}
			h.log.secret(strings.TrimPrefix(address.Path, "/reset/"))
			h.stranger().post(address.Path, "new_password1", "another quiet evening", "new_password2", "another quiet evening").leadsTo("/login")
			h.stranger().get(address.Path).is(404)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := newInhabited(t)
			bob := h.account("bob")
			there := h.signedIn("bob")
			lost := append(bob.connections(), there.connections()...)

			end(t, h, bob)

			signedOut(t, lost)
			for _, b := range []*browser{bob, there} {
				b.get("/rooms").leadsTo("/login?next=%2Frooms")
			}
			h.stranger().post("/login", "username", "bob", "password", password).is(422)
		})
	}
}
