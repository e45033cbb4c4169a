package handlers_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"parley/handlers/auth"
)

// access is a fresh access token of the browser's sign-in.
func (h *house) access(b *browser) string {
	h.t.Helper()
	token, err := h.tokens.Mint(b.user.ID, b.signIn, auth.Access)
	if err != nil {
		h.t.Fatal(err)
	}
	h.log.secret(token.Text())
	return token.Text()
}

// pair is a fresh pair of tokens of the browser's sign-in.
func (h *house) pair(b *browser) auth.Pair {
	h.t.Helper()
	signIn, err := h.store.SignIn(h.t.Context(), b.signIn)
	if err != nil {
		h.t.Fatal(err)
	}
	pair, err := h.tokens.Issue(h.t.Context(), signIn)
	if err != nil {
		h.t.Fatal(err)
	}
	h.log.secret(pair.Access.Text())
	h.log.secret(pair.Refresh.Text())
	return pair
}

func (h *house) refresh(b *browser) string {
	h.t.Helper()
	return h.pair(b).Refresh.Text()
}

// ticket is a ticket for one connection of the browser's sign-in.
func (h *house) ticket(b *browser) string {
	h.t.Helper()
	text, err := h.tickets.Issue(h.t.Context(), auth.Identity{User: b.user, SignIn: b.signIn})
	if err != nil {
		h.t.Fatal(err)
	}
	h.log.secret(text)
	return text
}

// bearing is a program's request: it names its credential and is no browser.
func (h *house) bearing(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}}
}

func accessCookie(token string) *http.Cookie {
	return &http.Cookie{Name: auth.AccessCookie, Value: token, Path: "/"}
}

// lives tells whether a sign-in still counts.
func (h *house) lives(b *browser) bool {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	signIn, err := h.store.SignIn(ctx, b.signIn)
	if err != nil {
		h.t.Fatal(err)
	}
	return signIn.Live()
}

// promptly fails when act took longer than a change may take.
func promptly(t testing.TB, what string, act func()) {
	t.Helper()
	began := time.Now()
	act()
	if took := time.Since(began); took > soon {
		t.Errorf("%s took %v, want at most %v", what, took.Round(time.Millisecond), soon)
	}
}
