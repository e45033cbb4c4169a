package auth_test

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/handlers/auth"
)

func TestATicketOpensOneSocket(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	ticket, err := h.tickets.Issue(t.Context(), auth.Identity{User: h.ada, SignIn: signIn.ID})
	if err != nil {
		t.Fatal(err)
	}
	withTicket := func() *http.Request {
		r := page(h.begin(t, h.signIn(t, h.grace)))
		r.URL.RawQuery = "ticket=" + ticket
		return r
	}

	h.mustBe(t, withTicket(), h.grace, auth.FromSession) // a page does not read it
	who, err := h.resolver.IdentifyUpgrade(withTicket())
	if err != nil || who.User != h.ada || who.Source != auth.FromTicket || who.SignIn != signIn.ID {
		t.Errorf("first use: got %+v, %v", who, err)
	}
	who, err = h.resolver.IdentifyUpgrade(withTicket())
	if !errors.Is(err, auth.ErrBadToken) || who.User.ID != 0 {
		t.Errorf("second use: got %+v, %v", who, err)
	}
	if err := h.resolver.Holds(t.Context(), auth.Identity{User: h.ada, SignIn: signIn.ID, Source: auth.FromTicket}); err != nil {
		t.Errorf("looking again: got %v", err)
	}
}

func TestABadTicketIsRefused(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	late, ended := strings.Repeat("L", 42)+"A", h.signIn(t, h.ada)
	hash := sha256.Sum256([]byte(late))
	if err := h.store.SaveTicket(t.Context(), hash[:], signIn.ID, h.ada.ID, time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	dead, err := h.tickets.Issue(t.Context(), auth.Identity{User: h.ada, SignIn: ended.ID})
	if err != nil {
		t.Fatal(err)
	}
	h.end(t, ended)

	for name, ticket := range map[string]string{"garbage": "x", "unknown": strings.Repeat("A", 43), "late": late, "of an ended sign-in": dead} {
		r := page(h.begin(t, h.signIn(t, h.ada)))
		r.URL.RawQuery = "ticket=" + ticket
		if who, err := h.resolver.IdentifyUpgrade(r); !errors.Is(err, auth.ErrBadToken) || who.User.ID != 0 {
			t.Errorf("%s: got %+v, %v", name, who, err)
		}
	}
}
