package auth

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddress is where a request comes from: the peer, unless that is a
// trusted proxy. Then X-Forwarded-For counts, read from the right: each proxy
// appends the peer it saw, so the first hop that is not trusted is the last
// thing somebody we trust has seen, and what stands left of it is hearsay.
// Without that header X-Real-IP counts. The address is invalid where the
// peer has none.
func ClientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	client := parseAddress(r.RemoteAddr)
	if !within(client, trusted) {
		return client
	}
	hops := forwardedHops(r)
	if len(hops) == 0 {
		hops = r.Header.Values("X-Real-IP")
	}
	for _, hop := range slices.Backward(hops) {
		address := parseAddress(hop)
		if !address.IsValid() {
			return client
		}
		client = address
		if !within(client, trusted) {
			return client
		}
	}
	return client
}

// forwardedHops joins repeated headers, which is one list (RFC 9110, 5.3).
func forwardedHops(r *http.Request) []string {
	values := r.Header.Values("X-Forwarded-For")
	if len(values) == 0 {
		return nil
	}
	return strings.Split(strings.Join(values, ","), ",")
}

// parseAddress reads an address with or without a port. An IPv4 address in
// IPv6 clothes is the IPv4 address; a zone means nothing here.
func parseAddress(text string) netip.Addr {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone("")
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}

func within(address netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(address) })
}
