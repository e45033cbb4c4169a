package auth

import (
	"net/netip"
	"slices"
	"sync"
	"time"

	"parley/db/chat"
)

// Rate is a number of events in a span of time; a Count of 0 is no limit.
type Rate struct {
	Count int
	Per   time.Duration
}

// GuessLimits bound the guessing of passwords.
type GuessLimits struct {
	Account Rate   // failures of one account before the delays begin
	Address []Rate // failures of one IPv4 address or IPv6 /64
	Network []Rate // failures of one IPv4 /24 or IPv6 /48
}

// DefaultGuessLimits leave room for a family, an office and a bad day.
func DefaultGuessLimits() GuessLimits {
	return GuessLimits{
		Account: Rate{5, 30 * time.Minute},
		Address: []Rate{{10, 3 * time.Minute}, {50, 24 * time.Hour}},
		Network: []Rate{{30, time.Minute}, {150, 24 * time.Hour}},
	}
}

// The delay after the first failure too many, the longest, and how many
// doublings lie between. An account is never locked: whoever waits may try.
const (
	firstDelay   = 10 * time.Second
	longestDelay = 5 * time.Minute
	doublings    = 5
)

// maxGuessers bounds how many accounts, and how many addresses, are
// remembered; at most twice as many for a while.
const maxGuessers = 10_000

// Guesses counts failed logins by account and by address, in memory. Known and
// unknown accounts are counted alike. It is safe for concurrent use.
type Guesses struct {
	limits GuessLimits
	began  time.Time
	keep   int // failures of one record: as many as any limit looks back at

	mu        sync.Mutex // guards all below
	accounts  *recent[string, *failures]
	addresses *recent[netip.Prefix, *failures]
	known     *recent[accountAt, bool]
}

// accountAt is a place where an account has signed in before.
type accountAt struct {
	account string
	place   netip.Prefix
}

// NewGuesses remembers nobody yet.
func NewGuesses(limits GuessLimits) *Guesses {
	keep := limits.Account.Count + doublings
	for _, rate := range slices.Concat(limits.Address, limits.Network) {
		keep = max(keep, rate.Count)
	}
	return &Guesses{limits: limits, began: time.Now(), keep: keep,
		accounts:  newRecent[string, *failures](maxGuessers),
		addresses: newRecent[netip.Prefix, *failures](maxGuessers),
		known:     newRecent[accountAt, bool](maxGuessers),
	}
}

// Allow tells whether the account, a user name or mail address as typed, may
// be tried from the address now, and otherwise when. What it allows counts as
// a failure at once, so that many guesses at the same time are not all
// allowed; one of Succeeded, Failed and Withdrawn must follow.
func (g *Guesses) Allow(account string, address netip.Addr) (retryAfter time.Duration, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Since(g.began)
	all := g.counters(account, address)
	for _, c := range all {
		retryAfter = max(retryAfter, c.wait(now))
	}
	if retryAfter > 0 {
		return retryAfter, false
	}
	for _, c := range all {
		c.failed.add(now, g.keep)
	}
	return 0, true
}

// Failed says that the password was wrong. The delay begins now, not when the
// password began to wait for its turn.
func (g *Guesses) Failed(account string, address netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Since(g.began)
	for _, c := range g.counters(account, address) {
		c.failed.removeLast()
		c.failed.add(now, g.keep)
	}
}

// Succeeded says that the password was right: the account's failures are
// forgotten, and the address is one where its owner is known.
func (g *Guesses) Succeeded(account string, address netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.counters(account, address) {
		c.failed.removeLast()
	}
	g.ofAccount(account, address).forget()
	g.known.put(accountAt{accountKey(account), placeOf(address)}, true)
}

// Withdrawn says that the password was not checked: too busy, or nobody waits
// for the answer any more.
func (g *Guesses) Withdrawn(account string, address netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.counters(account, address) {
		c.failed.removeLast()
	}
}

// counter is one record of failures and the rule it is measured by.
type counter struct {
	failed *failures
	wait   func(now time.Duration) time.Duration
}

func (g *Guesses) counters(account string, address netip.Addr) []counter {
	ofAccount := g.ofAccount(account, address)
	ofAddress := failuresOf(g.addresses, placeOf(address))
	ofNetwork := failuresOf(g.addresses, networkOf(address))
	return []counter{
		{ofAccount, func(now time.Duration) time.Duration { return ofAccount.delay(now, g.limits.Account) }},
		{ofAddress, func(now time.Duration) time.Duration { return ofAddress.wait(now, g.limits.Address) }},
		{ofNetwork, func(now time.Duration) time.Duration { return ofNetwork.wait(now, g.limits.Network) }},
	}
}

// ofAccount are the failures of the account, but for its owner's known places,
// which have their own: whoever guesses from elsewhere must not keep the owner
// out.
func (g *Guesses) ofAccount(account string, address netip.Addr) *failures {
	key := accountKey(account)
	if _, known := g.known.get(accountAt{key, placeOf(address)}); known {
		key += " " + placeOf(address).String()
	}
	return failuresOf(g.accounts, key)
}

func failuresOf[K comparable](all *recent[K, *failures], key K) *failures {
	f, ok := all.get(key)
	if !ok {
		f = &failures{}
		all.put(key, f)
	}
	return f
}

// accountKey folds a typed name. Longer ones than a mail address name nobody,
// and need no memory of their own.
func accountKey(typed string) string {
	name := chat.Username(typed)
	return name[:min(len(name), chat.MaxEmail)]
}

func placeOf(address netip.Addr) netip.Prefix   { return prefixOf(address, 32, 64) }
func networkOf(address netip.Addr) netip.Prefix { return prefixOf(address, 24, 48) }

func prefixOf(address netip.Addr, bits4, bits6 int) netip.Prefix {
	bits := bits6
	if address = address.Unmap(); address.Is4() {
		bits = bits4
	}
	prefix, _ := address.WithZone("").Prefix(bits) // an invalid address has the zero prefix
	return prefix
}
