package db

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"parley/db/chat"
)

// prefix is where a network goes, which is stored as text.
type prefix struct{ into *netip.Prefix }

func (c prefix) Scan(value any) (err error) {
	var stored string
	if err := text(&stored).Scan(value); err != nil {
		return err
	}
	*c.into, err = netip.ParsePrefix(stored)
	return err
}

// selectBlock goes with blockFields.
const selectBlock = `
	SELECT b.id, b.network, b.actor_id, u.display_name, u.role, b.reason, b.words, b.since, b.until, b.lifted
	FROM address_blocks b
	JOIN users u ON u.id = b.actor_id`

func blockFields(b *chat.AddressBlock) []any {
	return []any{number(&b.ID), prefix{&b.Network}, number(&b.Actor.ID), text(&b.Actor.Name), text(&b.Rank), text(&b.Reason), text(&b.Words),
		moment(&b.Since), moment(&b.Until), moment(&b.Lifted)}
}

const blocksAt = selectBlock + `
	WHERE b.lifted = 0 AND b.until > ?1
	ORDER BY b.id DESC
	LIMIT ?2`

// AddressBlocks lists the networks that are kept out at a time, the latest
// first, at most limit.
func (s *Store) AddressBlocks(ctx context.Context, at time.Time, limit int) ([]chat.AddressBlock, error) {
	return listed(ctx, s, blockFields, blocksAt, chat.Millis(at), limit)
}

// BlockAddress keeps a network out. chat.Invalid for one that is kept out
// already, and for one from which somebody comes who does not rank below the
// actor, unless it is they themselves.
func (s *Store) BlockAddress(ctx context.Context, actor chat.UserID, n chat.NewAddressBlock) (chat.AddressBlock, error) {
	var done chat.AddressBlock
	e := chat.Entry{Act: chat.DeedBlockAddress, Reason: n.Reason, Words: networkWords(n.Network, n.Words), Until: n.Until}
	err := s.govern(ctx, actor, e, ofStaff, func(t *tx, e chat.Entry, who chat.User) (err error) {
		if err := t.sparesPeers(who, n); err != nil {
			return err
		}
		if done, err = t.blockAddress(who, n); err != nil {
			return err
		}
		return t.audit(e)
	})
	return done, err
}

// networkWords is what the log says of a network and what is read there.
func networkWords(network netip.Prefix, words string) string {
	if words == "" {
		return network.String()
	}
	return network.String() + ": " + words
}

// peer is somebody of the staff and where they came from lately.
type peer struct {
	user    chat.User // as far as rank asks
	address string
}

func peerFields(p *peer) []any {
	return []any{number(&p.user.ID), text(&p.user.Role), text(&p.address)}
}

const peersSince = `
	SELECT u.id, u.role, i.address
	FROM users u
	LEFT JOIN sign_ins i ON i.user_id = u.id AND i.last_seen >= ?1
	WHERE u.role <> 'member' AND u.active = 1`

// sparesPeers is chat.Invalid where a network would keep out somebody who does
// not rank below the actor. It does not tell whom.
func (t *tx) sparesPeers(actor chat.User, n chat.NewAddressBlock) error {
	peers, err := list(t, peerFields, peersSince, chat.Millis(now().Add(-chat.MetSpan)))
	if err != nil {
		return err
	}
	for _, p := range peers {
		spared := p.user.ID == actor.ID || actor.Role.Above(p.user.Role)
		if !spared && (slices.Contains(n.Present, p.user.ID) || within(n.Network, p.address)) {
			return chat.Invalid{Field: "network", Reason: "Somebody of your rank or above comes in from there. Talk with the others who look after this place, or block fewer addresses."}
		}
	}
	return nil
}

// within tells whether an address as a sign-in has it is one of a network.
func within(network netip.Prefix, address string) bool {
	parsed, err := netip.ParseAddr(address)
	return err == nil && network.Contains(parsed)
}

const isBlocked = `
	SELECT EXISTS (SELECT 1 FROM address_blocks WHERE network = ?1 AND lifted = 0 AND until > ?2)`

const insertAddressBlock = `
	INSERT INTO address_blocks (network, actor_id, reason, words, since, until)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)
	RETURNING id`

func (t *tx) blockAddress(who chat.User, n chat.NewAddressBlock) (chat.AddressBlock, error) {
	done := chat.AddressBlock{Network: n.Network, Actor: nameOf(who), Rank: who.Role, Reason: n.Reason, Words: n.Words, Since: now(), Until: n.Until}
	stands, err := one(t, single[bool], isBlocked, n.Network.String(), chat.Millis(done.Since))
	if err == nil && stands {
		err = chat.Invalid{Field: "network", Reason: "That is blocked already. To change its end or its words, lift it first."}
	}
	if err != nil {
		return done, err
	}
	done.ID, err = one(t, single[chat.AddressBlockID], insertAddressBlock, n.Network.String(), who.ID, n.Reason, n.Words, chat.Millis(done.Since), chat.Millis(done.Until))
	t.change(chat.Change{Kind: chat.AddressesBlocked, Block: done, At: done.Since})
	return done, err
}

const (
	blockByID = selectBlock + `
	WHERE b.id = ?1`
	liftBlock = `
	UPDATE address_blocks
	SET lifted = ?2
	WHERE id = ?1`
)

// UnblockAddress lets a network in before the end. What somebody did who ranks
// above is left to those like them: chat.ErrForbidden. chat.ErrConflict where it
// has ended already.
func (s *Store) UnblockAddress(ctx context.Context, actor chat.UserID, id chat.AddressBlockID, reason string) error {
	found, err := one(s.reader(ctx), blockFields, blockByID, id)
	if err != nil {
		return s.translate(err)
	}
	may := func(actor chat.User) bool { return ofStaff(actor) && !found.Rank.Above(actor.Role) }
	e := chat.Entry{Act: chat.DeedUnblockAddress, Reason: reason, Words: found.Network.String()}
	return s.govern(ctx, actor, e, may, func(t *tx, e chat.Entry, _ chat.User) error {
		current, err := one(t, blockFields, blockByID, id)
		if err == nil && !current.StandsAt(now()) {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		current.Lifted = now()
		if err := t.changeOne(liftBlock, id, chat.Millis(current.Lifted)); err != nil {
			return err
		}
		t.change(chat.Change{Kind: chat.AddressesBlocked, Block: current, At: current.Lifted})
		return t.audit(e)
	})
}

// origin is who signed in from where.
type origin struct {
	user    chat.UserID
	address string
}

func originFields(o *origin) []any { return []any{number(&o.user), text(&o.address)} }

const originsSince = `
	SELECT DISTINCT user_id, address
	FROM sign_ins
	WHERE last_seen >= ?1`

// Met counts the people who were here from a network since a time.
func (s *Store) Met(ctx context.Context, network netip.Prefix, since time.Time) (int, error) {
	origins, err := listed(ctx, s, originFields, originsSince, chat.Millis(since))
	met := map[chat.UserID]bool{}
	for _, o := range origins {
		if within(network, o.address) {
			met[o.user] = true
		}
	}
	return len(met), err
}
