package fetch

import (
	"net/netip"
	"slices"
	"strings"
)

// notPublic are the parts of the address space that are no public host's, by
// IANA's registries of special-purpose addresses, IPv4 and IPv6. Of IPv6 only
// 2000::/3 is in use for hosts, so what lies outside needs no line: loopback,
// mapped and compatible addresses, NAT64 (64:ff9b::/96), SIIT (::ffff:0:0:0/96),
// unique local (fc00::/7), link-local and multicast.
var notPublic = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // shared behind a provider (CGNAT)
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local, and what clouds tell their machines
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocols
	"192.0.2.0/24",    // documentation
	"192.31.196.0/24", // AS112
	"192.52.193.0/24", // AMT
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"192.175.48.0/24", // AS112
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, and broadcast
	"2001::/23",       // protocols, Teredo (2001::/32) and ORCHID among them
	"2001:db8::/32",   // documentation
	"2002::/16",       // 6to4, which carries any IPv4 address
	"2620:4f:8000::/48",
	"3ffe::/16", // the 6bone of old
	"3fff::/20", // documentation
)

var hostsOfIPv6 = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// public tells whether an address can be a host's on the public network.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !hostsOfIPv6.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// publicName tells whether a name can be one of the public network: it has a
// dot, and does not end in a number, which resolvers of some systems take for
// an address in decimal, octal or hexadecimal
// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func publicName(host string) bool {
	host = strings.TrimSuffix(host, ".")
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || dot == len(host)-1 || strings.HasPrefix(host, ".") {
		return false
	}
	last := strings.ToLower(host[dot+1:])
	return strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}
