package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// CardJob is the kind of the jobs that make cards. Their payload is the id of a
// message.
const CardJob = "card"

// wantCard has a card made for a link of a message, none where link is empty.
func (t *tx) wantCard(id chat.MessageID, link string, at time.Time) error {
	if link == "" {
		return nil
	}
	return t.later(CardJob, id.String(), at)
}

const forgetCard = `
	DELETE FROM cards
	WHERE message_id = ?1`

// changeLink takes away the card of a link that an edit replaces, and has one
// made for the new one.
func (t *tx) changeLink(m *chat.Message, edit chat.Edit) error {
	m.Card = nil
	if _, err := t.exec(forgetCard, m.ID); err != nil {
		return err
	}
	return t.wantCard(m.ID, edit.Link, edit.At)
}

const messageWithoutCard = selectMessage + `
	JOIN rooms r ON r.id = m.room_id
	WHERE m.id = ?1 AND m.deleted = 0 AND r.deleted = 0
		AND NOT EXISTS (SELECT 1 FROM cards WHERE message_id = m.id)`

// LinkWithoutCard is the link of a message that has no card, and from which
// nobody took one away. chat.ErrNotFound where there is no such link any more.
func (s *Store) LinkWithoutCard(ctx context.Context, id chat.MessageID) (string, error) {
	m, err := one(s.reader(ctx), messageFields, messageWithoutCard, id)
	if err != nil {
		return "", s.translate(err)
	}
	if link := chat.FirstLink(m.Body); link != "" {
		return link, nil
	}
	return "", chat.ErrNotFound
}

// LinkPage is what stands behind a link. One without title and picture gives no
// card.
type LinkPage struct {
	chat.Card
	Image   []byte // a JPEG of the card's Width and Height; nil: none
	Fetched time.Time
}

const recentPage = `
	SELECT id
	FROM link_pages
	WHERE link = ?1 AND fetched >= ?2
	ORDER BY fetched DESC
	LIMIT 1`

// RecentLinkPage is what was found behind a link since a time. chat.ErrNotFound
// where nobody looked.
func (s *Store) RecentLinkPage(ctx context.Context, link string, since time.Time) (chat.PageID, error) {
	id, err := one(s.reader(ctx), single[chat.PageID], recentPage, link, chat.Millis(since))
	return id, s.translate(err)
}

const insertLinkPage = `
	INSERT INTO link_pages (link, fetched, site, title, description, width, height, image)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
	RETURNING id`

// KeepLinkPage stores what was found behind a link, whatever its Page was.
func (s *Store) KeepLinkPage(ctx context.Context, p LinkPage) (id chat.PageID, err error) {
	if p.Image == nil {
		p.Image = []byte{} // nil would be NULL
	}
	err = s.write(ctx, func(t *tx) (err error) {
		id, err = one(t, single[chat.PageID], insertLinkPage, p.Link, chat.Millis(p.Fetched), p.Site, p.Title, p.Description, p.Width, p.Height, p.Image)
		return err
	})
	return id, err
}

const (
	cardColumns = `p.id, p.link, p.site, p.title, p.description, p.width, p.height`
	cardOfPage  = `
	SELECT 0, ` + cardColumns + `
	FROM link_pages p
	WHERE p.id = ?1`
	putCard = `
	INSERT INTO cards (message_id, page_id)
	VALUES (?1, ?2)`
)

// carded is a card with the message that it is of.
type carded struct {
	message chat.MessageID
	card    chat.Card
}

func cardFields(c *carded) []any {
	return []any{number(&c.message), number(&c.card.Page), text(&c.card.Link), text(&c.card.Site), text(&c.card.Title),
		text(&c.card.Description), number(&c.card.Width), number(&c.card.Height)}
}

// PutCard gives a message the card of its link, as the room's next change. It
// does nothing where the message has another link or none by now, has a card or
// had one taken away, and where the page gives no card.
func (s *Store) PutCard(ctx context.Context, id chat.MessageID, page chat.PageID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		found, err := one(t, cardFields, cardOfPage, page)
		if err != nil {
			return err
		}
		card := found.card
		if card.Title == "" && card.Width == 0 {
			return nil
		}
		m, err := one(t, messageFields, messageWithoutCard, id)
		if err != nil || chat.FirstLink(m.Body) != card.Link {
			return ignore(err, chat.ErrNotFound)
		}
		if _, err := t.exec(putCard, id, page); err != nil {
			return err
		}
		return t.changeCard(m, at)
	})
}

// changeCard writes the change that a message has the card that it has now, or none.
func (t *tx) changeCard(m chat.Message, at time.Time) (err error) {
	if m.Version, err = t.nextSeq(m.Room); err != nil {
		return err
	}
	if _, err = t.exec(raiseVersion, m.ID, m.Version); err != nil {
		return err
	}
	if err = complete(t, &m); err != nil {
		return err
	}
	return t.logMessage(chat.Change{Seq: m.Version, Kind: chat.MessageCarded, Message: m, At: chat.Time(chat.Millis(at))})
}

