package chat_test

import (
	"net/netip"
	"testing"

	"parley/db/chat"
)

func TestNetworksAreReadInOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"203.0.113.7":              "203.0.113.7/32",
		" 203.0.113.7/24 ":         "203.0.113.0/24",
		"2001:DB8::7":              "2001:db8::7/128",
		"2001:db8:0:0:1::7/64":     "2001:db8::/64",
		"::ffff:203.0.113.7":       "203.0.113.7/32",
		"::ffff:203.0.113.7/120":   "203.0.113.0/24",
		"0:0:0:0:0:ffff:cb00:7107": "203.0.113.7/32",
		"0.0.0.0/0":                "0.0.0.0/0",
	} {
		if got, err := chat.ParseNetwork(text); err != nil || got.String() != want {
			t.Errorf("%q: %s %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "203.0.113", "203.0.113.07", "203.0.113.0/33", "203.0.113.0/-1", "203.0.113.0/024", "2001:db8::/129", "fe80::1%eth0",
		"2001:db8::%1/64", "example.org", "203.0.113.1-203.0.113.9", "203.0.113.7:80", "[2001:db8::7]", "3405803783", "0xcb007107", "203.0.113.0/24/8"} {
		if got, err := chat.ParseNetwork(text); err == nil {
			t.Errorf("%q was taken for %s", text, got)
		}
	}
}

func TestInnerNetworksAreNeverKeptOut(t *testing.T) {
	for _, text := range []string{
		"127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.0/24", "100.64.0.1", "100.127.255.255", "169.254.169.254", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "fd00::7", "fc00::/8", "fe80::1", "fec0::1", "ff02::1", "64:ff9b:1::1", "::ffff:10.0.0.1", "::ffff:0:0/95",
		"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/6", "172.0.0.0/8", "100.0.0.0/9", "::/0", "::/64", "f000::/4", "fe00::/8",
	} {
		network, err := chat.ParseNetwork(text)
		if err != nil {
			t.Errorf("%q is not read: %v", text, err)
		}
		if chat.CheckNetwork(network) == nil {
			t.Errorf("%s may be blocked", network)
		}
	}
	for _, text := range []string{"203.0.113.7", "8.8.8.0/24", "8.0.0.0/7", "100.128.0.0/9", "172.32.0.0/11", "223.255.255.255", "2001:db8::7", "2000::/3", "64:ff9b::/96"} {
		network, err := chat.ParseNetwork(text)
		if err != nil || chat.CheckNetwork(network) != nil {
			t.Errorf("%s may not be blocked: %v", text, err)
		}
	}
}

func TestWideNetworksAreThoseOfManyCustomers(t *testing.T) {
	for text, want := range map[string]bool{"203.0.113.7/32": false, "203.0.113.0/24": false, "203.0.112.0/23": true, "2001:db8::/128": false, "2001:db8::/48": false, "2001:db8::/47": true} {
		if got := chat.Wide(netip.MustParsePrefix(text)); got != want {
			t.Errorf("%s is wide: %t", text, got)
		}
	}
}

func TestAnAddressStandsForWhatOneConnectionGets(t *testing.T) {
	for address, want := range map[string]string{"203.0.113.7": "203.0.113.7/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64"} {
		if got := chat.NetworkOf(netip.MustParseAddr(address)); got.String() != want {
			t.Errorf("%s stands for %s, want %s", address, got, want)
		}
	}
}

func FuzzParseNetwork(f *testing.F) {
	f.Add("203.0.113.0/24")
	f.Add("::ffff:203.0.113.7/97")
	f.Add("fe80::1%eth0/64")
	f.Fuzz(func(t *testing.T, text string) {
		network, err := chat.ParseNetwork(text)
		if err != nil {
			return
		}
		again, err := chat.ParseNetwork(network.String())
		if err != nil || again != network || network != network.Masked() || network.Addr().Zone() != "" {
			t.Errorf("%q became %s, and that %s, %v", text, network, again, err)
		}
	})
}
