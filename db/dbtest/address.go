package dbtest

import (
	"net/netip"
	"time"

	"parley/db/chat"
)

func (h *house) tryBlock(actor chat.User, network string, present ...chat.UserID) (chat.AddressBlock, error) {
	return h.store.BlockAddress(h.Context(), actor.ID, chat.NewAddressBlock{Network: netip.MustParsePrefix(network), Reason: "spam", Words: "Write to us.", Until: hour(), Present: present})
}

func (h *house) blockAddress(actor chat.User, network string) chat.AddressBlock {
	h.Helper()
	block, err := h.tryBlock(actor, network)
	h.must(err)
	return block
}

// signInFrom signs somebody in from an address, at a time.
func (h *house) signInFrom(user chat.User, address string, at time.Time) {
	h.Helper()
	_, err := h.store.StartSignIn(h.Context(), user.ID, address, "a test", at)
	h.must(err)
}

var addresses = map[string]func(*house){
	"a blocked network stands until its end, is announced, and is in the log with its words": func(h *house) {
		mod := h.staff("mod", chat.RoleModerator)

		block := h.blockAddress(mod, "203.0.113.0/24")

		want(h, "announced", h.latest(0).Block, block)
		standing, err := h.store.AddressBlocks(h.Context(), time.Now(), 10)
		h.must(err)
		want(h, "standing", standing, []chat.AddressBlock{block})
		standing, err = h.store.AddressBlocks(h.Context(), block.Until, 10)
		h.must(err)
		want(h, "at the end", len(standing), 0)
		entries, err := h.store.Entries(h.Context(), chat.EntryFilter{}, 10)
		h.must(err)
		e := entries[0]
		want(h, "entry", []any{e.Act, e.Actor.Name, e.Reason, e.Words, e.Until}, []any{chat.DeedBlockAddress, "mod", "spam", "203.0.113.0/24: Write to us.", block.Until})
	},

	"a network is blocked once at a time, and again when that is over": func(h *house) {
		block := h.blockAddress(h.ada, "203.0.113.7/32")
		h.blockAddress(h.ada, "203.0.113.0/24") // another one

		_, err := h.tryBlock(h.ada, "203.0.113.7/32")
		h.wantInvalid(err, "network")

		h.must(h.store.UnblockAddress(h.Context(), h.ada.ID, block.ID, "a mistake"))
		want(h, "announced", h.latest(0).Block.Lifted.IsZero(), false)
		h.wantError(h.store.UnblockAddress(h.Context(), h.ada.ID, block.ID, "again"), chat.ErrConflict)
		h.wantError(h.store.UnblockAddress(h.Context(), h.ada.ID, 99, "x"), chat.ErrNotFound)
		h.blockAddress(h.ada, "203.0.113.7/32")
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada block-address", "Ada block-address", "Ada unblock-address", "Ada block-address"})
	},

	"nobody blocks the address of somebody who does not rank below them": func(h *house) {
		mod, other, bob := h.staff("mod", chat.RoleModerator), h.staff("other", chat.RoleModerator), h.person("bob")
		h.signInFrom(h.ada, "198.51.100.1", time.Now())
		h.signInFrom(other, "198.51.100.2", time.Now().Add(-chat.MetSpan/2))
		h.signInFrom(mod, "198.51.100.3", time.Now())
		h.signInFrom(bob, "198.51.100.4", time.Now())
		h.signInFrom(h.ada, "198.51.100.5", time.Now().Add(-chat.MetSpan-time.Hour))

		for network, by := range map[string]chat.User{"198.51.100.1/32": mod, "198.51.100.2/32": mod, "198.51.100.0/24": h.ada, "203.0.113.1/32": mod} {
			var present []chat.UserID
			if network == "203.0.113.1/32" {
				present = []chat.UserID{bob.ID, h.ada.ID}
			}
			_, err := h.tryBlock(by, network, present...)
			if network == "198.51.100.0/24" {
				h.must(err) // all of them rank below
				continue
			}
			h.wantInvalid(err, "network")
		}

		_, err := h.tryBlock(mod, "198.51.100.3/32", mod.ID)
		h.must(err)
		h.blockAddress(mod, "198.51.100.4/32")
		h.blockAddress(mod, "198.51.100.5/32")
	},

	"blocks are for the staff, and one of somebody above is not lifted from below": func(h *house) {
		mod, other, bob := h.staff("mod", chat.RoleModerator), h.staff("other", chat.RoleModerator), h.person("bob")
		of := h.blockAddress(mod, "203.0.113.1/32")
		above := h.blockAddress(h.ada, "203.0.113.2/32")

		_, err := h.tryBlock(bob, "203.0.113.3/32")
		h.wantError(err, chat.ErrForbidden)
		h.wantError(h.store.UnblockAddress(h.Context(), bob.ID, of.ID, "x"), chat.ErrForbidden)
		h.wantError(h.store.UnblockAddress(h.Context(), mod.ID, above.ID, "x"), chat.ErrForbidden)
		h.must(h.store.UnblockAddress(h.Context(), other.ID, of.ID, "x"))

		want(h, "refused", h.deeds(chat.EntryFilter{Act: chat.DeedRefused}), []string{"bob refused", "bob refused", "mod refused"})
	},

	"people are counted who signed in from a network lately": func(h *house) {
		bob, carol := h.person("bob"), h.person("carol")
		h.signInFrom(bob, "203.0.113.7", time.Now())
		h.signInFrom(bob, "203.0.113.8", time.Now())
		h.signInFrom(carol, "2001:db8::7", time.Now())
		h.signInFrom(carol, "203.0.113.9", time.Now().Add(-2*time.Hour))

		for network, people := range map[string]int{"203.0.113.0/24": 1, "203.0.113.7/32": 1, "2001:db8::/32": 1, "198.51.100.0/24": 0} {
			met, err := h.store.Met(h.Context(), netip.MustParsePrefix(network), time.Now().Add(-time.Hour))
			h.must(err)
			want(h, network, met, people)
		}
	},
}
