package auth_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"

	"parley/db/chat"
	"parley/handlers/auth"
)

func newPasswords(t testing.TB) *auth.Passwords {
	t.Helper()
	return auth.NewPasswords()
}

func TestThePasswordThatMadeAHashVerifies(t *testing.T) {
	t.Parallel()
	passwords := newPasswords(t)
	hash, err := passwords.Hash(t.Context(), "seven quiet otters")
	if err != nil {
		t.Fatal(err)
	}

	ok, rehash, err := passwords.Verify(t.Context(), hash, "seven quiet otters")
	if !ok || rehash || err != nil {
		t.Errorf("right password: got %v, %v, %v", ok, rehash, err)
	}
	ok, rehash, err = passwords.Verify(t.Context(), hash, "Seven quiet otters")
	if ok || rehash || err != nil {
		t.Errorf("wrong password: got %v, %v, %v", ok, rehash, err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got hash %q", hash)
	}
}

func TestAHashOfOtherParametersIsToBeMadeAnew(t *testing.T) {
	t.Parallel()
	weak := argon2id.Params{Memory: 1 << 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	hash, err := argon2id.CreateHash("seven quiet otters", &weak)
	if err != nil {
		t.Fatal(err)
	}

	ok, rehash, err := newPasswords(t).Verify(t.Context(), hash, "seven quiet otters")

	if !ok || !rehash || err != nil {
		t.Errorf("got %v, %v, %v", ok, rehash, err)
	}
}

func TestAnAccountWithoutPasswordNeverVerifies(t *testing.T) {
	t.Parallel()
	ok, _, err := newPasswords(t).Verify(t.Context(), "", "")

	if ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestADamagedHashIsAnError(t *testing.T) {
	t.Parallel()
	_, _, err := newPasswords(t).Verify(t.Context(), "$argon2id$v=19$m=x", "seven quiet otters")

	if err == nil {
		t.Error("got no error")
	}
}

func TestAFloodOfPasswordsIsTurnedAway(t *testing.T) {
	passwords := newPasswords(t)
	slots := max(1, runtime.GOMAXPROCS(0)/2)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()

	// Each counts itself in by being turned away or by finishing.
	var group sync.WaitGroup
	outcomes := make(chan error, 200)
	for range cap(outcomes) {
		group.Go(func() { outcomes <- passwords.VerifyNobody(ctx, "seven quiet otters") })
	}
	group.Wait()
	close(outcomes)

	busy, served := 0, 0
	for err := range outcomes {
		switch {
		case err == nil:
			served++
		case errors.Is(err, auth.ErrBusy):
			busy++
		default:
			t.Errorf("got %v", err)
		}
	}
	if served < 20+slots || busy == 0 {
		t.Errorf("served %d, turned away %d", served, busy)
	}
	if err := passwords.VerifyNobody(t.Context(), "x"); err != nil {
		t.Errorf("after the flood: %v", err)
	}
}

func TestWhoStopsWaitingLeavesTheLine(t *testing.T) {
	passwords := newPasswords(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()

	// More than the queue holds, all of people who left: nobody may be stuck.
	for range 100 {
		if err := passwords.VerifyNobody(gone, "x"); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}

	if err := passwords.VerifyNobody(t.Context(), "x"); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestCommonAndTooShortPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	refused := map[string]string{
		"short":                 "elevenchars",
		"empty":                 "",
		"long":                  strings.Repeat("long words ", 12),
		"common":                "correcthorsebatterystaple",
		"common, capitals":      "CorrectHorseBatteryStaple",
		"common, with spaces":   "correct horse battery staple",
		"common, with figures":  "administrator2024!",
		"one letter":            "aaaaaaaaaaaaaaaa",
		"two letters":           "abababababababab",
		"a short piece":         "abcabcabcabcabc",
		"figures":               "123456789012",
		"figures backwards":     "0987654321098",
		"a keyboard row":        "qwertyuiop12",
		"a row backwards":       "poiuytrewq12",
		"keyboard columns":      "1qaz2wsx3edc4rfv",
		"two hands":             "1q2w3e4r5t6y",
		"two rows":              "qwertyuiopasdfghjkl",
		"the alphabet":          "abcdefghijklmnop",
		"the user name":         "i-am-mallory-42",
		"the user name, louder": "MALLORYmallory99",
		"not text":              "seven quiet \xff otters",
		"a zero":                "seven quiet\x00otters",
	}
	for name, password := range refused {
		t.Run(name, func(t *testing.T) {
			var invalid chat.Invalid
			err := auth.CheckPassword("mallory", password)
			if !errors.As(err, &invalid) || invalid.Field != "password" {
				t.Fatalf("%q: got %v", password, err)
			}
			if password != "" && strings.Contains(invalid.Reason, password) {
				t.Errorf("the reason repeats the password: %q", invalid.Reason)
			}
		})
	}
}

func TestGoodPasswordsAreTaken(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"seven quiet otters", "passwords-are-a-nuisance", "läuft bei uns Ü", "тихие выдры плывут",
		"七匹の静かなカワウソが泳いでいる", "f7Kq9!xW2pLz", "            spaces count too",
		strings.Repeat("seven quiet otters", 8)[:128], "qwertyuiop but my own",
	} {
		if err := auth.CheckPassword("mallory", password); err != nil {
			t.Errorf("%q: got %v", password, err)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("mallory", "seven quiet otters")
	f.Add("", "qwertyuiopqwertyuiop")
	f.Fuzz(func(t *testing.T, username, password string) {
		var invalid chat.Invalid
		if err := auth.CheckPassword(username, password); err != nil && !errors.As(err, &invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func BenchmarkVerifyNobody(b *testing.B) {
	passwords := newPasswords(b)
	for b.Loop() {
		if err := passwords.VerifyNobody(b.Context(), "seven quiet otters"); err != nil {
			b.Fatal(err)
		}
	}
}
