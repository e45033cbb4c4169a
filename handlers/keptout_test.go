package handlers

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"testing/quick"
	"time"

	"parley/db/chat"
)

var start = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

func blockOf(network string, until time.Time) chat.AddressBlock {
	return chat.AddressBlock{ID: 1, Network: netip.MustParsePrefix(network), Until: until}
}

func TestAddressIsKeptOutByTheBlockThatLastsLongest(t *testing.T) {
	k := newKeptOut()
	hour, day := start.Add(time.Hour), start.Add(24*time.Hour)
	k.load([]chat.AddressBlock{blockOf("203.0.113.7/32", hour), blockOf("203.0.113.0/24", day), blockOf("2001:db8::/48", hour)})

	for address, want := range map[string]time.Time{"203.0.113.7": day, "203.0.113.8": day, "203.0.114.7": {}, "2001:db8:0:ffff::1": hour, "2001:db8:1::1": {}, "::ffff:203.0.113.7": {}} {
		if found, out := k.of(netip.MustParseAddr(address), start); !found.Until.Equal(want) || out == want.IsZero() {
			t.Errorf("%s is kept out until %v, %t", address, found.Until, out)
		}
	}
	if _, out := k.of(netip.Addr{}, start); out {
		t.Error("no address is kept out")
	}
	if _, out := k.of(netip.MustParseAddr("203.0.113.7"), day); out {
		t.Error("the block does not end")
	}

	k.change(blockOf("192.0.2.0/24", day), hour)
	if n := len(k.table.Load().blocks); n != 2 {
		t.Errorf("%d blocks are kept, want the two that have not ended", n)
	}
	lifted := blockOf("203.0.113.0/24", day)
	lifted.Lifted = hour
	k.change(lifted, hour)
	if _, out := k.of(netip.MustParseAddr("203.0.113.7"), hour); out {
		t.Error("what was lifted keeps out")
	}
}

func TestTableFindsWhatLookingAtEveryBlockFinds(t *testing.T) {
	agree := func(bits []uint8, seeds []uint32, asked uint32) bool {
		var blocks []chat.AddressBlock
		for i := range min(len(bits), len(seeds)) {
			network := netip.PrefixFrom(ofNumber(seeds[i]%64<<26|seeds[i]>>20), int(bits[i]%33)).Masked()
			blocks = append(blocks, chat.AddressBlock{Network: network, Until: start.Add(time.Hour)})
		}
		k := newKeptOut()
		k.load(blocks)
		address, want := ofNumber(asked%64<<26|asked>>20), false
		for _, block := range blocks {
			want = want || block.Network.Contains(address)
		}
		_, out := k.of(address, start)
		return out == want
	}
	if err := quick.Check(agree, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

func ofNumber(n uint32) netip.Addr {
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, n)))
}

func BenchmarkBlockedAddress(b *testing.B) {
	blocks := make([]chat.AddressBlock, 10_000)
	for i := range blocks {
		blocks[i] = chat.AddressBlock{Network: netip.PrefixFrom(ofNumber(uint32(0xcb00_0000+i*4096)), 20+i%13).Masked(), Until: chat.NoEnd()}
	}
	k := newKeptOut()
	k.load(blocks)
	at := time.Now()
	for name, address := range map[string]string{"blocked": "203.0.113.7", "free": "198.51.100.7", "IPv6": "2001:db8::7"} {
		b.Run(name, func(b *testing.B) {
			asked := netip.MustParseAddr(address)
			for b.Loop() {
				k.of(asked, at)
			}
		})
	}
	b.Run("change", func(b *testing.B) {
		for b.Loop() {
			k.change(blocks[0], at)
		}
	})
}
