package handlers

import (
	"maps"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

// keptOut are the networks from which nobody comes in, as every request asks
// about them. What is looked at never changes: a change puts another table in
// its place, from the announcer's goroutine alone, before anybody hears of it.
type keptOut struct{ table atomic.Pointer[blockTable] }

// blockTable finds a network by asking for each length that there is.
type blockTable struct {
	blocks    map[netip.Prefix]*chat.AddressBlock
	four, six []int // the lengths of IPv4 and IPv6 in use
}

// newKeptOut is empty until load.
func newKeptOut() *keptOut {
	k := &keptOut{}
	k.load(nil)
	return k
}

// load takes in what stood when the server started.
func (k *keptOut) load(blocks []chat.AddressBlock) {
	byNetwork := make(map[netip.Prefix]*chat.AddressBlock, len(blocks))
	for _, block := range blocks {
		byNetwork[block.Network] = &block
	}
	k.table.Store(newBlockTable(byNetwork))
}

// change takes in what was blocked or lifted, and forgets what has ended.
func (k *keptOut) change(block chat.AddressBlock, at time.Time) {
	blocks := maps.Clone(k.table.Load().blocks)
	blocks[block.Network] = &block
	maps.DeleteFunc(blocks, func(_ netip.Prefix, b *chat.AddressBlock) bool { return !b.StandsAt(at) })
	k.table.Store(newBlockTable(blocks))
}

func newBlockTable(blocks map[netip.Prefix]*chat.AddressBlock) *blockTable {
	t := &blockTable{blocks: blocks}
	for network := range blocks {
		lengths := &t.six
		if network.Addr().Is4() {
			lengths = &t.four
		}
		if !slices.Contains(*lengths, network.Bits()) {
			*lengths = append(*lengths, network.Bits())
		}
	}
	return t
}

// of finds the block that keeps an address out at a time, of several the one
// that ends last.
func (k *keptOut) of(address netip.Addr, at time.Time) (found chat.AddressBlock, out bool) {
	t := k.table.Load()
	lengths := t.six
	if address.Is4() {
		lengths = t.four
	}
	for _, bits := range lengths {
		network, err := address.Prefix(bits)
		if err != nil {
			continue // there is no address
		}
		if block, is := t.blocks[network]; is && block.StandsAt(at) && block.Until.After(found.Until) {
			found, out = *block, true
		}
	}
	return found, out
}
