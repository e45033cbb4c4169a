package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

// TicketLife is how long a ticket waits for its one use.
const TicketLife = 30 * time.Second

// ticketParameter is where the upgrade, and nothing else, reads a ticket.
const ticketParameter = "ticket"

// Tickets open one socket each, for programs that cannot set headers: a ticket
// stands in the address, where logs and histories may see it, so it is worth
// nothing once it was used or 30 seconds old.
type Tickets struct{ store *db.Store }

// NewTickets keeps tickets in the store, as hashes.
func NewTickets(store *db.Store) *Tickets { return &Tickets{store: store} }

// Issue gives the identity a ticket, good until TicketLife from now.
func (t *Tickets) Issue(ctx context.Context, who Identity) (string, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails (crypto/rand)
	text := base64.RawURLEncoding.EncodeToString(secret)
	err := t.store.SaveTicket(ctx, hashOf(text), who.SignIn, who.User.ID, time.Now().Add(TicketLife))
	if err != nil {
		return "", fmt.Errorf("ticket: %w", err)
	}
	return text, nil
}

// spend answers ErrBadToken for a ticket that was used, is too old or never was.
func (t *Tickets) spend(ctx context.Context, text string) (chat.SignInID, chat.UserID, error) {
	if !wellFormedToken(text) {
		return 0, 0, ErrBadToken
	}
	signIn, user, err := t.store.SpendTicket(ctx, hashOf(text), time.Now())
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return 0, 0, ErrBadToken
	case err != nil:
		return 0, 0, fmt.Errorf("ticket: %w", err)
	}
	return signIn, user, nil
}
