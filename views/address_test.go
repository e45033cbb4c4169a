package views

import (
	"net/netip"
	"testing"
	"time"

	"parley/db/chat"
)

func (s sampler) addresses() AddressesPage {
	four, six := netip.MustParsePrefix("203.0.112.0/23"), netip.MustParsePrefix("2001:db8::/64")
	return AddressesPage{Shell: s.shell(0),
		Blocks: []chat.AddressBlock{{ID: 2, Network: six, Actor: s.somebody(), Reason: s.text, Words: s.text, Since: noon, Until: noon.Add(time.Hour)}, {ID: 1, Network: four, Actor: s.somebody(), Reason: s.text, Since: noon, Until: chat.NoEnd()}},
		Form:   AddressForm{Network: s.text, Reason: s.text, Until: s.text, Words: s.text, Wide: four, Sure: true, Errors: s.errors("network", "reason", "until", "words", "sure")}, Lifting: 1, LiftReason: s.text, LiftErrors: s.errors("reason")}
}

func TestWideNetworksAreAskedAboutWithWhomTheyMeet(t *testing.T) {
	for network, want := range map[string]string{
		"203.0.112.0/23": "These are 512 addresses. From there nobody signed in in the last seven days. Tick the box if you mean all of it.",
		"8.0.0.0/8":      "These are 16,777,216 addresses. From there 1 person signed in in the last seven days. Tick the box if you mean all of it.",
		"2001:db8::/32":  "These are 4,294,967,296 networks of /64, each of them a connection's. From there 1,200 people signed in in the last seven days. Tick the box if you mean all of it.",
	} {
		met := map[string]int{"8.0.0.0/8": 1, "2001:db8::/32": 1200}[network]
		if got := WideQuestion(netip.MustParsePrefix(network), met); got != want {
			t.Errorf("of %s it says %q, want %q", network, got, want)
		}
	}
}
