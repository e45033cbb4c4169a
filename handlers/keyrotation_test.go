package handlers_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestKeysChangeWhileEverybodyStaysConnected: the token of the previous key
// opens every door until the key is removed; what is open stays open, because
// its sign-in lives.
func TestKeysChangeWhileEverybodyStaysConnected(t *testing.T) {
	h, ada := newInhabited(t)
	keys := filepath.Join(h.folder, "keys")
	token, old := h.access(ada), onlyFile(t, keys)
	open := h.dial(t, socketPath(lobby), h.bearing(token))

	writeKey(t, filepath.Join(keys, "second.key"))
	reload(t, h)
	h.dial(t, socketPath(lobby), h.bearing(token)).say("k1", "by the previous key")
	open.until("by the previous key")
	h.asProgram(token, "/rooms").is(http.StatusOK)
	h.asProgram(token, "/api/auth/user/").is(http.StatusOK)

	if err := os.Remove(old); err != nil {
		t.Fatal(err)
	}
	reload(t, h)
	if _, response, _ := h.upgrade(socketPath(lobby), h.bearing(token)); response == nil || response.StatusCode != http.StatusUnauthorized {
		t.Error("a token of the removed key opens a socket")
	}
	h.asProgram(token, "/rooms").is(http.StatusUnauthorized)
	h.asProgram(token, "/api/auth/user/").unauthorized()
	open.say("k2", "still here")
	open.until("still here")
}

// asProgram gets a page with a token and nothing else.
func (h *house) asProgram(token, path string) answer {
	h.t.Helper()
	r := h.stranger().request(http.MethodGet, path, nil)
	r.Header = h.bearing(token)
	return h.stranger().do(r)
}

// TestBrokenKeyFileChangesNothing: the reload fails as a whole.
func TestBrokenKeyFileChangesNothing(t *testing.T) {
	h, ada := newInhabited(t)
	token := h.access(ada)
	if err := os.WriteFile(filepath.Join(h.folder, "keys", "broken.key"), []byte("no key at all"), 0o600); err != nil {
		t.Fatal(err)
	}

	if err := h.server.ReloadKeys(); err == nil {
		t.Error("a broken key was taken")
	}

	h.asProgram(token, "/rooms").is(http.StatusOK)
}
