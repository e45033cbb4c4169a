package handlers

import (
	"context"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"parley/db"
	"parley/db/chat"
)

// keptPages bounds the newest pages that are kept, one a room: at about 20 KiB
// each some 10 MiB.
const keptPages = 500

// newest keeps the newest page of busy rooms. A room's head rises with every
// change of its log, and whoever asks has just read it with their membership,
// so a page is known to be true without being told of anything.
type newest struct {
	store *db.Store
	kept  *lru.Cache[chat.RoomID, db.Page]
	names atomic.Uint64 // rises when somebody is called or looks otherwise
}

func newNewest(store *db.Store) *newest {
	kept, err := lru.New[chat.RoomID, db.Page](keptPages)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &newest{store: store, kept: kept}
}

// page gives the newest page of the membership's room. It is shared and must
// not be changed.
func (n *newest) page(ctx context.Context, m chat.Membership) (db.Page, error) {
	if page, ok := n.kept.Get(m.Room.ID); ok && page.Head == m.Room.Head {
		return page, nil
	}
	names := n.names.Load()
	page, err := n.store.Latest(ctx, m, pageSize)
	if err == nil {
		n.keep(m.Room.ID, page, names)
	}
	return page, err
}

// keep keeps a page, unless somebody has got another name since it was asked
// for.
func (n *newest) keep(room chat.RoomID, page db.Page, names uint64) {
	n.kept.Add(room, page)
	if n.names.Load() != names {
		n.kept.Remove(room)
	}
}

// forget lets all pages go: a room's head does not rise when somebody in it has
// another name or picture.
func (n *newest) forget() {
	n.names.Add(1)
	n.kept.Purge()
}
