package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// resetsPerHour is how many mails one address may ask for.
const resetsPerHour = 10

// resetLife is how long a link to a new password works, once.
const resetLife = time.Hour

// MakeReset makes a link with which a person chooses a new password; links
// they had before stop working. It leads to the base URL, never to the Host of
// a request. Only a hash of it is kept.
func MakeReset(ctx context.Context, store *db.Store, base string, user chat.UserID) (string, error) {
	token := rand.Text()
	err := store.SaveReset(ctx, linkHash(token), user, time.Now().Add(resetLife))
	return base + views.ResetTokenPath(token), err
}

// linkHash is what the store keeps of a link that only its holder knows.
func linkHash(token string) []byte {
	digest := sha256.Sum256([]byte(token))
	return digest[:]
}

// postReset makes such a link for an admin to hand over.
func (s *Server) postReset(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	link, err := MakeReset(r.Context(), s.store, s.base.String(), user.ID)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "A link for "+user.DisplayName, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.ResetMade(views.ResetMadePage{Shell: shell, User: user, Link: link}))
	return nil
}

// askForgotten is the page for those who have forgotten their password. Where
// no mail can be sent there is none.
func (s *Server) askForgotten(w http.ResponseWriter, r *http.Request) error {
	if s.mailer == nil {
		return chat.ErrNotFound
	}
	s.render(w, r, http.StatusOK, views.Forgotten(s.site, false))
	return nil
}

// forgotten sends a link to an address. The answer is the same whether anybody
// has that address, and the mail goes out after it.
func (s *Server) forgotten(w http.ResponseWriter, r *http.Request) error {
	if s.mailer == nil {
		return chat.ErrNotFound
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if err := take(s.resets.of(s.addressOf(r))); err != nil {
		return err
	}
	address := fields.get("email")
	s.mailer.later(func(ctx context.Context) error { return s.sendReset(ctx, address) })
	s.render(w, r, http.StatusOK, views.Forgotten(s.site, true))
	return nil
}

func (s *Server) sendReset(ctx context.Context, address string) error {
	user, _, err := s.store.Credentials(ctx, address)
	if errors.Is(err, chat.ErrNotFound) || err == nil && (user.Email == "" || !user.Active) {
		return nil
	}
	if err != nil {
		return err
	}
	link, err := MakeReset(ctx, s.store, s.base.String(), user.ID)
	if err != nil {
		return err
	}
	return s.mailer.send(ctx, letter{to: user.Email, subject: "A new password for " + s.site.Name,
		text: "Hello " + user.DisplayName + ",\n\nsomebody asked for a new password for your account " + user.Username + " at " + s.site.Name +
			".\nIf that was you, open this link within an hour:\n\n" + link + "\n\nIf it was not, there is nothing to do.\n"})
}

// askReset shows the form behind a link.
func (s *Server) askReset(w http.ResponseWriter, r *http.Request) error {
	return s.resetPage(w, r, nil)
}

func (s *Server) resetPage(w http.ResponseWriter, r *http.Request, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	token := r.PathValue("token")
	user, err := s.store.ResetUser(r.Context(), linkHash(token), time.Now())
	if err != nil {
		return err
	}
	s.render(w, r, status, views.ResetPassword(views.ResetPage{Site: s.site, Token: token, User: user, Errors: errs}))
	return nil
}

// reset spends a link: the password is changed and every sign-in ends.
func (s *Server) reset(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	hash := linkHash(r.PathValue("token"))
	user, err := s.store.ResetUser(r.Context(), hash, time.Now())
	if err != nil {
		return err
	}
	password, err := s.newHash(r.Context(), user, fields)
	if err != nil {
		return s.resetPage(w, r, err)
	}
	if _, err := s.store.SpendReset(r.Context(), hash, password, time.Now()); err != nil {
		return err
	}
	s.hub.CloseTagged(userTag(user.ID), closeSignedOut, "password reset", farewellSignedOut())
	http.Redirect(w, r, views.SignInPath, http.StatusSeeOther)
	return nil
}
