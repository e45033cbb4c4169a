package auth_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"parley/handlers/auth"
)

func TestTheClientIsTheRightmostHopThatIsNotTrusted(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	cases := map[string]struct {
		peer      string
		forwarded []string
		realIP    string
		want      string
	}{
		"no proxy":                        {"192.0.2.7:4000", nil, "", "192.0.2.7"},
		"no proxy, forged":                {"192.0.2.7:4000", []string{"203.0.113.9"}, "203.0.113.9", "192.0.2.7"},
		"a neighbour of the proxy":        {"11.0.0.1:4000", []string{"203.0.113.9"}, "", "11.0.0.1"},
		"one proxy":                       {"10.0.0.1:4000", []string{"192.0.2.7"}, "", "192.0.2.7"},
		"one proxy, forged hop":           {"10.0.0.1:4000", []string{"203.0.113.9, 192.0.2.7"}, "", "192.0.2.7"},
		"two proxies":                     {"10.0.0.1:4000", []string{"203.0.113.9, 192.0.2.7, 10.1.1.1"}, "", "192.0.2.7"},
		"a list in two headers":           {"10.0.0.1:4000", []string{"203.0.113.9", "192.0.2.7,10.1.1.1"}, "", "192.0.2.7"},
		"a trusted address forged":        {"10.0.0.1:4000", []string{"10.9.9.9, 192.0.2.7"}, "", "192.0.2.7"},
		"all trusted":                     {"10.0.0.1:4000", []string{"10.2.2.2, 10.1.1.1"}, "", "10.2.2.2"},
		"nothing forwarded":               {"10.0.0.1:4000", nil, "", "10.0.0.1"},
		"empty list":                      {"10.0.0.1:4000", []string{""}, "", "10.0.0.1"},
		"garbage":                         {"10.0.0.1:4000", []string{"192.0.2.7, unknown"}, "", "10.0.0.1"},
		"garbage behind a hop":            {"10.0.0.1:4000", []string{"unknown, 10.1.1.1"}, "", "10.1.1.1"},
		"with port":                       {"10.0.0.1:4000", []string{"192.0.2.7:5000"}, "", "192.0.2.7"},
		"six with port":                   {"10.0.0.1:4000", []string{"[2001:db8::7]:5000"}, "", "2001:db8::7"},
		"six in brackets":                 {"10.0.0.1:4000", []string{"[2001:db8::7]"}, "", "2001:db8::7"},
		"six":                             {"[fd00::1]:4000", []string{"2001:db8::7"}, "", "2001:db8::7"},
		"four in six":                     {"[::ffff:10.0.0.1]:4000", []string{"::ffff:192.0.2.7"}, "", "192.0.2.7"},
		"a zone":                          {"[fe80::1%eth0]:4000", nil, "", "fe80::1"},
		"real address":                    {"10.0.0.1:4000", nil, "192.0.2.7", "192.0.2.7"},
		"the list wins over real address": {"10.0.0.1:4000", []string{"192.0.2.7"}, "203.0.113.9", "192.0.2.7"},
		"real address, garbage":           {"10.0.0.1:4000", nil, "192.0.2.7; drop", "10.0.0.1"},
		"no peer":                         {"@", []string{"192.0.2.7"}, "", "invalid IP"},
	}
	for name, c := range cases {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.forwarded
		set(r, "X-Real-IP", c.realIP)
		r.Header.Set("Forwarded", "for=203.0.113.66")
		if got := auth.ClientAddress(r, trusted).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func FuzzClientAddress(f *testing.F) {
	f.Add("203.0.113.9, 192.0.2.7")
	f.Add("[::1]:x, %, ")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, forwarded string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Forwarded-For"] = []string{forwarded}
		r.RemoteAddr = "192.0.2.1:1"
		if got := auth.ClientAddress(r, trusted).String(); got != "192.0.2.1" {
			t.Errorf("an untrusted peer became %s", got)
		}
		r.RemoteAddr = "10.0.0.1:1"
		if got := auth.ClientAddress(r, trusted); !got.IsValid() || got.Is4In6() || got.Zone() != "" {
			t.Errorf("got %v", got)
		}
	})
}
