package handlers_test

import (
	"net/http"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
)

// another opens the house's folder a second time, as a command beside the
// server does.
func (h *house) another() *db.Store {
	h.t.Helper()
	engine, err := sqlite.Open(h.t.Context(), sqlite.Options{Folder: h.folder, Log: h.log.logger()})
	if err != nil {
		h.t.Fatal(err)
	}
	store, err := db.Open(h.t.Context(), engine, db.Options{Log: h.log.logger()})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { store.Close() })
	return store
}

// endedElsewhere are the ways in which another process ends somebody's
// sign-ins.
var endedElsewhere = map[string]func(t *testing.T, s *db.Store, b *browser) error{
	"kept out": func(t *testing.T, s *db.Store, b *browser) error { return s.SetActive(t.Context(), b.user.ID, false) },
	"role lost": func(t *testing.T, s *db.Store, b *browser) error {
		return s.SetRole(t.Context(), b.user.ID, chat.RoleMember)
	},
	"signed out": func(t *testing.T, s *db.Store, b *browser) error { return s.EndSignIn(t.Context(), b.signIn, "test") },
	"everything ended": func(t *testing.T, s *db.Store, b *browser) error {
		_, err := s.EndOtherSignIns(t.Context(), b.user.ID, 0, "test")
		return err
	},
	"password changed": func(t *testing.T, s *db.Store, b *browser) error {
		return s.SetPassword(t.Context(), b.user.ID, "hash", 0)
	},
	"password reset": func(t *testing.T, s *db.Store, b *browser) error {
		if err := s.SaveReset(t.Context(), []byte("reset"), b.user.ID, time.Now().Add(time.Hour)); err != nil {
			return err
		}
		_, err := s.SpendReset(t.Context(), []byte("reset"), "hash", time.Now())
		return err
	},
}

func TestSignInEndedByAnotherProcessClosesItsSocketsWithinASecondOrTwo(t *testing.T) {
	for name, end := range endedElsewhere {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, ada := newInhabited(t)
			elsewhere := h.another()
			bob := h.person("bob")
			h.setRole(bob, chat.RoleModerator)
			kept, lost := ada.open(lobby), bob.connections()

			if err := end(t, elsewhere, bob); err != nil {
				t.Fatal(err)
			}
			ended := time.Now()
			signedOut(t, lost)

			if took := time.Since(ended); took > 2*soon {
				t.Errorf("closing took %v", took)
			}
			bob.get("/rooms").leadsTo("/login?next=%2Frooms")
			kept.settle()
		})
	}
}

// TestRisingElsewhereEndsNothing uses somebody else's end as the sign that the
// server has looked.
func TestRisingElsewhereEndsNothing(t *testing.T) {
	t.Parallel()
	h, _ := newInhabited(t)
	bob, zoe := h.person("bob"), h.person("zoe")
	tab, clock := bob.open(lobby), zoe.open(lobby)
	elsewhere := h.another()

	if err := elsewhere.SetRole(t.Context(), bob.user.ID, chat.RoleAdmin); err != nil {
		t.Fatal(err)
	}
	if err := elsewhere.EndSignIn(t.Context(), zoe.signIn, "test"); err != nil {
		t.Fatal(err)
	}
	signedOut(t, []*peer{clock.peer})

	tab.settle()
	bob.post("/users/" + zoe.user.ID.String() + "/reset").is(http.StatusOK) // as an admin may
}
