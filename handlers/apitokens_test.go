package handlers_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// fresh is the answer of the API to a refresh.
type fresh struct {
	Access           string
	AccessExpiration time.Time `json:"access_expiration"`
}

func TestTokenVerifyTakesEitherKind(t *testing.T) {
	h, ada := newInhabited(t)
	pair := h.pair(ada)
	guest := h.stranger()

	for _, path := range []string{"/api/auth/token/verify", "/api/auth/token/verify/"} {
		for _, token := range []string{pair.Access.Text(), pair.Refresh.Text()} {
			if a := guest.tell("POST", path, "token", token).is(200); strings.TrimSpace(a.body) != "{}" {
				t.Errorf("answered with %s", a.body)
			}
			guest.post(path, "token", token).is(200)
			guest.notValid(guest.tell("POST", path, "token", token+"x"))
		}
		guest.tell("POST", path).is(http.StatusBadRequest).holds(`{"token":["This field is required."]}`)
		guest.get(path).is(http.StatusMethodNotAllowed)
	}
	if err := h.store.EndSignIn(t.Context(), ada.signIn, "test"); err != nil {
		t.Fatal(err)
	}
	guest.notValid(guest.tell("POST", "/api/auth/token/verify", "token", pair.Access.Text()))
}

// notValid fails unless the answer says that a token does not count.
func (b *browser) notValid(a answer) {
	b.t.Helper()
	if got := decoded[detail](b.t, a.unauthorized()); got.Code != "token_not_valid" {
		b.t.Errorf("%s was answered with %+v", a.asked, got)
	}
}

func TestRefreshTakesBodyBeforeCookieAndSetsNewCookies(t *testing.T) {
	h, ada := newInhabited(t)
	b := h.browserOf(ada.user)
	first := h.pair(b)
	b.keep(&http.Cookie{Name: "jwt-refresh", Value: first.Refresh.Text(), Path: "/"})

	got := decoded[fresh](t, b.post("/api/auth/token/refresh/").is(200))
	h.log.secret(got.Access)
	second := b.cookie("jwt-refresh")
	if got.Access == "" || got.Access != b.cookie("jwt-access") || second == first.Refresh.Text() || second == "" {
		t.Errorf("answered with %+v", got)
	}
	if life := time.Until(got.AccessExpiration); life < 59*time.Minute || life > time.Hour {
		t.Errorf("the token lives %v", life)
	}
	program := h.stranger()
	program.tell("POST", "/api/auth/token/refresh", "refresh", second).is(200)
	program.notValid(program.tell("POST", "/api/auth/token/refresh", "refresh", first.Access.Text()))
	program.notValid(h.stranger().post("/api/auth/token/refresh"))
	b.notValid(b.tell("POST", "/api/auth/token/refresh", "refresh", "garbage"))
	if b.cookie("jwt-refresh") != "" {
		t.Error("the cookie that does not count is still there")
	}
}

func TestParallelRefreshesHaveOneSuccessor(t *testing.T) {
	h, ada := newInhabited(t)
	token := h.refresh(ada)
	const tabs = 20
	var refreshing sync.WaitGroup
	successors := make(chan string, tabs)
	for range tabs {
		b := h.stranger()
		r := b.form("/api/auth/token/refresh", "refresh", token)
		refreshing.Go(func() {
			if a, err := b.try(r); err != nil || a.status != http.StatusOK {
				t.Errorf("answered with %d, %v", a.status, err)
			}
			successors <- b.cookie("jwt-refresh")
		})
	}
	refreshing.Wait()
	close(successors)

	one := map[string]bool{}
	for successor := range successors {
		one[successor] = true
	}
	if len(one) != 1 || one[""] {
		t.Errorf("%d tabs got %d successors", tabs, len(one))
	}
	if !h.lives(ada) {
		t.Error("the tabs were taken for thieves")
	}
}

// TestRefreshTokenUsedAgainEndsEverything: the grace is one generation only.
func TestRefreshTokenUsedAgainEndsEverything(t *testing.T) {
	h, ada := newInhabited(t)
	other := h.browserOf(ada.user).open(lobby)
	lost := ada.connections()
	pair := h.pair(ada)
	b := h.stranger()
	for token, n := pair.Refresh.Text(), 0; n < 2; n++ {
		b.tell("POST", "/api/auth/token/refresh", "refresh", token).is(200)
		token = b.cookie("jwt-refresh")
	}

	promptly(t, "closing the connections", func() {
		b.notValid(b.tell("POST", "/api/auth/token/refresh", "refresh", pair.Refresh.Text()))
		signedOut(t, lost)
	})

	if h.lives(ada) {
		t.Error("the sign-in lives")
	}
	b.notValid(b.tell("POST", "/api/auth/token/verify", "token", pair.Access.Text()))
	other.settle()
}

func TestTokensLiveAsLongAsTheirKeyIsKept(t *testing.T) {
	h, ada := newInhabited(t)
	keys := filepath.Join(h.folder, "keys")
	first := h.access(ada)
	old := onlyFile(t, keys)
	counts := func(token string) bool {
		r := h.stranger().request(http.MethodGet, "/api/auth/user/", nil)
		r.Header = h.bearing(token)
		return h.stranger().do(r).status == http.StatusOK
	}

	writeKey(t, filepath.Join(keys, "second.key"))
	reload(t, h)
	b := h.stranger()
	b.tell("POST", "/api/auth/token/refresh", "refresh", h.refresh(ada)).is(200)
	second := b.cookie("jwt-access")
	if !counts(first) || !counts(second) {
		t.Errorf("after an added key: first %t, second %t", counts(first), counts(second))
	}
	if err := os.Remove(old); err != nil {
		t.Fatal(err)
	}
	reload(t, h)
	if counts(first) || !counts(second) {
		t.Errorf("after a removed key: first %t, second %t", counts(first), counts(second))
	}
}

func reload(t *testing.T, h *house) {
	t.Helper()
	if err := h.server.ReloadKeys(); err != nil {
		t.Fatal(err)
	}
}

func onlyFile(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.key"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d keys, %v", len(files), err)
	}
	return files[0]
}

// writeKey makes a key that is newer than every other.
func writeKey(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))), 0o600); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
}
