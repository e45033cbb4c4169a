package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/handlers/jobs"
	"parley/views"
)

// askMailing shows how a person is told by mail.
func (s *Server) askMailing(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	mailing, err := s.store.Mailing(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	return s.mailingPage(w, r, viewer, mailing, nil)
}

func (s *Server) mailingPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, mailing chat.Mailing, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Mail", 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.Mailing(views.MailingPage{Shell: shell, Mailing: mailing, Errors: errs}))
	return nil
}

// setMailing keeps it.
func (s *Server) setMailing(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	typed, err := s.mailingIn(fields, viewer.User)
	if err == nil {
		err = s.store.SetMailing(r.Context(), viewer.User.ID, typed.Wanted, typed.Delay, time.Now())
	}
	if err != nil {
		return s.mailingPage(w, r, viewer, typed, err)
	}
	wake(s.announcer.work) // what waits may be due sooner
	said := "No mail is sent to you."
	if typed.Wanted {
		said = "What you miss is mailed to you from now on."
	}
	if err := s.sessions.PutFlash(w, r, said); err != nil {
		return err
	}
	http.Redirect(w, r, views.MailingPath, http.StatusSeeOther)
	return nil
}

// mailingIn reads the form. What is off needs neither a server nor an address.
func (s *Server) mailingIn(fields form, user chat.User) (chat.Mailing, error) {
	delay, err := time.ParseDuration(fields.get("delay"))
	typed := chat.Mailing{Wanted: fields.get("mail") == "1", Delay: delay}
	if err != nil {
		typed.Delay = chat.MailDelays[0]
		return typed, chat.CheckMailDelay(0)
	}
	switch {
	case typed.Wanted && s.mailer == nil:
		return typed, chat.Invalid{Field: "mail", Reason: "This place cannot send mail."}
	case typed.Wanted && user.Email == "":
		return typed, chat.Invalid{Field: "mail", Reason: "Write your address into your profile first."}
	}
	return typed, chat.CheckMailDelay(delay)
}

// recheckQuiet is how often mail that waits for somebody's quiet to end looks
// whether it has: they may end it sooner.
const recheckQuiet = 15 * time.Minute

// sendMail is the work of a db.MailJob. Should it end between the sending and
// the note of it, the same mail goes out again with the same Message-ID, so that
// a mailbox can drop one.
func (s *Server) sendMail(ctx context.Context, payload string) error {
	user, err := chat.ParseID[chat.UserID](payload)
	if err != nil || s.mailer == nil {
		return err
	}
	now := time.Now()
	news, until, err := s.store.PendingMail(ctx, user, now)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return s.store.DropMail(ctx, user, now)
	case err != nil:
		return err
	case !until.IsZero():
		return jobs.NotYet{Until: earlier(until, now.Add(recheckQuiet))}
	}
	quiet, err := s.inQuietHours(ctx, user, now)
	if err != nil {
		return err
	}
	if quiet {
		return jobs.NotYet{Until: now.Add(recheckQuiet)}
	}
	err = s.mailer.send(ctx, s.letterOf(news))
	switch {
	case takesNoMail(err):
		return s.store.MailRefused(ctx, user, news.To.Email)
	case err != nil:
		return err
	}
	return s.store.MailSent(context.WithoutCancel(ctx), news, time.Now())
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// letterOf writes a letter as its person reads.
func (s *Server) letterOf(news chat.Letter) letter {
	site := s.site
	site.Audience = s.audiences.of(news.To)
	end := s.base.String() + views.UnsubscribePath(news.To.ID, unsubscribeToken(news.Secret, news.To.ID))
	written := views.Letter{Site: site, Base: s.base.String(), News: news, Unsubscribe: end}
	return letter{to: news.To.Email, subject: written.Subject(), text: written.Text(), html: written.HTML(),
		id: s.letterID(news), unsubscribe: end}
}

// letterID is the same for the same news.
func (s *Server) letterID(news chat.Letter) string {
	digest := sha256.New()
	fmt.Fprintln(digest, news.To.ID, news.Count)
	for _, n := range news.Rows {
		fmt.Fprintln(digest, n.ID, n.Seq)
	}
	return hex.EncodeToString(digest.Sum(nil)[:16]) + "@" + s.base.Hostname()
}

// unsubscribeToken is what the link that ends a person's mail holds, good until
// they would need another secret. It lets its holder do nothing else.
func unsubscribeToken(secret []byte, user chat.UserID) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprint(mac, "unsubscribe ", user)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// askUnsubscribe asks whoever has a link from a mail, signed in or not. Programs
// open links, so this alone changes nothing.
func (s *Server) askUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	user, err := s.unsubscriber(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Unsubscribe(views.UnsubscribePage{Site: s.site, User: user, Token: r.PathValue("token")}))
	return nil
}

// unsubscribe ends the mail. It is no redirect, because programs ask it too
// (RFC 8058, section 3.1).
func (s *Server) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	user, err := s.unsubscriber(r)
	if err != nil {
		return err
	}
	if err := s.store.EndMailing(r.Context(), user); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Unsubscribe(views.UnsubscribePage{Site: s.site, Ended: true}))
	return nil
}

// unsubscriber is whose link it is; chat.ErrNotFound where it is nobody's.
func (s *Server) unsubscriber(r *http.Request) (chat.UserID, error) {
	user, err := chat.ParseID[chat.UserID](r.PathValue("user"))
	if err != nil {
		return 0, err
	}
	secret, err := s.store.MailSecret(r.Context(), user)
	if err != nil {
		return 0, err
	}
	if !hmac.Equal([]byte(unsubscribeToken(secret, user)), []byte(r.PathValue("token"))) {
		return 0, chat.ErrNotFound
	}
	return user, nil
}

// inQuietHours tells whether somebody may not be disturbed at a time, as they
// chose for their week or for a while.
func (s *Server) inQuietHours(ctx context.Context, user chat.UserID, at time.Time) (bool, error) {
	ring, err := s.store.Ring(ctx, user)
	return err == nil && ring.Quiet(at, s.audiences.of(ring.User).Zone), err
}
