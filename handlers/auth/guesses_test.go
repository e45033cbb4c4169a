package auth_test

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"parley/handlers/auth"
)

var home = netip.MustParseAddr("192.0.2.7")

// guess tries and fails; it tells whether the try was allowed.
func guess(g *auth.Guesses, account string, from netip.Addr) bool {
	if _, ok := g.Allow(account, from); !ok {
		return false
	}
	g.Failed(account, from)
	return true
}

// elsewhere gives addresses of different networks.
func elsewhere(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{198, byte(n >> 8), byte(n), 1})
}

func TestAfterFiveFailuresAnAccountAnswersLaterAndLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guesses := auth.NewGuesses(auth.DefaultGuessLimits())
		for n := range 5 {
			if !guess(guesses, "ada", elsewhere(n)) {
				t.Fatalf("failure %d was not allowed", n+1)
			}
		}

		for n, want := range []time.Duration{10, 20, 40, 80, 160, 300, 300} {
			wait, ok := guesses.Allow("ada", elsewhere(100+n))
			if ok || wait != want*time.Second {
				t.Fatalf("after %d failures: got %s, %v", 5+n, wait, ok)
			}
			time.Sleep(wait - time.Nanosecond)
			if guess(guesses, "ada", elsewhere(200+n)) {
				t.Fatalf("after %d failures: allowed too early", 5+n)
			}
			time.Sleep(time.Nanosecond)
			if !guess(guesses, "ada", elsewhere(300+n)) {
				t.Fatalf("after %d failures: not allowed in time", 5+n)
			}
		}
		if !guess(guesses, "grace", elsewhere(400)) {
			t.Error("another account was slowed too")
		}
	})
}

func TestAnAccountIsForgivenAfterHalfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guesses := auth.NewGuesses(auth.DefaultGuessLimits())
		for n := range 5 {
			guess(guesses, "ada", elsewhere(n))
		}

		time.Sleep(30 * time.Minute)

		for n := range 5 {
			if !guess(guesses, "ada", elsewhere(100+n)) {
				t.Fatalf("failure %d was not allowed", n+1)
			}
		}
	})
}

func TestAnAccountIsOneHoweverItIsTyped(t *testing.T) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	for n, typed := range []string{"ada", "ADA", " Ada", "ada ", "aDa"} {
		guess(guesses, typed, elsewhere(n))
	}

	if guess(guesses, "ada", elsewhere(10)) {
		t.Error("a sixth guess was allowed")
	}
}

func TestTheRightPasswordForgetsTheFailures(t *testing.T) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	for range 4 {
		guess(guesses, "ada", home)
	}
	guesses.Allow("ada", home)
	guesses.Succeeded("ada", home)

	for n := range 5 {
		if !guess(guesses, "ada", elsewhere(n)) {
			t.Fatalf("failure %d was not allowed", n+1)
		}
	}
}

func TestTheOwnerSignsInFromAKnownPlaceWhileOthersGuess(t *testing.T) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	guesses.Allow("ada", home)
	guesses.Succeeded("ada", home)
	for n := range 20 {
		guess(guesses, "ada", elsewhere(n))
	}

	if guess(guesses, "ada", elsewhere(100)) {
		t.Error("a stranger was allowed")
	}
	if _, ok := guesses.Allow("ada", home); !ok {
		t.Error("the owner was not allowed")
	}
}

func TestAnAddressHasTenFailuresInThreeMinutesAndFiftyADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guesses := auth.NewGuesses(auth.DefaultGuessLimits())
		failed := 0
		tryTen := func() {
			for range 10 {
				if guess(guesses, fmt.Sprint("person", failed), home) {
					failed++
				}
			}
		}

		tryTen()
		wait, ok := guesses.Allow("person", home)
		if failed != 10 || ok || wait != 3*time.Minute {
			t.Fatalf("after %d failures: got %s, %v", failed, wait, ok)
		}
		for range 5 {
			time.Sleep(3 * time.Minute)
			tryTen()
		}
		wait, ok = guesses.Allow("person", home)
		if failed != 50 || ok || wait != 24*time.Hour-15*time.Minute {
			t.Fatalf("after %d failures: got %s, %v", failed, wait, ok)
		}
		time.Sleep(wait)
		if !guess(guesses, "person", home) {
			t.Error("not allowed a day later")
		}
	})
}

