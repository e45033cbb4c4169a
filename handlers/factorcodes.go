package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

// wrongCode is said of every code that does not count, whatever is wrong with
// it.
var wrongCode = chat.Invalid{Field: "code", Reason: "That code does not count: it is not right, or it was used before. Type the one that your app shows now."}

// giveCode takes a code of somebody's second factor, once.
func (s *Server) giveCode(r *http.Request, user chat.User, typed string) error {
	return s.guessed(r, user, func() error { return s.useCode(r.Context(), user.ID, typed) })
}

// guessed counts wrong codes as wrong passwords are counted, but apart from
// them: a right password, which comes before every code, must not forgive the
// codes.
func (s *Server) guessed(r *http.Request, user chat.User, use func() error) error {
	name, address := user.Username, s.addressOf(r)
	if after, ok := s.codeTries.Allow(name, address); !ok {
		return tooSoon{after: after}
	}
	err := use()
	switch {
	case err == nil:
		s.codeTries.Succeeded(name, address)
	case errors.Is(err, wrongCode):
		s.codeTries.Failed(name, address)
	default:
		s.codeTries.Withdrawn(name, address)
	}
	return err
}

// useCode takes a code of the app or a recovery code; wrongCode for all others.
func (s *Server) useCode(ctx context.Context, user chat.UserID, typed string) error {
	factor, err := s.store.Factor(ctx, user)
	switch {
	case err != nil:
		return err
	case !factor.On():
		return wrongCode
	}
	if hash, ok := auth.RecoveryHash(typed); ok {
		return usedUp(s.store.UseRecovery(ctx, user, hash))
	}
	step, err := s.stepOf(user, factor, typed)
	if err != nil {
		return err
	}
	return usedUp(s.store.UseStep(ctx, user, factor.Secret, step))
}

// stepOf tells which span of time a code of the app is of; wrongCode for one
// that counts at no time near now.
func (s *Server) stepOf(user chat.UserID, factor chat.Factor, typed string) (int64, error) {
	secret, err := s.seal.Open(factor.Secret, user)
	if errors.Is(err, auth.ErrSeal) {
		s.log.Error("second factor not readable: the folder of keys is not the one it was made with", "user", user)
		return 0, chat.Invalid{Field: "code", Reason: "This server cannot read your second factor any more. Use a recovery code, or ask an admin."}
	}
	if err != nil {
		return 0, err
	}
	step, ok := auth.FactorStep(secret, strings.ReplaceAll(typed, " ", ""), time.Now())
	if !ok {
		return 0, wrongCode
	}
	return step, nil
}

// usedUp says of a code that somebody was faster with what is said of all.
func usedUp(err error) error {
	if errors.Is(err, chat.ErrConflict) {
		return wrongCode
	}
	return err
}
