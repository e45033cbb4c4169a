package fetch

import (
	"net/netip"
	"net/url"
	"testing"
)

// hosts says of hosts, as they stand in an address, whether anybody is asked
// there.
var hosts = map[string]bool{
	"8.8.8.8": true, "1.1.1.1": true, "93.184.215.14": true, "11.0.0.1": true, "172.15.255.255": true, "172.32.0.1": true,
	"100.63.255.255": true, "100.128.0.1": true, "169.253.0.1": true, "192.167.0.1": true, "198.17.255.1": true, "223.255.255.255": true,
	"[2606:4700:4700::1111]": true, "[2a00:1450:4001:81b::200e]": true, "a.example": true, "xn--mnchen-3ya.example": true, "1password.com": true, "a.example.": true,

	"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "10.255.255.255": false, "100.64.0.1": false, "100.127.255.255": false,
	"127.0.0.1": false, "127.255.255.254": false, "169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false,
	"192.0.0.1": false, "192.0.0.171": false, "192.0.2.1": false, "192.88.99.1": false, "192.168.0.1": false, "192.168.255.255": false,
	"198.18.0.1": false, "198.19.255.255": false, "198.51.100.7": false, "203.0.113.9": false, "224.0.0.1": false, "239.255.255.250": false,
	"240.0.0.1": false, "255.255.255.255": false, "192.52.193.1": false, "192.31.196.1": false, "192.175.48.1": false,

	"[::]": false, "[::1]": false, "[::ffff:127.0.0.1]": false, "[::ffff:8.8.8.8]": false, "[::ffff:7f00:1]": false, "[::127.0.0.1]": false,
	"[::8.8.8.8]": false, "[::ffff:0:127.0.0.1]": false, "[64:ff9b::7f00:1]": false, "[64:ff9b::8.8.8.8]": false, "[64:ff9b:1::1]": false,
	"[100::1]": false, "[2001::1]": false, "[2001:0:4136:e378:8000:63bf:3fff:fdd2]": false, "[2001:2::1]": false, "[2001:10::1]": false,
	"[2001:20::1]": false, "[2001:db8::1]": false, "[2002:7f00:1::]": false, "[2002:808:808::1]": false, "[3fff::1]": false, "[3ffe::1]": false,
	"[5f00::1]": false, "[fc00::1]": false, "[fd12:3456::1]": false, "[fe80::1]": false, "[fe80::1%25eth0]": false, "[2606:4700:4700::1111%25eth0]": false,
	"[fec0::1]": false, "[ff02::1]": false, "[ff0e::1]": false, "[2620:4f:8000::1]": false,

	"localhost": false, "printer": false, "": false, ".": false, "..": false, ".example": false, "localhost.": false,
	"2130706433": false, "017700000001": false, "0x7f000001": false, "0x7f.1": false, "127.1": false, "127.0.1": false, "0177.0.0.1": false,
	"127.0.0.0x1": false, "1.2.3.4.5": false, "a.1": false, "a.0x7f": false, "127.0.0.1.": false, "08.8.8.8": false,
	"user@a.example": false, "user:secret@a.example": false, "@a.example": false,
	"a.example:80": true, "a.example:443": true, "8.8.8.8:443": true, "a.example:8080": false, "a.example:22": false, "8.8.8.8:25": false,
	"a.example:0": false, "a.example:65616": false, "[2606:4700:4700::1111]:6379": false,
}

func TestNobodyIsAskedAtAnAddressThatIsNotPublic(t *testing.T) {
	if len(hosts) < 100 {
		t.Errorf("only %d hosts are tried", len(hosts))
	}
	c := New(Options{})
	for host, want := range hosts {
		for _, scheme := range []string{"http://", "https://"} {
			u, err := url.Parse(scheme + host + "/x")
			if got := err == nil && c.check(u) == nil; got != want {
				t.Errorf("%s%s: asked is %v, want %v", scheme, host, got, want)
			}
		}
	}
}

func TestOnlyTheWebIsAsked(t *testing.T) {
	c := New(Options{})
	for _, address := range []string{"ftp://a.example", "file:///etc/passwd", "gopher://a.example", "//a.example", "a.example", "http:a.example", "unix:///x", "data:text/html,x", "javascript:1"} {
		if u, err := url.Parse(address); err == nil && c.check(u) == nil {
			t.Errorf("%s would be asked", address)
		}
	}
}

// TestGuardHoldsBehindTheName: a name may resolve to anything by the time it is
// dialled.
func TestGuardHoldsBehindTheName(t *testing.T) {
	c := New(Options{})
	for address, want := range map[string]bool{
		"8.8.8.8:443": true, "8.8.8.8:80": true, "[2606:4700:4700::1111]:443": true,
		"127.0.0.1:80": false, "10.1.2.3:443": false, "[::1]:80": false, "[::ffff:10.1.2.3]:80": false, "[fe80::1%eth0]:80": false, "8.8.8.8:22": false, "nonsense": false, "a.example:80": false,
	} {
		if got := c.guard(t.Context(), "tcp", address, nil) == nil; got != want {
			t.Errorf("%s: dialled is %v, want %v", address, got, want)
		}
	}
}

func FuzzPublic(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, ok := netip.AddrFromSlice(raw)
		if !ok || !public(a) {
			return
		}
		if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || a.Is4In6() || !a.IsGlobalUnicast() {
			t.Errorf("%s counts as public", a)
		}
	})
}
