package handlers

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// blocksShown bounds the page of blocked addresses: the latest.
const blocksShown = 500

// recallBlocks takes in the networks that are kept out.
func (s *Server) recallBlocks() error {
	blocks, err := s.store.AddressBlocks(context.Background(), time.Now(), math.MaxInt32)
	s.announcer.keptOut.load(blocks)
	return err
}

// showAddresses is what is kept out, with a form that a link may have begun.
func (s *Server) showAddresses(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	begun := views.AddressForm{Network: chat.Line(r.URL.Query().Get("network")), Until: "7d"}
	return s.addressesPage(w, r, viewer, views.AddressesPage{Form: begun}, nil)
}

// addressesPage shows it with what was typed and refused.
func (s *Server) addressesPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.AddressesPage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	if page.Lifting != 0 {
		page.LiftErrors = errs
	} else {
		page.Form.Errors = errs
	}
	if page.Blocks, err = s.store.AddressBlocks(r.Context(), time.Now(), blocksShown); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Addresses(page))
	return nil
}

// blockAddress keeps a network out. A wide one is asked about a second time.
func (s *Server) blockAddress(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	typed := views.AddressForm{Network: fields.get("network"), Reason: fields.get("reason"), Until: fields.get("until"), Words: fields.get("words")}
	block, err := s.newBlock(r, viewer, fields)
	if block.Network.IsValid() && chat.Wide(block.Network) {
		typed.Wide, typed.Sure = block.Network, sureOf(fields, block.Network)
	}
	if err == nil && typed.Wide.IsValid() && !typed.Sure {
		err = s.askWhetherSure(r.Context(), block.Network)
	}
	if err == nil {
		_, err = s.store.BlockAddress(r.Context(), viewer.User.ID, block)
	}
	if err != nil {
		return s.addressesPage(w, r, viewer, views.AddressesPage{Form: typed}, err)
	}
	return s.led(w, r, views.AddressesPath, views.NetworkWord(block.Network)+" is blocked. What was open there is closed.")
}

// sureOf tells whether a wide network was meant: that one, and not another that
// was typed after the question.
func sureOf(fields form, network netip.Prefix) bool {
	return fields.get("sure") != "" && fields.or("asked", network.String()) == network.String()
}

// askWhetherSure says whom a wide network would meet.
func (s *Server) askWhetherSure(ctx context.Context, network netip.Prefix) error {
	met, err := s.store.Met(ctx, network, time.Now().Add(-chat.MetSpan))
	if err != nil {
		return err
	}
	return chat.Invalid{Field: "sure", Reason: views.WideQuestion(network, met)}
}

// newBlock reads the form and finds everything wrong with it at once.
func (s *Server) newBlock(r *http.Request, viewer auth.Identity, fields form) (chat.NewAddressBlock, error) {
	n := chat.NewAddressBlock{Reason: chat.Line(fields.get("reason")), Words: strings.TrimSpace(fields.get("words"))}
	var network, until error
	if n.Network, network = chat.ParseNetwork(fields.get("network")); network == nil {
		n.Present = s.presentIn(n.Network)
		network = s.checkNetwork(r, viewer.User.ID, n)
	}
	n.Until, until = chat.ParseUntil(fields.get("until"), time.Now())
	return n, errors.Join(network, chat.CheckReason(n.Reason), until, chat.CheckWords(n.Words))
}

// presentIn are those who have something open from a network.
func (s *Server) presentIn(network netip.Prefix) []chat.UserID {
	var present []chat.UserID
	for _, c := range s.watch.all() {
		if network.Contains(c.facts.Address) && !slices.Contains(present, c.user) {
			present = append(present, c.user)
		}
	}
	return present
}

// checkNetwork refuses what would keep out everybody, or whoever asks.
func (s *Server) checkNetwork(r *http.Request, asker chat.UserID, n chat.NewAddressBlock) error {
	switch {
	case chat.CheckNetwork(n.Network) != nil:
		return chat.CheckNetwork(n.Network)
	case slices.ContainsFunc(s.proxies, n.Network.Overlaps):
		return chat.Invalid{Field: "network", Reason: "That is where the proxy of this place stands, through which everybody comes."}
	case n.Network.Contains(s.addressOf(r)), slices.Contains(n.Present, asker):
		return chat.Invalid{Field: "network", Reason: "You come from there yourself just now, so you would keep yourself out."}
	}
	return nil
}

// unblockAddress lets a network in before the end.
func (s *Server) unblockAddress(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, err := chat.ParseID[chat.AddressBlockID](r.PathValue("block"))
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	reason := chat.Line(fields.get("reason"))
	if err = chat.CheckReason(reason); err == nil {
		err = acted(s.store.UnblockAddress(r.Context(), viewer.User.ID, id, reason), "That has ended already.")
	}
	if err != nil {
		page := views.AddressesPage{Form: views.AddressForm{Until: "7d"}, Lifting: id, LiftReason: fields.get("reason")}
		return s.addressesPage(w, r, viewer, page, err)
	}
	return s.led(w, r, views.AddressesPath, "It has ended. They can come in again.")
}

// blockable is how the form of blocks is begun with an address; empty for one
// that cannot be blocked.
func blockable(address netip.Addr) string {
	if !address.IsValid() || chat.CheckNetwork(chat.NetworkOf(address)) != nil {
		return ""
	}
	return chat.NetworkOf(address).String()
}

// originsOf are the addresses of a person's sign-ins, the latest of each first.
func originsOf(signIns []chat.SignIn) []views.Origin {
	var origins []views.Origin
	for _, signIn := range signIns {
		known := func(o views.Origin) bool { return o.Address == signIn.Address }
		if signIn.Address == "" || slices.ContainsFunc(origins, known) {
			continue
		}
		address, _ := netip.ParseAddr(signIn.Address) // what is none cannot be blocked
		origins = append(origins, views.Origin{Address: signIn.Address, Network: blockable(address), Seen: signIn.LastSeen})
	}
	return origins
}
