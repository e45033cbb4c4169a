package handlers_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"parley/handlers"
)

// behindProxy lets a test come from many addresses.
func behindProxy(_ *house, c *handlers.Config) {
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// guess tries a password from an address.
func (h *house) guess(path, address, name, password string) answer {
	h.t.Helper()
	b := h.stranger()
	r := b.form(path, "username", name, "password", password)
	r.Header.Set("X-Forwarded-For", address)
	h.log.secret(password)
	return b.do(r)
}

// passwordDoors are where a password is asked for, with the answer to a wrong one.
var passwordDoors = map[string]int{"/login": http.StatusUnprocessableEntity, "/api/auth/login/": http.StatusBadRequest}

func TestGuessingAnAccountIsSlowedDownAndTellsNothing(t *testing.T) {
	for path, wrong := range passwordDoors {
		t.Run(path, func(t *testing.T) {
			h, _ := newInhabited(t, behindProxy)
			h.account("bob")

			for n := range 6 {
				address := fmt.Sprintf("198.51.%d.7", n)
				known := h.guess(path, address, "bob", "wrong password")
				unknown := h.guess(path, address, "nobob", "wrong password")
				want := wrong
				if n == 5 {
					want = http.StatusTooManyRequests
				}
				known.is(want)
				known.body, unknown.body = without(known.body, "bob"), without(unknown.body, "nobob")
				known.sameAs(unknown)
				if seconds, _ := strconv.Atoi(known.header.Get("Retry-After")); n == 5 && (seconds < 1 || seconds > 10) {
					t.Errorf("the first wait is %d s", seconds)
				}
			}
			h.guess(path, "198.51.100.7", "carol", "wrong password").is(wrong)
		})
	}
}

// TestOwnerComesInWhileOthersGuess from a place where they were before.
func TestOwnerComesInWhileOthersGuess(t *testing.T) {
	h, _ := newInhabited(t, behindProxy)
	h.account("bob")
	h.guess("/login", "203.0.113.7", "bob", password).is(http.StatusSeeOther)

	for n := range 8 {
		h.guess("/login", fmt.Sprintf("198.51.%d.7", n), "bob", "wrong password")
	}

	h.guess("/login", "198.51.100.9", "bob", password).is(http.StatusTooManyRequests)
	h.guess("/login", "203.0.113.7", "bob", password).is(http.StatusSeeOther)
}

func TestGuessingFromOneAddressIsSlowedDown(t *testing.T) {
	h, _ := newInhabited(t, behindProxy)

	for n := range 10 {
		h.guess("/login", "198.51.100.7", fmt.Sprintf("guess-%d", n), "wrong password").is(http.StatusUnprocessableEntity)
	}

	h.guess("/login", "198.51.100.7", "guess-10", "wrong password").is(http.StatusTooManyRequests)
	h.guess("/login", "198.51.100.8", "guess-11", "wrong password").is(http.StatusUnprocessableEntity)
	for n := range 10 {
		h.guess("/login", fmt.Sprintf("2001:db8::%d", n), fmt.Sprintf("guess-%d", 20+n), "wrong password").is(http.StatusUnprocessableEntity)
	}
	h.guess("/login", "2001:db8::ffff", "guess-30", "wrong password").is(http.StatusTooManyRequests)
}

func TestForwardedAddressOfAStrangerDoesNotCount(t *testing.T) {
	h, _ := newInhabited(t)

	for n := range 10 {
		h.guess("/login", fmt.Sprintf("198.51.%d.7", n), fmt.Sprintf("guess-%d", n), "wrong password").is(http.StatusUnprocessableEntity)
	}

	h.guess("/login", "198.51.100.7", "guess-10", "wrong password").is(http.StatusTooManyRequests)
}

// hashBytes is the memory of one hash, and so a count of hashes: nothing else
// that a sign-in does takes nearly as much.
const hashBytes = 19 << 20

// hashes counts the hashes that act has made. It must run alone.
func hashes(act func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	act()
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / hashBytes
}

func TestKnownAndUnknownNamesCostTheSame(t *testing.T) {
	h, _ := newInhabited(t, behindProxy)
	h.account("bob")
	tokens := h.person("tokens-only")
	gone := h.account("gone")
	if err := h.store.SetActive(t.Context(), gone.user.ID, false); err != nil {
		t.Fatal(err)
	}

	for n, name := range []string{"bob", "nobody-here", tokens.user.Username, gone.user.Username, "", "not a name at all!", "BOB@example.org"} {
		for path, wrong := range passwordDoors {
			if name == "" && path != "/login" {
				continue // it asks for the field
			}
			made := hashes(func() { h.guess(path, fmt.Sprintf("198.51.%d.7", n), name, "wrong password").is(wrong) })
			if made != 1 {
				t.Errorf("%s for %q took %d hashes, want 1", path, name, made)
			}
		}
	}
}

// TestPasswordsWaitInAShortQueue: what is beyond it is told to come again, and
// counts as no guess.
func TestPasswordsWaitInAShortQueue(t *testing.T) {
	h, _ := newInhabited(t, behindProxy)
	h.account("bob")
	const flood = 120
	answers := make([]answer, flood)
	start := make(chan struct{})
	var flooding sync.WaitGroup
	for n := range flood {
		b := h.stranger()
		r := b.form("/login", "username", fmt.Sprintf("guess-%d", n), "password", "wrong password")
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.%d.7", n))
		flooding.Go(func() {
			<-start
			var err error
			if answers[n], err = b.try(r); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	flooding.Wait()

	count := map[int]int{}
	for _, a := range answers {
		count[a.status]++
		if a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "" {
			t.Error("503 does not say when to come again")
		}
	}
	if count[http.StatusUnprocessableEntity] < 20 || count[http.StatusServiceUnavailable] == 0 || count[http.StatusUnprocessableEntity]+count[http.StatusServiceUnavailable] != flood {
		t.Errorf("the answers were %v", count)
	}
	h.guess("/login", "203.0.113.7", "bob", password).is(http.StatusSeeOther)
}

func TestAPITooManyGuessesSayWhenToComeAgain(t *testing.T) {
	h, _ := newInhabited(t)
	for range 5 {
		h.stranger().tell("POST", "/api/auth/login", "username", "bob", "password", "wrong password").is(http.StatusBadRequest)
	}

	a := h.stranger().tell("POST", "/api/auth/login", "username", "bob", "password", "wrong password").is(http.StatusTooManyRequests)

	if decoded[detail](t, a).Detail == "" || a.header.Get("Retry-After") == "" {
		t.Errorf("answered with %v %s", a.header, a.body)
	}
}

// without takes the typed name out of a page that gives it back.
func without(body, name string) string { return strings.ReplaceAll(body, `"`+name+`"`, `""`) }
