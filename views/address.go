package views

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"parley/db/chat"
)

// AddressesPage are the networks that are kept out, with the form that adds
// one.
type AddressesPage struct {
	Shell      Shell
	Blocks     []chat.AddressBlock
	Form       AddressForm
	Lifting    chat.AddressBlockID // whose end was refused; 0: none's
	LiftReason string
	LiftErrors Errors
}

// AddressForm is a network to keep out, as typed.
type AddressForm struct {
	Network, Reason, Until, Words string
	Wide                          netip.Prefix // the network, where it is a wide one
	Sure                          bool         // and it was meant
	Errors                        Errors
}

// act is the form as far as it is that of every act.
func (f AddressForm) act() ActForm {
	return ActForm{Reason: f.Reason, Until: f.Until, Words: f.Words, Errors: f.Errors}
}

// asks tells whether the question about a wide network was put.
func (f AddressForm) asks() bool { return f.Sure || f.Errors.For("sure") != "" }

// Origin is an address from which somebody signed in.
type Origin struct {
	Address string
	Network string // with which it is blocked; empty: it cannot be
	Seen    time.Time
}

// BlockSentence says to whoever comes from a blocked address what there is to
// know.
func BlockSentence(a Audience, b chat.AddressBlock) string {
	sentence := "Nobody comes in from this address" + a.until(b.Until) + "."
	if b.Words != "" {
		sentence += " The moderators say: " + b.Words
	}
	return sentence
}

// WideQuestion says how many a wide network is, and whom it would meet.
func WideQuestion(network netip.Prefix, met int) string {
	size := " addresses"
	if network.Addr().Is4() {
		size = grouped(1<<(32-network.Bits())) + size
	} else {
		size = grouped(1<<(64-network.Bits())) + " networks of /64, each of them a connection's"
	}
	people := "nobody signed in"
	if met == 1 {
		people = "1 person signed in"
	} else if met > 1 {
		people = grouped(uint64(met)) + " people signed in"
	}
	return "These are " + size + ". From there " + people + " in the last seven days. Tick the box if you mean all of it."
}

// grouped writes a number with its thousands apart.
func grouped(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), ",")
}

// liftFault is "reason" while the form of a listed block shows that sentence.
func (p AddressesPage) liftFault() string {
	for _, b := range p.Blocks {
		if b.ID == p.Lifting {
			return "reason"
		}
	}
	return ""
}

func (p AddressesPage) liftReason(b chat.AddressBlock) string {
	if b.ID != p.Lifting {
		return ""
	}
	return p.LiftReason
}

func (p AddressesPage) faultOf(b chat.AddressBlock) string {
	if b.ID != p.Lifting {
		return ""
	}
	return p.LiftErrors.For("reason")
}

// NetworkWord is a network as people write it: one address is only that.
func NetworkWord(network netip.Prefix) string {
	if network.IsSingleIP() {
		return network.Addr().String()
	}
	return network.String()
}
