package handlers

import (
	"context"
	"errors"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// barred refuses somebody who may not come in for now. It is the sentence for
// them, which only they may read: they have shown their password, or the
// sign-in that they had.
type barred string

func (b barred) Error() string { return "barred" }

// whyBarred makes of a sign-in that was refused the reason for it, where
// moderators are the reason.
func (s *Server) whyBarred(ctx context.Context, user chat.User, err error) error {
	if !errors.Is(err, chat.ErrNotFound) && !errors.Is(err, auth.ErrNobody) {
		return err
	}
	bar, lost := s.store.Barring(ctx, user.ID, time.Now())
	if lost != nil {
		return err
	}
	return barred(views.BarSentence(s.audiences.of(user), bar))
}

// end is how a connection of somebody who may not be here any more is closed.
type end struct {
	code     int
	reason   string
	farewell realtime.Frame
}

func (e end) of(c *connection) { c.conn.Close(e.code, e.reason, e.farewell) }

func signedOut() end { return end{closeSignedOut, "signed out", farewellSignedOut()} }

// endOf tells why somebody's sign-in has ended.
func (s *Server) endOf(ctx context.Context, user chat.UserID) end {
	bar, err := s.store.Barring(ctx, user, time.Now())
	if err != nil {
		return signedOut()
	}
	found, err := s.store.User(ctx, user)
	if err != nil {
		return signedOut()
	}
	return end{closeForbidden, "barred", farewellBarred(views.BarSentence(s.audiences.of(found), bar))}
}

func farewellBarred(sentence string) realtime.Frame {
	return farewell("You may not come in just now.", sentence, "Sign in", views.SignInPath)
}
