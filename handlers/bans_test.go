package handlers_test

import (
	"strings"
	"testing"
)

// shutOut fails unless each connection was told why and closed for good.
func shutOut(t *testing.T, connections []*peer, words string) {
	t.Helper()
	for i, p := range connections {
		if code := p.closed(); code != 4403 {
			t.Errorf("connection %d was closed with %d, want 4403", i, code)
		}
		if last := p.last(); !strings.Contains(last, words) || !strings.Contains(last, "You may not come in just now.") {
			t.Errorf("connection %d was told %q", i, last)
		}
	}
}

func TestBanEndsEverythingAtOnceAndSaysWhy(t *testing.T) {
	for _, action := range []string{"ban", "suspend"} {
		t.Run(action, func(t *testing.T) {
			h, ada := newInhabited(t)
			mod := h.moderator("mod")
			bob := h.account("bob")
			there := h.signedIn("bob")
			connections := append(bob.connections(), there.connections()...)
			token, old := h.access(bob), bob.headers()
			kept := ada.open(lobby)

			promptly(t, "closing the tabs", func() {
				mod.acts(bob, action, "7d").leadsTo(accountPath(bob))
				shutOut(t, connections, "Please stop.")
			})

			bob.get("/rooms").leadsTo("/login?next=%2Frooms")
			if _, response, _ := h.upgrade(socketPath(lobby), h.bearing(token)); response == nil || response.StatusCode != 401 {
				t.Error("the token still counts")
			}
			if code := h.dial(t, socketPath(lobby)+"?page=abc", old).closed(); code != 4401 && code != 4403 {
				t.Errorf("a page that comes back is closed with %d", code)
			}
			h.stranger().post("/login", "username", "bob", "password", password).is(403).holds("Please stop.").holds("until")
			h.stranger().post("/login", "username", "bob", "password", "a wrong password").is(422)
			h.stranger().tell("POST", "/api/auth/login/", "username", "bob", "password", password).is(403).holds("Please stop.")
			kept.write("calm again")
			kept.shows("calm again")

			lifter := map[string]*browser{"ban": ada, "suspend": mod}[action]
			lifter.acts(bob, "un"+action, "").leadsTo(accountPath(bob))
			h.signedIn("bob").open(lobby).write("back")
			kept.shows("back")
		})
	}
}

func TestBarredPeopleAnswerOnceAtTheDoor(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	ada.acts(bob, "ban", "").is(303)
	door := func() (path string) {
		page := h.stranger().post("/login", "username", "bob", "password", password).is(403).holds("Please stop.").body
		_, rest, _ := strings.Cut(page, `action="/answers/`)
		token, _, _ := strings.Cut(rest, `"`)
		h.log.secret(token)
		return "/answers/" + token
	}
	before, now := door(), door()

	h.stranger().post(before, "words", "x").is(404)
	h.stranger().post("/answers/", "words", "x").is(404)
	h.stranger().post(now, "words", " ").is(422).holds("Write your answer first.").holds(now)
	h.stranger().post(now, "words", "It was my brother.").is(200).holds("Moderators have your answer.")
	h.stranger().post(now, "words", "And his cat.").is(404)

	if again := door(); again != "/answers/" {
		t.Errorf("they may answer again at %s", again)
	}
	ada.get(accountPath(bob)).is(200).holds("It was my brother.")
}
