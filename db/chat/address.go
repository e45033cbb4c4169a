package chat

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AddressBlockID numbers the networks that were kept out.
type AddressBlockID int64

func (id AddressBlockID) String() string { return strconv.FormatInt(int64(id), 10) }

// AddressBlock is a network from which nobody comes in, or whoever comes reads
// Words. Network is as ParseNetwork gives it.
type AddressBlock struct {
	ID      AddressBlockID
	Network netip.Prefix
	Actor   Named
	Rank    Role // of the actor
	Reason  string
	Words   string
	Since   time.Time
	Until   time.Time // NoEnd: until it is lifted
	Lifted  time.Time // zero: it was not
}

// StandsAt tells whether it still holds at a time.
func (b AddressBlock) StandsAt(at time.Time) bool { return b.Lifted.IsZero() && at.Before(b.Until) }

// NewAddressBlock is what one is made from.
type NewAddressBlock struct {
	Network netip.Prefix
	Reason  string
	Words   string
	Until   time.Time
	Present []UserID // who has a page open from there just now
}

// MetSpan is how lately somebody signed in who is met by a block.
const MetSpan = 7 * 24 * time.Hour

// ParseNetwork reads one address, or a network of them such as 203.0.113.0/24,
// and gives it in the one form in which it is kept: without host bits, and
// IPv4 as IPv4 (RFC 4291, 2.5.5.2). A zone means nothing beyond its own machine
// (RFC 4007), so an address with one is Invalid like anything else.
func ParseNetwork(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	network, err := netip.ParsePrefix(text)
	if err != nil {
		address, notOne := netip.ParseAddr(text)
		if notOne != nil || address.Zone() != "" {
			return netip.Prefix{}, Invalid{Field: "network", Reason: "Write an address such as 203.0.113.7 or 2001:db8::7, or a network such as 203.0.113.0/24."}
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	if address := network.Addr(); address.Is4In6() && network.Bits() >= 96 {
		network = netip.PrefixFrom(address.Unmap(), network.Bits()-96)
	}
	return network.Masked(), nil
}

// NetworkOf is what is kept out with one address: it alone, or of IPv6 the /64,
// which is what one connection gets, with an address of its own for every day
// (RFC 8981).
func NetworkOf(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	network, _ := address.WithZone("").Prefix(bits) // never more bits than there are
	return network
}

// inner are the networks whose addresses mean something else on every machine
// or in every house, and those that nobody comes from (RFC 6890, RFC 4193,
// RFC 6598).
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
	netip.MustParsePrefix("::/127"), netip.MustParsePrefix("::ffff:0:0/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("fc00::/7"),
	netip.MustParsePrefix("fe80::/9"), netip.MustParsePrefix("ff00::/8"),
}

// CheckNetwork takes a network that can be kept out: one that touches no inner
// one, for behind those may be everybody.
func CheckNetwork(network netip.Prefix) error {
	if slices.ContainsFunc(inner, network.Overlaps) {
		return Invalid{Field: "network", Reason: "That holds private or local addresses, behind which may be anybody, and this place itself. Block an address of the public internet."}
	}
	return nil
}

// Wide tells whether a network is so large that whoever blocks it is asked a
// second time: more than a provider gives to one customer.
func Wide(network netip.Prefix) bool {
	if network.Addr().Is4() {
		return network.Bits() < 24
	}
	return network.Bits() < 48
}