func TestNeighboursAreCountedTogetherAsFarAsTheyAreOne(t *testing.T) {
	cases := map[string]struct {
		first, second string
		together      bool
	}{
		"two of one /64":     {"2001:db8::1", "2001:db8::2", true},
		"two /64":            {"2001:db8:0:1::1", "2001:db8:0:2::1", false},
		"two of one /24":     {"192.0.2.1", "192.0.2.2", false},
		"four in six":        {"192.0.2.1", "::ffff:192.0.2.1", true},
		"no address at all":  {"192.0.2.1", "2001:db8::1", false},
		"one host, two zone": {"fe80::1%a", "fe80::1%b", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			guesses := auth.NewGuesses(auth.DefaultGuessLimits())
			for n := range 10 {
				guess(guesses, fmt.Sprint("person", n), netip.MustParseAddr(c.first))
			}
			if got := !guess(guesses, "ada", netip.MustParseAddr(c.second)); got != c.together {
				t.Errorf("counted together: got %v", got)
			}
		})
	}
}

func TestANetworkHasThirtyFailuresAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guesses := auth.NewGuesses(auth.DefaultGuessLimits())
		for n := range 30 {
			if !guess(guesses, fmt.Sprint("person", n), netip.AddrFrom4([4]byte{192, 0, 2, byte(n)})) {
				t.Fatalf("failure %d was not allowed", n+1)
			}
		}

		wait, ok := guesses.Allow("person", netip.MustParseAddr("192.0.2.200"))

		if ok || wait != time.Minute {
			t.Errorf("got %s, %v", wait, ok)
		}
	})
}

func TestGuessesAtTheSameTimeAreCounted(t *testing.T) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	allowed := 0
	for n := range 20 {
		if _, ok := guesses.Allow("ada", elsewhere(n)); ok {
			allowed++
		}
	}

	if allowed != 5 {
		t.Errorf("%d were allowed at once", allowed)
	}
	guesses.Withdrawn("ada", elsewhere(0))
	if _, ok := guesses.Allow("ada", elsewhere(30)); !ok {
		t.Error("what was not checked still counts")
	}
}

func TestTheDelayBeginsWithTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guesses := auth.NewGuesses(auth.DefaultGuessLimits())
		for n := range 4 {
			guess(guesses, "ada", elsewhere(n))
		}
		guesses.Allow("ada", home)
		time.Sleep(8 * time.Second)
		guesses.Failed("ada", home)

		wait, _ := guesses.Allow("ada", home)

		if wait != 10*time.Second {
			t.Errorf("got %s", wait)
		}
	})
}

func TestALimitOfNoneIsNoLimit(t *testing.T) {
	guesses := auth.NewGuesses(auth.GuessLimits{Address: []auth.Rate{{Count: 0, Per: time.Hour}}})
	for n := range 1000 {
		if !guess(guesses, "ada", home) {
			t.Fatalf("guess %d was not allowed", n+1)
		}
	}
}

func TestAFloodOfNamesForgetsNoGuessedAccount(t *testing.T) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	for n := range 5 {
		guess(guesses, "ada", elsewhere(n))
	}

	// The account is asked for now and then, so it stays among the recent.
	for n := range 50_000 {
		guess(guesses, fmt.Sprint("flood", n), elsewhere(n))
		if n%5_000 == 0 && guess(guesses, "ada", elsewhere(n)) {
			t.Fatalf("allowed after %d other names", n)
		}
	}
}

func BenchmarkAllow(b *testing.B) {
	guesses := auth.NewGuesses(auth.DefaultGuessLimits())
	b.ReportAllocs()
	for b.Loop() {
		guess(guesses, "ada", home)
	}
}
