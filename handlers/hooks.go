package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/handlers/jobs"
	"parley/handlers/jobs/fetch"
	"parley/views"
)

// hookTestsBurst is how many tests somebody may send at once.
const hookTestsBurst = 3

// askHook shows where a person has their news sent to.
func (s *Server) askHook(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.hookPage(w, r, viewer, views.HookPage{}, nil)
}

// hookPage shows it, with what was typed and what has come of a button.
func (s *Server) hookPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.HookPage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	page.Off, page.Errors = s.hooks == nil, errs
	if page.Hook, err = s.store.Hook(r.Context(), viewer.User.ID); err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	if refused == nil {
		page.Link = page.Hook.Link
	}
	if page.Shell, err = s.shell(w, r, viewer, "Web hook", 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Hook(page))
	return nil
}

// changeHook does what one of the page's buttons says.
func (s *Server) changeHook(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if s.hooks == nil {
		return chat.ErrForbidden
	}
	user := viewer.User.ID
	switch fields.get("do") {
	case "save":
		return s.saveHook(w, r, viewer, strings.TrimSpace(fields.get("link")))
	case "secret":
		secret := rand.Text()
		if err := s.store.RenewHookSecret(r.Context(), user, secret); err != nil {
			return err
		}
		return s.hookPage(w, r, viewer, views.HookPage{Secret: secret}, nil)
	case "test":
		return s.testHook(w, r, viewer)
	case "resume":
		return s.hookChanged(w, r, "News is sent to your web hook again.", s.store.ResumeHook(r.Context(), user))
	case "remove":
		return s.hookChanged(w, r, "Nothing is sent any more.", s.store.RemoveHook(r.Context(), user))
	}
	return errBadFrame
}

// hookChanged leads back to the page and says what has changed.
func (s *Server) hookChanged(w http.ResponseWriter, r *http.Request, said string, err error) error {
	if err != nil {
		return err
	}
	if err := s.sessions.PutFlash(w, r, said); err != nil {
		return err
	}
	http.Redirect(w, r, views.HookPath, http.StatusSeeOther)
	return nil
}

// saveHook keeps an address. The first one makes a secret, which is shown once.
func (s *Server) saveHook(w http.ResponseWriter, r *http.Request, viewer auth.Identity, link string) error {
	err := s.checkHookLink(r.Context(), link)
	secret, made := rand.Text(), false
	if err == nil {
		made, err = s.store.SetHook(r.Context(), viewer.User.ID, link, secret)
	}
	switch {
	case err != nil:
		return s.hookPage(w, r, viewer, views.HookPage{Link: link}, err)
	case made:
		return s.hookPage(w, r, viewer, views.HookPage{Secret: secret}, nil)
	}
	return s.hookChanged(w, r, "News is sent there from now on.", nil)
}

func (s *Server) checkHookLink(ctx context.Context, link string) error {
	switch {
	case link == "":
		return chat.Invalid{Field: "link", Reason: "Write down the address that news is to be sent to."}
	case len(link) > chat.MaxHookLink:
		return chat.Invalid{Field: "link", Reason: fmt.Sprintf("An address has at most %d letters.", chat.MaxHookLink)}
	}
	if err := s.hooks.Check(ctx, link); err != nil {
		return chat.Invalid{Field: "link", Reason: "Nothing is sent there. It takes an address that begins with https:// or http://, has no port or name in it, and does not lead into a private network."}
	}
	return nil
}

// testHook sends something at once and says what came of it.
func (s *Server) testHook(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	hook, err := s.store.Hook(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	if err := take(s.hookTests.of(viewer.User.ID)); err != nil {
		return err
	}
	test := hookBody{Kind: "test", Who: viewer.User.DisplayName, Text: "This is a test.", Link: s.base.String() + views.HookPath, Time: time.Now().UTC()}
	err = s.callLink(r.Context(), hook, "test-"+rand.Text(), test)
	return s.hookPage(w, r, viewer, views.HookPage{Answer: hookAnswer(err)}, nil)
}

// hookAnswer says to a person what came of a test.
func hookAnswer(err error) string {
	var refused fetch.Refused
	switch {
	case err == nil:
		return "The test has arrived."
	case errors.As(err, &refused):
		return "The test was answered with the status " + strconv.Itoa(refused.Status) + ". Answer with 200 to 299."
	case errors.Is(err, fetch.ErrForbidden):
		return "The test was not sent, because the address leads to where nothing is sent."
	}
	return "The test did not arrive: there was no answer within five seconds, or none that could be read."
}

// hookBody is one piece of news as a hook gets it.
type hookBody struct {
	Kind  string    `json:"kind"`
	Who   string    `json:"who"`
	Where string    `json:"where"`
	Text  string    `json:"text"`
	Link  string    `json:"link"`
	Time  time.Time `json:"time"`
}

func (s *Server) hookBodyOf(n chat.Notification) hookBody {
	body := hookBody{Kind: string(n.Kind), Who: n.Actor.DisplayName, Where: n.Place, Link: s.base.String() + views.TargetOf(n), Time: n.At.UTC()}
	if n.Words != "" {
		body.Text = chat.NewSnippet(n.Actor.ID, n.Words).Text
	}
	return body
}

// callHook is the work of a db.HookJob. After a failure all news of the person
// waits for the hook to have rested, so that one who never answers costs a try
// now and then.
func (s *Server) callHook(ctx context.Context, payload string) error {
	if s.hooks == nil {
		return nil
	}
	n, hook, err := s.store.HookNews(ctx, payload)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return nil
	case err != nil:
		return err
	case time.Now().Before(hook.Rests):
		return jobs.NotYet{Until: hook.Rests}
	}
	if quiet, err := s.inQuietHours(ctx, n.User, time.Now()); err != nil || quiet {
		return err // it stands in the bell
	}
	err = s.callLink(ctx, hook, fmt.Sprintf("%d-%d", n.ID, n.Seq), s.hookBodyOf(n))
	switch {
	case err == nil && hook.Failures > 0:
		return s.store.HookWorked(ctx, n.User)
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return err // the end of the program is not the other side's fault
	}
	hook, failed := s.store.HookFailed(ctx, n.User, hook.Link, time.Now())
	switch {
	case errors.Is(failed, chat.ErrNotFound), failed == nil && hook.Paused:
		return nil
	case failed != nil:
		return failed
	}
	return jobs.NotYet{Until: hook.Rests}
}

// callLink signs a piece of news and sends it.
func (s *Server) callLink(ctx context.Context, hook chat.Hook, delivery string, news hookBody) error {
	body, err := json.Marshal(news)
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	header := http.Header{
		"Content-Type":     {"application/json"},
		"Parley-Delivery":  {delivery},
		"Parley-Timestamp": {stamp},
		"Parley-Signature": {"sha256=" + hookSignature(hook.Secret, stamp, body)},
	}
	return s.hooks.Post(ctx, hook.Link, header, body)
}

func hookSignature(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s.%s", stamp, body)
	return hex.EncodeToString(mac.Sum(nil))
}
