package handlers_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"parley/handlers"
)

// The networks that tests come from are those kept free for examples
// (RFC 5737, RFC 3849).
const (
	badAddress  = "203.0.113.7"
	goodAddress = "198.51.100.1"
)

// behindOurProxy is a house behind a proxy with staff who come from good
// addresses.
func behindOurProxy(t testing.TB) (h *house, ada, mod *browser) {
	t.Helper()
	h, ada = newInhabited(t, behindProxy)
	mod = h.moderator("mod")
	ada.from, mod.from = goodAddress, goodAddress
	return h, ada, mod
}

// comes is somebody who comes from an address.
func (h *house) comes(name, from string) *browser {
	h.t.Helper()
	b := h.person(name)
	b.from = from
	return b
}

// strangerFrom is nobody yet, from an address.
func (h *house) strangerFrom(address string) *browser {
	b := h.stranger()
	b.from = address
	return b
}

// blocks keeps a network out by the page of addresses; more fields may follow.
func (b *browser) keepsOut(network, until string, more ...string) answer {
	b.t.Helper()
	return b.post("/moderation/addresses", append([]string{"network", network, "reason", "spam", "words", "Write to us.", "until", until}, more...)...)
}

// elsewhereProxy is a house that trusts another proxy than the one tests come through.
func elsewhereProxy(_ *house, c *handlers.Config) {
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
}

// toldBlocked fails unless each connection was told why and closed for good.
func toldBlocked(t *testing.T, connections ...*peer) {
	t.Helper()
	for i, p := range connections {
		if code := p.closed(); code != 4403 {
			t.Errorf("connection %d was closed with %d, want 4403", i, code)
		}
		if last := p.last(); !contains(last, "This address is blocked.", "Nobody comes in from this address until", "Write to us.") {
			t.Errorf("connection %d was told %q", i, last)
		}
	}
}

// refusesUpgrade is the status with which a program's socket is refused.
func (b *browser) refusesUpgrade(path string) int {
	b.t.Helper()
	ws, response, err := b.house.upgrade(path, b.headers())
	if err == nil {
		ws.Close()
		return http.StatusSwitchingProtocols
	}
	return response.StatusCode
}

func contains(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
