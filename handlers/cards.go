package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/handlers/jobs"
	"parley/handlers/jobs/cards"
	"parley/views"
)

// work is who does each kind of job. Where links get no cards any more, those
// that wait for one are done.
func (s *Server) work() map[string]jobs.Work {
	card := func(context.Context, string) error { return nil }
	if s.fetch != nil {
		card = cards.New(s.store, s.fetch).Make
	}
	return map[string]jobs.Work{db.CardJob: card, db.MailJob: s.sendMail, db.HookJob: s.callHook}
}

// cardLink is the link of a text that is to have a card, empty where there is
// none: pages of this place ask who is there.
func (s *Server) cardLink(body string) string {
	if s.fetch == nil {
		return ""
	}
	link := chat.FirstLink(body)
	if u, err := url.Parse(link); err != nil || strings.EqualFold(u.Host, s.base.Host) {
		return ""
	}
	return link
}

// removeCard takes the card of a message's link away. Everybody hears of it from
// the announcer, so htmx has nothing to show.
func (s *Server) removeCard(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	act := removing(message, viewer)
	if err := s.allowed(r.Context(), m, act); err != nil {
		return err
	}
	if err := s.store.RemoveCard(r.Context(), m, message.ID, time.Now().UTC()); err != nil {
		return s.whyNot(r.Context(), m, act, err)
	}
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	return nil
}

// showCardPicture gives the picture of a card to those who may read its message.
// The bytes were made here, and are no page even if a browser is pointed at
// them.
func (s *Server) showCardPicture(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, err := chat.ParseID[chat.MessageID](r.PathValue("card"))
	if err != nil {
		return err
	}
	page, err := chat.ParseID[chat.PageID](r.URL.Query().Get("v"))
	if err != nil {
		return err
	}
	picture, err := s.store.CardPicture(r.Context(), viewer.User.ID, message, page)
	if err != nil {
		return err
	}
	immutable(w)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Content-Type", "image/jpeg")
	_, err = w.Write(picture)
	return err
}
