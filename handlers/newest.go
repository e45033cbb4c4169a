package handlers

import (
	"context"

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
	page, err := n.store.Latest(ctx, m, pageSize)
	if err == nil {
		n.kept.Add(m.Room.ID, page)
	}
	return page, err
}
