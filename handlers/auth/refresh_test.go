package auth_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

func (h *house) issue(t testing.TB, signIn chat.SignIn) auth.Pair {
	t.Helper()
	pair, err := h.tokens.Issue(t.Context(), signIn)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func (h *house) refresh(t testing.TB, token auth.Token) auth.Pair {
	t.Helper()
	pair, signIn, err := h.tokens.Refresh(t.Context(), token.Text())
	if err != nil || signIn != token.SignIn {
		t.Fatalf("got sign-in %d, %v", signIn, err)
	}
	return pair
}

func (h *house) mustAlarm(t testing.TB, token auth.Token) {
	t.Helper()
	pair, signIn, err := h.tokens.Refresh(t.Context(), token.Text())
	if !errors.Is(err, auth.ErrReused) || !errors.Is(err, auth.ErrBadToken) || signIn != token.SignIn || pair != (auth.Pair{}) {
		t.Fatalf("got %v, sign-in %d, %v", pair, signIn, err)
	}
}

func (h *house) mustBeDead(t testing.TB, pair auth.Pair) {
	t.Helper()
	if _, err := h.resolver.Identify(bearing(pair.Access.Text())); !errors.Is(err, auth.ErrBadToken) {
		t.Errorf("its access token still counts: %v", err)
	}
	if _, _, err := h.tokens.Refresh(t.Context(), pair.Refresh.Text()); !errors.Is(err, auth.ErrBadToken) {
		t.Errorf("its refresh token still counts: %v", err)
	}
}

func TestARefreshTokenGivesTheNextPair(t *testing.T) {
	h := newHouse(t)
	first := h.issue(t, h.signIn(t, h.ada))

	second := h.refresh(t, first.Refresh)
	third := h.refresh(t, second.Refresh)

	if first.Refresh.TokenID == second.Refresh.TokenID || second.Refresh.TokenID == third.Refresh.TokenID {
		t.Error("a refresh token was given out twice")
	}
	for _, pair := range []auth.Pair{first, second, third} {
		if who, err := h.resolver.Identify(bearing(pair.Access.Text())); err != nil || who.User.ID != h.ada.ID {
			t.Errorf("got %v, %v", who.User, err)
		}
	}
	if third.Refresh.Expires.Sub(third.Refresh.Issued) != refreshLife {
		t.Errorf("lives %s", third.Refresh.Expires.Sub(third.Refresh.Issued))
	}
}

func TestTwoTabsThatRefreshAtOnceGetTheSameSuccessor(t *testing.T) {
	h := newHouse(t)
	first := h.issue(t, h.signIn(t, h.ada))
	one := h.refresh(t, first.Refresh)
	h.ahead = auth.RefreshGrace - time.Second

	other := h.refresh(t, first.Refresh)

	if other.Refresh.Text() != one.Refresh.Text() {
		t.Error("the successors differ")
	}
	h.refresh(t, one.Refresh)
}

func TestManyRefreshesAtOnceLeaveOneSuccessor(t *testing.T) {
	h := newHouse(t)
	first := h.issue(t, h.signIn(t, h.ada))

	var group sync.WaitGroup
	successors := make([]string, 20)
	for i := range successors {
		group.Go(func() {
			pair, _, err := h.tokens.Refresh(t.Context(), first.Refresh.Text())
			if err != nil {
				t.Error(err)
				return
			}
			successors[i] = pair.Refresh.Text()
		})
	}
	group.Wait()

	for _, successor := range successors {
		if successor != successors[0] {
			t.Fatal("the successors differ")
		}
	}
}

func TestALateSecondUseEndsTheSignIn(t *testing.T) {
	h := newHouse(t)
	first := h.issue(t, h.signIn(t, h.ada))
	elsewhere := h.issue(t, h.signIn(t, h.ada))
	second := h.refresh(t, first.Refresh)
	h.ahead = auth.RefreshGrace + 2*time.Second

	h.mustAlarm(t, first.Refresh)

	h.mustBeDead(t, second)
	if _, err := h.resolver.Identify(bearing(elsewhere.Access.Text())); err != nil {
		t.Errorf("another sign-in ended too: %v", err)
	}
}

func TestTheGraceIsOfOneGeneration(t *testing.T) {
	h := newHouse(t)
	first := h.issue(t, h.signIn(t, h.ada))
	second := h.refresh(t, first.Refresh)
	third := h.refresh(t, second.Refresh)

	h.mustAlarm(t, first.Refresh)

	h.mustBeDead(t, third)
}

func TestARefreshTokenThatWasNotGivenOutIsRefused(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	minted, err := h.tokens.Mint(h.ada.ID, signIn.ID, auth.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	pair := h.issue(t, signIn)

	for name, text := range map[string]string{"only minted": minted.Text(), "an access token": pair.Access.Text(), "garbage": "a.b.c", "nothing": ""} {
		if _, ended, err := h.tokens.Refresh(t.Context(), text); !errors.Is(err, auth.ErrBadToken) || errors.Is(err, auth.ErrReused) || ended != 0 {
			t.Errorf("%s: got %d, %v", name, ended, err)
		}
	}
}

func TestAnExpiredRefreshTokenIsRefused(t *testing.T) {
	h := newHouse(t)
	pair := h.issue(t, h.signIn(t, h.ada))
	h.ahead = refreshLife + auth.Leeway + time.Second

	_, _, err := h.tokens.Refresh(t.Context(), pair.Refresh.Text())

	if !errors.Is(err, auth.ErrBadToken) {
		t.Errorf("got %v", err)
	}
}

func TestTokensEndWithTheirSignIn(t *testing.T) {
	endings := map[string]func(*house, chat.SignIn) error{
		"signed out": func(h *house, s chat.SignIn) error { return h.store.EndSignIn(t.Context(), s.ID, "signed out") },
		"password changed": func(h *house, s chat.SignIn) error {
			return h.store.SetPassword(t.Context(), s.User.ID, "hash", 0)
		},
		"deactivated": func(h *house, s chat.SignIn) error { return h.store.SetActive(t.Context(), s.User.ID, false) },
	}
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			signIn := h.signIn(t, h.grace)
			pair := h.issue(t, signIn)

			if err := end(h, signIn); err != nil {
				t.Fatal(err)
			}

			h.mustBeDead(t, pair)
			for _, token := range []auth.Token{pair.Access, pair.Refresh} {
				if err := h.resolver.Verify(t.Context(), token.Text()); !errors.Is(err, auth.ErrBadToken) {
					t.Errorf("%s verifies: %v", token, err)
				}
			}
		})
	}
}

func TestBothKindsOfTokensCanBeVerified(t *testing.T) {
	h := newHouse(t)
	pair := h.issue(t, h.signIn(t, h.ada))

	for _, token := range []auth.Token{pair.Access, pair.Refresh} {
		if err := h.resolver.Verify(t.Context(), token.Text()); err != nil {
			t.Errorf("%s: got %v", token, err)
		}
	}
	if err := h.resolver.Verify(t.Context(), "a.b.c"); !errors.Is(err, auth.ErrBadToken) {
		t.Errorf("garbage: got %v", err)
	}
}

func TestNoTokensAreGivenToASignInThatHasEnded(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	h.end(t, signIn)

	if pair, err := h.tokens.Issue(t.Context(), signIn); err == nil {
		t.Errorf("got %v", pair)
	}
}