const takeCardAway = `
	INSERT INTO cards (message_id, page_id)
	VALUES (?1, NULL)
	ON CONFLICT (message_id) DO UPDATE SET page_id = NULL`

// RemoveCard takes the card of a message away, for as long as the message has
// the same link; one that is still on its way does not come. The author may with
// chat.DeleteOwn, others with chat.DeleteOthers: otherwise chat.ErrForbidden.
// chat.ErrNotFound for a deleted message and for another room's.
func (s *Store) RemoveCard(ctx context.Context, m chat.Membership, id chat.MessageID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		found, current, err := t.standing(m, id)
		if err != nil {
			return err
		}
		act := chat.DeleteOthers
		if found.Author.ID == m.User.ID {
			act = chat.DeleteOwn
		}
		if !current.May(act) {
			return chat.ErrForbidden
		}
		if chat.FirstLink(found.Body) == "" {
			return nil
		}
		if _, err := t.exec(takeCardAway, id); err != nil || found.Card == nil {
			return err
		}
		return t.changeCard(found, at)
	})
}

const cardPicture = `
	SELECT p.image
	FROM cards c
	JOIN link_pages p ON p.id = c.page_id
	JOIN messages m ON m.id = c.message_id
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = ?3
	WHERE c.message_id = ?1 AND p.id = ?2 AND p.width > 0 AND m.deleted = 0`

// CardPicture is the picture of a message's card, as the bytes of a JPEG file.
// chat.ErrNotFound for a stranger to the room, and where the card is not of that
// page or has no picture.
func (s *Store) CardPicture(ctx context.Context, user chat.UserID, id chat.MessageID, page chat.PageID) ([]byte, error) {
	image, err := one(s.reader(ctx), single[[]byte], cardPicture, id, page, user)
	return image, s.translate(err)
}

const cardsOf = `
	SELECT c.message_id, ` + cardColumns + `
	FROM cards c
	JOIN link_pages p ON p.id = c.page_id
	JOIN messages m ON m.id = c.message_id
	WHERE c.message_id = ?1 AND m.deleted = 0`

// cardOf is the card of one message, nil where it has none.
func cardOf(from source, id chat.MessageID) (*chat.Card, error) {
	found, err := list(from, cardFields, cardsOf, id)
	return cardsByMessage(found)[id], err
}

const cardsBetween = `
	SELECT c.message_id, ` + cardColumns + `
	FROM messages m
	JOIN cards c ON c.message_id = m.id
	JOIN link_pages p ON p.id = c.page_id
	WHERE m.room_id = ?1 AND m.seq >= ?2 AND m.seq <= ?3 AND m.deleted = 0`

// withCards puts their cards to messages that stand one after the other in a
// room.
func withCards(from source, messages []chat.Message) error {
	if len(messages) == 0 {
		return nil
	}
	first, last := messages[0], messages[len(messages)-1]
	found, err := list(from, cardFields, cardsBetween, first.Room, first.Seq, last.Seq)
	cards := cardsByMessage(found)
	for i := range messages {
		messages[i].Card = cards[messages[i].ID]
	}
	return err
}

// cardsChanged has the messages of changesAfter, as reactorsChanged has.
const cardsChanged = `
	SELECT m.id, ` + cardColumns + `
	FROM changes c
	JOIN messages m ON m.id = c.message_id
	JOIN cards d ON d.message_id = m.id
	JOIN link_pages p ON p.id = d.page_id
	WHERE c.room_id = ?1 AND c.seq > ?2 AND c.seq <= ?3
		AND m.deleted = 0 AND (c.seq = m.seq OR m.seq <= ?2 AND c.seq = m.version)`

// changesWithCards puts their cards to the messages of changes that came after
// a number.
func changesWithCards(from source, changes []chat.Change, after chat.Seq) error {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	found, err := list(from, cardFields, cardsChanged, last.Room, after, last.Seq)
	cards := cardsByMessage(found)
	for i := range changes {
		changes[i].Message.Card = cards[changes[i].Message.ID]
	}
	return err
}

func cardsByMessage(found []carded) map[chat.MessageID]*chat.Card {
	cards := make(map[chat.MessageID]*chat.Card, len(found))
	for _, c := range found {
		cards[c.message] = &c.card
	}
	return cards
}

const forgetPages = `
	DELETE FROM link_pages
	WHERE id IN (
		SELECT p.id
		FROM link_pages p
		WHERE p.fetched < ?1 AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.page_id = p.id)
		LIMIT ?2)`

// sweepStep is how many pages, with their pictures, one transaction forgets.
const sweepStep = 100

// SweepLinkPages forgets what was found behind links before a time and is on no
// card, in steps.
func (s *Store) SweepLinkPages(ctx context.Context, before time.Time) error {
	for {
		forgotten, begun := int64(0), time.Now()
		err := s.write(ctx, func(t *tx) (err error) {
			forgotten, err = t.exec(forgetPages, chat.Millis(before), sweepStep)
			return err
		})
		if err != nil || forgotten < sweepStep {
			return err
		}
		if err := pause(ctx, time.Since(begun)); err != nil {
			return err
		}
	}
}
