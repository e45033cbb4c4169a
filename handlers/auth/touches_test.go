package auth_test

import (
	"errors"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

func TestASignInThatNobodyUsesGoesIdle(t *testing.T) {
	h := newHouse(t)
	resolver := h.newResolver(t, auth.ResolverOptions{Idle: time.Hour})
	used := h.begin(t, h.signInSeen(t, h.ada, time.Now().Add(-59*time.Minute)))
	idle := h.begin(t, h.signInSeen(t, h.ada, time.Now().Add(-61*time.Minute)))

	if _, err := resolver.Look(page(used)); err != nil {
		t.Errorf("used: got %v", err)
	}
	if _, err := resolver.Look(page(idle)); !errors.Is(err, auth.ErrNobody) {
		t.Errorf("idle: got %v", err)
	}
}

// TestATokenOfAProgramLastsAsLongAsItSays: somebody may mint one for later.
func TestATokenOfAProgramLastsAsLongAsItSays(t *testing.T) {
	h := newHouse(t)
	resolver := h.newResolver(t, auth.ResolverOptions{Idle: time.Hour})
	idle := h.signInSeen(t, h.ada, time.Now().Add(-61*time.Minute))

	if _, err := resolver.Look(bearing(h.access(t, idle))); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestASignInUsedThroughASocketDoesNotGoIdle(t *testing.T) {
	h := newHouse(t)
	resolver := h.newResolver(t, auth.ResolverOptions{})
	signIn := h.signInSeen(t, h.ada, time.Now().Add(-time.Hour))

	resolver.Used(signIn.ID)
	resolver.Close()

	if got := h.lastSeen(t, signIn); time.Since(got) > 30*time.Second {
		t.Errorf("last seen %s", got)
	}
}

func TestWhenSomebodyWasSeenIsNotedOnceAMinute(t *testing.T) {
	h := newHouse(t)
	longAgo, justNow := time.Now().Add(-2*time.Minute), time.Now().Add(-50*time.Second)
	away, polling, here := h.signInSeen(t, h.ada, longAgo), h.signInSeen(t, h.ada, longAgo), h.signInSeen(t, h.ada, justNow)
	resolver := h.newResolver(t, auth.ResolverOptions{})

	for range 3 {
		for _, signIn := range []chat.SignIn{away, here} {
			if _, err := resolver.Identify(bearing(h.access(t, signIn))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := resolver.Look(bearing(h.access(t, polling))); err != nil {
			t.Fatal(err)
		}
	}
	resolver.Close()

	if got := h.lastSeen(t, away); time.Since(got) > 30*time.Second {
		t.Errorf("a visit was not noted: %s", got)
	}
	for _, signIn := range []chat.SignIn{here, polling} {
		if got := h.lastSeen(t, signIn); !got.Equal(signIn.LastSeen) {
			t.Errorf("noted too often: %s", got)
		}
	}
}

func (h *house) lastSeen(t testing.TB, signIn chat.SignIn) time.Time {
	t.Helper()
	now, err := h.store.SignIn(t.Context(), signIn.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now.LastSeen
}
