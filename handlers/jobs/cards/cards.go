// Package cards looks behind the links of messages and makes their cards: a
// name, a few words and a picture, fetched once and kept at home, so that no
// reader's browser asks another site. Where anything is not as it should be
// there is no card, and nobody waits for one.
package cards

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"strings"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/images"
	"parley/handlers/jobs/fetch"
)

// freshFor is how long what was found serves further messages with the same
// link, also that nothing was.
const freshFor = time.Hour

// Maker makes cards.
type Maker struct {
	store  *db.Store
	client *fetch.Client
}

// New makes a maker that asks with the client.
func New(store *db.Store, client *fetch.Client) *Maker { return &Maker{store, client} }

// Make is the work of a db.CardJob. Whatever other sites do is no error: it is
// tried once.
func (k *Maker) Make(ctx context.Context, payload string) error {
	id, err := chat.ParseID[chat.MessageID](payload)
	if err != nil {
		return err
	}
	link, err := k.store.LinkWithoutCard(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return nil // removed, or changed, before its turn came
	}
	if err != nil {
		return err
	}
	page, err := k.page(ctx, link)
	if err != nil {
		return err
	}
	return k.store.PutCard(ctx, id, page, time.Now().UTC())
}

// page is what stands behind a link, as it was within the hour.
func (k *Maker) page(ctx context.Context, link string) (chat.PageID, error) {
	page, err := k.store.RecentLinkPage(ctx, link, time.Now().Add(-freshFor))
	if !errors.Is(err, chat.ErrNotFound) {
		return page, err
	}
	found := k.look(ctx, link)
	if err := ctx.Err(); err != nil {
		return 0, err // not the other site's fault
	}
	found.Link, found.Fetched = link, time.Now().UTC()
	return k.store.KeepLinkPage(ctx, found)
}

// look asks the other site, for the page and its picture together no longer than
// for one thing; it gives nothing where there is no card to make.
func (k *Maker) look(ctx context.Context, link string) db.LinkPage {
	ctx, cancel := context.WithTimeout(ctx, fetch.Timeout)
	defer cancel()
	answer, err := k.client.Get(ctx, link, "text/html, application/xhtml+xml, image/*;q=0.8")
	if err != nil {
		return db.LinkPage{}
	}
	kind, _, _ := mime.ParseMediaType(answer.Type)
	var found db.LinkPage
	switch {
	case kind == "text/html", kind == "application/xhtml+xml":
		seen := read(answer)
		found.Site, found.Title, found.Description = siteOf(seen.site, answer.URL), seen.title, seen.description
		if found.Title != "" && seen.picture != "" {
			k.fetchPicture(ctx, &found, seen.picture)
		}
	case strings.HasPrefix(kind, "image/"):
		found.Site = siteOf("", answer.URL)
		draw(ctx, &found, answer)
	}
	return found
}

// fetchPicture gives a card its picture; one without it is a card all the same.
func (k *Maker) fetchPicture(ctx context.Context, found *db.LinkPage, address string) {
	if answer, err := k.client.Get(ctx, address, "image/*"); err == nil {
		draw(ctx, found, answer)
	}
}

func draw(ctx context.Context, found *db.LinkPage, answer fetch.Answer) {
	if !answer.Whole {
		return
	}
	if picture, err := images.Card(ctx, bytes.NewReader(answer.Body)); err == nil {
		found.Image, found.Width, found.Height = picture.JPEG, picture.Width, picture.Height
	}
}
