package handlers_test

import (
	"net/http"
	"testing"

	"parley/db/chat"
)

func TestLosingARoleSignsOutEverywhere(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.account("bob")
	h.setRole(bob, chat.RoleModerator)
	there := h.signedIn("bob")
	kept, lost := ada.open(lobby), append(bob.connections(), there.connections()...)
	token := h.access(bob)

	h.setRole(bob, chat.RoleMember)
	signedOut(t, lost)

	for _, b := range []*browser{bob, there} {
		b.get("/rooms").leadsTo("/login?next=%2Frooms")
		signedOut(t, []*peer{h.dial(t, socketPath(lobby)+"?page=abc", b.headers())})
	}
	if _, response, _ := h.upgrade(socketPath(lobby), h.bearing(token)); response == nil || response.StatusCode != http.StatusUnauthorized {
		t.Error("the token of the lost role still counts")
	}
	h.signedIn("bob").open(lobby).write("only a member now")
	kept.shows("only a member now")
}

func TestRisingKeepsEverySignIn(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.person("bob")
	tab := bob.open(lobby)

	h.setRole(bob, chat.RoleAdmin)

	tab.write("still here")
	tab.shows("still here")
	bob.get("/rooms").is(http.StatusOK)
}

func (h *house) setRole(b *browser, role chat.Role) {
	h.t.Helper()
	if err := h.store.SetRole(h.t.Context(), b.user.ID, role); err != nil {
		h.t.Fatal(err)
	}
}
