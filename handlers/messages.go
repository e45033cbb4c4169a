package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// pageSize is how many messages stand on a page of the log.
const pageSize = 50

// sendKey makes a send happen once. The same author, room and once is the same
// message; shown stands in the page as data-key.
type sendKey struct{ shown, once string }

// pageKey is the key of the n-th send of a page. For it the number alone
// decides: a letter typed while Enter went down must not make a second message.
func pageKey(page string, n int) sendKey {
	key := page + ":" + strconv.Itoa(n)
	return sendKey{shown: key, once: key}
}

// senderKey is the key that a program or a plain form sent along. With another
// text it is another message, so the text is part of it; without a key every
// send is a message.
func senderKey(fields form) sendKey {
	shown := fields.get("key")
	if shown == "" {
		return sendKey{once: rand.Text()}
	}
	digest := sha256.Sum256([]byte(shown + "\x00" + fields.get("body")))
	return sendKey{shown: shown, once: base64.RawURLEncoding.EncodeToString(digest[:])}
}

// createMessage is the command behind both doors: it stores a text in the
// membership's room, unless a rule of the place catches it. Everybody hears of
// it from the announcer, once it is durable and before this returns.
func (s *Server) createMessage(ctx context.Context, m chat.Membership, fields form, key sendKey) (outcome, error) {
	message, err := s.newMessage(ctx, m, fields, key)
	if err != nil {
		return outcome{}, err
	}
	rule, caught, err := s.guard.look(ctx, m, message)
	if err != nil {
		return outcome{}, err
	}
	if caught {
		return s.caught(ctx, m, message, rule)
	}
	stored, created, err := s.store.CreateMessage(ctx, m, message)
	if err != nil {
		s.guard.unsaid(m, message)
	}
	return heldBefore(outcome{message: stored, created: created}, s.whyNot(ctx, m, message.Act(), err))
}

// newMessage reads what somebody says in the membership's room.
func (s *Server) newMessage(ctx context.Context, m chat.Membership, fields form, key sendKey) (message chat.NewMessage, err error) {
	message.Thread, _ = chat.ParseID[chat.MessageID](fields.get("thread")) // none is 0
	if err := s.allowed(ctx, m, message.Act()); err != nil {
		return message, err
	}
	files, err := chat.ParseFiles(fields.get("files"))
	if err != nil {
		return message, errBadFrame
	}
	body := tidy(fields.get("body"))
	if err := chat.CheckBody(body); err != nil && (body != "" || len(files) == 0) {
		return message, err
	}
	if utf8.RuneCountInString(key.shown) > chat.MaxKey {
		return message, errBadFrame
	}
	called, err := s.calling(ctx, m, body)
	if err != nil {
		return message, err
	}
	replyTo, _ := chat.ParseID[chat.MessageID](fields.get("reply_to")) // none is 0
	return chat.NewMessage{Body: body, Shown: views.Shown(body, called.shown), Everybody: called.everybody, Key: key.shown, Once: key.once,
		ReplyTo: replyTo, Thread: message.Thread, Link: s.cardLink(body), Files: files, At: time.Now().UTC()}, nil
}

// tidy ends lines as stored text does and drops blank ends; forms send CR LF.
func tidy(body string) string {
	return strings.Trim(strings.ReplaceAll(body, "\r\n", "\n"), "\n\r\t ")
}

// postMessage is the HTTP door: a page without scripts, and programs. htmx gets
// the stored message, a browser is sent back to the end of the log.
func (s *Server) postMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	fields, came, err := s.messageForm(w, r, m, chat.Post)
	if err != nil && !errors.As(err, new(chat.Invalid)) {
		return err
	}
	if err == nil {
		err = take(s.budgets.of(viewer.User.ID))
	}
	var said outcome
	if err == nil {
		said, err = s.say(r.Context(), m, fields, senderKey(fields))
	}
	if !said.created && !m.May(chat.Post) {
		s.takeBack(r.Context(), viewer.User.ID, came)
	}
	switch {
	case err != nil && isHTMX(r):
		return err
	case err != nil:
		return s.roomAgain(w, r, viewer, m, fields, err)
	case said.done.Sentence != "":
		return s.commandAnswered(w, r, m, said.done)
	case isHTMX(r):
		sent := s.messages.of(s.audiences.of(viewer.User), said.message)
		s.render(w, r, http.StatusCreated, views.Sent(sent, s.uncalled(r.Context(), m, fields.get("body"))))
	default:
		if err := s.noted(w, r, s.uncalled(r.Context(), m, fields.get("body"))); err != nil {
			return err
		}
		http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	}
	return nil
}

// messageForm reads a message that may come with files of its own, from somebody
// who may at least answer in threads. The act is chat.Post where the form itself
// may name a thread, before its files.
func (s *Server) messageForm(w http.ResponseWriter, r *http.Request, m chat.Membership, act chat.Act) (form, []chat.File, error) {
	if multiparted(r) {
		if err := s.allowed(r.Context(), m, chat.Answer); err != nil {
			return nil, nil, err
		}
	}
	fields, came, err := s.receive(w, r, m, act)
	if len(came) > 0 {
		fields = filesIn(fields, came)
	}
	return fields, came, err
}

// moreMessages gives the page of the log before or after a number, when that
// end of what is shown comes into view.
func (s *Server) moreMessages(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("after") {
		return s.newerMessages(w, r, m)
	}
	before, err := parseSeq(r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	page, err := s.store.Before(r.Context(), m, before, pageSize)
	if err != nil {
		return err
	}
	shown, err := s.roomLog(r.Context(), m, page)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.OlderMessages(m, shown.Messages, shown.First, shown.Older))
	return nil
}

// newerMessages fills the gap between a page opened at an old message and what
// arrived live below it, which begins after until.
func (s *Server) newerMessages(w http.ResponseWriter, r *http.Request, m chat.Membership) error {
	after, err := parseSeq(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	until, err := parseSeq(r.URL.Query().Get("until"))
	if err != nil {
		return err
	}
	page, err := s.store.After(r.Context(), m, after, pageSize)
	if err != nil {
		return err
	}
	if n := len(page.Messages); n > 0 && page.Messages[n-1].Seq >= until {
		page.Newer = false
		page.Messages = slices.DeleteFunc(page.Messages, func(m chat.Message) bool { return m.Seq > until })
	}
	shown, err := s.roomLog(r.Context(), m, page)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.NewerMessages(m.Room.ID, shown.Messages, shown.Last, until, shown.Newer))
	return nil
}

// parseSeq reads a cursor of paging. One that cannot be is refused, because a
// page of ours never makes it.
func parseSeq(text string) (chat.Seq, error) {
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 0 {
		return 0, errBadFrame
	}
	return chat.Seq(seq), nil
}

// showMessage is a message's permanent address: the room, or its thread, opened
// at it.
func (s *Server) showMessage(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, _, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.MessageAtPath(message), http.StatusSeeOther)
	return nil
}

// ownedMessage finds the message of an address, with the reader's place in its
// room.
func (s *Server) ownedMessage(r *http.Request, viewer auth.Identity) (chat.Message, chat.Membership, error) {
	id, err := chat.ParseID[chat.MessageID](r.PathValue("message"))
	if err != nil {
		return chat.Message{}, chat.Membership{}, err
	}
	return s.store.Message(r.Context(), viewer.User.ID, id)
}
