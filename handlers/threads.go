package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// threadsListed is how many threads a page of them has.
const threadsListed = 50

// showThread is the thread that a message began: what a page of ours puts
// beside its room, else the room with it. A message of a thread leads to that.
func (s *Server) showThread(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	root, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if root.Thread != 0 {
		http.Redirect(w, r, views.ThreadAtPath(root.Thread, root.ID), http.StatusSeeOther)
		return nil
	}
	page, err := s.pageOfThread(r, m, root.ID)
	if err != nil {
		return err
	}
	panel, err := s.threadPanel(r.Context(), m, root, page)
	if err != nil {
		return err
	}
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, views.Thread(panel))
		return nil
	}
	return s.roomWithThread(w, r, viewer, m, panel, http.StatusOK)
}

// pageOfThread reads the part of a thread that the address asks for.
func (s *Server) pageOfThread(r *http.Request, m chat.Membership, root chat.MessageID) (db.Page, error) {
	query := r.URL.Query()
	if query.Has("before") {
		before, err := parseSeq(query.Get("before"))
		if err != nil {
			return db.Page{}, err
		}
		return s.store.Thread(r.Context(), m, root, max(before, 1), pageSize)
	}
	page, err := s.store.Thread(r.Context(), m, root, 0, pageSize)
	at, none := chat.ParseID[chat.MessageID](query.Get("at"))
	if err != nil || none != nil || !page.Older || slices.ContainsFunc(page.Messages, func(m chat.Message) bool { return m.ID == at }) {
		return page, err
	}
	target, _, err := s.store.Message(r.Context(), m.User.ID, at)
	if err != nil {
		return db.Page{}, err
	}
	return s.store.Thread(r.Context(), m, root, target.Seq+1, pageSize)
}

func (s *Server) threadPanel(ctx context.Context, m chat.Membership, root chat.Message, page db.Page) (views.ThreadPanel, error) {
	see, err := s.crowd.seenBy(ctx, m.User.ID)
	if err != nil {
		return views.ThreadPanel{}, err
	}
	shut, err := s.shutOf(ctx, m)
	if err != nil {
		return views.ThreadPanel{}, err
	}
	place, err := s.store.ThreadPlace(ctx, m.User.ID, root.ID)
	panel := views.ThreadPanel{Audience: s.audiences.of(m.User), Root: root, Place: place, Writing: views.WritingOf(m, shut, time.Now()), Messages: s.messages.all(s.audiences.of(m.User), page.Messages, see),
		Older: page.Older, Newer: page.Newer, Cursor: page.Head, Key: rand.Text()}
	if len(page.Messages) > 0 {
		panel.First = page.Messages[0].Seq
	}
	return panel, err
}

// roomWithThread is the room about the message that began a thread, with the
// thread beside it.
func (s *Server) roomWithThread(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, panel views.ThreadPanel, status int) error {
	page, err := s.store.Around(r.Context(), m, panel.Root.ID, pageSize)
	if err != nil {
		return err
	}
	if m, err = s.store.Membership(r.Context(), viewer.User.ID, m.Room.ID); err != nil {
		return err
	}
	shown, err := s.roomPage(w, r, viewer, m, page)
	if err != nil {
		return err
	}
	shown.Thread = &panel
	s.render(w, r, status, views.Room(shown))
	return nil
}

// postThread says something in a thread, with the files that come in the form: a
// thread has no others, so what is not said with it is not kept. A page of ours
// gets an empty form and hears the message as everybody does.
func (s *Server) postThread(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	root, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	fields, came, err := s.messageForm(w, r, m, chat.Answer)
	if err != nil && !errors.As(err, new(chat.Invalid)) {
		return err
	}
	fields["thread"] = []string{root.ID.String()}
	if err == nil {
		err = take(s.budgets.of(viewer.User.ID))
	}
	var said outcome
	if err == nil {
		said, err = s.createMessage(r.Context(), m, fields, senderKey(fields))
	}
	if !said.created {
		s.takeBack(r.Context(), viewer.User.ID, came)
	}
	switch {
	case err != nil && isHTMX(r):
		return err
	case err != nil:
		return s.threadAgain(w, r, viewer, m, root, fields, err)
	case !isHTMX(r):
		if err := s.noted(w, r, views.Refusal{Sentence: said.done.Sentence}); err != nil {
			return err
		}
		http.Redirect(w, r, views.ThreadPath(root.ID), http.StatusSeeOther)
		return nil
	}
	place, err := s.store.ThreadPlace(r.Context(), viewer.User.ID, root.ID)
	if err == nil {
		s.render(w, r, http.StatusCreated, views.ThreadSent(views.ThreadPanel{Root: root, Place: place, Key: rand.Text(), Done: said.done}))
	}
	return err
}

// threadAgain shows the thread after a plain form was refused, with its text
// kept.
func (s *Server) threadAgain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, root chat.Message, fields form, refused error) error {
	p := problemOf(refused)
	if p.status == http.StatusInternalServerError || root.Thread != 0 {
		return refused
	}
	s.logProblem(r, p, refused)
	page, err := s.store.Thread(r.Context(), m, root.ID, 0, pageSize)
	if err != nil {
		return err
	}
	panel, err := s.threadPanel(r.Context(), m, root, page)
	if err != nil {
		return err
	}
	panel.Body, panel.Refused = fields.get("body"), p.sentence
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	return s.roomWithThread(w, r, viewer, m, panel, p.status)
}

// followThread follows or mutes a thread, or ends that.
func (s *Server) followThread(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	root, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	place, err := s.store.MarkThread(r.Context(), m, root.ID, chat.ThreadMark(fields.get("mark")))
	if err != nil {
		return err
	}
	s.announcer.numbers.look(viewer.User.ID)
	if isHTMX(r) {
		marked := views.ThreadMarked(root.ID, place)
		s.tell(viewer.User.ID, marked)
		s.render(w, r, http.StatusOK, marked)
		return nil
	}
	http.Redirect(w, r, views.ThreadPath(root.ID), http.StatusSeeOther)
	return nil
}

// listThreads is what the reader follows, a page of it.
func (s *Server) listThreads(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	from, after, err := before[chat.MessageID](r)
	if err != nil {
		return err
	}
	page := views.ThreadsPage{After: after}
	if page.Threads, page.Older, err = s.store.FollowedThreads(r.Context(), viewer.User.ID, from, threadsListed); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ThreadsTitle, 0); err != nil {
		return err
	}
	titles := map[chat.RoomID]string{}
	for _, m := range page.Shell.Rooms {
		titles[m.Room.ID] = m.Title()
	}
	for i := range page.Threads {
		page.Threads[i].Title = titles[page.Threads[i].Root.Room]
	}
	s.render(w, r, http.StatusOK, views.Threads(page))
	return nil
}

// before is where the page of a list begins, as its address says, and whether
// it says so; 0: at the newest.
func before[T ~int64](r *http.Request) (T, bool, error) {
	query := r.URL.Query()
	if !query.Has("before") {
		return 0, false, nil
	}
	id, err := chat.ParseID[T](query.Get("before"))
	return id, true, err
}
