package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showRoom is the room's page: at its newest messages, around one message, or
// before or after a number for those who read without scripts.
func (s *Server) showRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if errors.Is(err, chat.ErrNotFound) {
		return s.showDoor(w, r, viewer)
	}
	if err != nil {
		return err
	}
	page, err := s.pageOfLog(r, m)
	if err != nil {
		return err
	}
	if page.Head > m.Room.Head { // what changed between is not told again
		if m, err = s.membership(r, viewer); err != nil {
			return err
		}
	}
	shown, err := s.roomPage(w, r, viewer, m, page)
	if err == nil {
		err = s.showNew(r, m, page, &shown)
	}
	shown.Reply = s.repliedTo(r.Context(), m, r.URL.Query().Get("reply"))
	if err == nil {
		shown.Body, err = s.store.DraftIn(r.Context(), m)
	}
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Room(shown))
	return nil
}

// roomAgain shows the room after a plain form was refused, with its text kept.
func (s *Server) roomAgain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, fields form, refused error) error {
	p := problemOf(refused)
	if p.status == http.StatusInternalServerError {
		return refused
	}
	s.logProblem(r, p, refused)
	page, err := s.newest.page(r.Context(), m)
	if err != nil {
		return err
	}
	shown, err := s.roomPage(w, r, viewer, m, page)
	if err != nil {
		return err
	}
	shown.Reply = s.repliedTo(r.Context(), m, fields.get("reply_to"))
	shown.Body, shown.Errors = fields.get("body"), views.Errors{{Field: "body", Reason: p.sentence, Code: p.code}}
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	s.render(w, r, p.status, views.Room(shown))
	return nil
}

// showDoor is an open room seen from outside.
func (s *Server) showDoor(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	room, err := chat.ParseID[chat.RoomID](r.PathValue("room"))
	if err != nil {
		return err
	}
	listing, err := s.store.OpenRoom(r.Context(), room)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, listing.Room.Name, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.JoinRoom(views.JoinPage{Shell: shell, Listing: listing, Action: views.JoinPath(room)}))
	return nil
}

// pageOfLog reads the part of the log that the address asks for.
func (s *Server) pageOfLog(r *http.Request, m chat.Membership) (db.Page, error) {
	query := r.URL.Query()
	switch {
	case query.Has("around"):
		target, err := chat.ParseID[chat.MessageID](query.Get("around"))
		if err != nil {
			return db.Page{}, err
		}
		return s.store.Around(r.Context(), m, target, pageSize)
	case query.Has("before"):
		seq, err := parseSeq(query.Get("before"))
		if err != nil {
			return db.Page{}, err
		}
		return s.store.Before(r.Context(), m, seq, pageSize)
	case query.Has("after"):
		seq, err := parseSeq(query.Get("after"))
		if err != nil {
			return db.Page{}, err
		}
		return s.store.After(r.Context(), m, seq, pageSize)
	}
	return s.newest.page(r.Context(), m)
}

// openedAt is the message that the address of a page of the log names, 0 for
// none.
func openedAt(r *http.Request) chat.MessageID {
	id, _ := chat.ParseID[chat.MessageID](r.URL.Query().Get("around"))
	return id
}

func (s *Server) roomPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, page db.Page) (views.RoomPage, error) {
	shell, err := s.shell(w, r, viewer, m.Title(), m.Room.ID)
	if err != nil {
		return views.RoomPage{}, err
	}
	people, err := s.crowd.of(r.Context(), m, shell.See)
	if err != nil {
		return views.RoomPage{}, err
	}
	shown := s.logSeen(m, page, shell.See)
	shut, err := s.shutOf(r.Context(), m)
	if err != nil {
		return views.RoomPage{}, err
	}
	shown.Shell, shown.Crowd, shown.Shut, shown.Key = shell, people, shut, rand.Text()
	shown.Mute, shown.Slow, shown.At = views.MuteOf(m, time.Now()), views.SlowOf(m, time.Now()), openedAt(r)
	if shown.Staged, err = s.store.StagedFiles(r.Context(), m); err != nil {
		return views.RoomPage{}, err
	}
	return shown, nil
}

// roomLog is the log's part of a room page.
func (s *Server) roomLog(ctx context.Context, m chat.Membership, page db.Page) (views.RoomPage, error) {
	see, err := s.crowd.seenBy(ctx, m.User.ID)
	if err != nil {
		return views.RoomPage{}, err
	}
	return s.logSeen(m, page, see), nil
}

// logSeen is the same where it is known how the reader sees others.
func (s *Server) logSeen(m chat.Membership, page db.Page, see views.Sight) views.RoomPage {
	shown := views.RoomPage{Membership: m, Messages: s.messages.all(s.audiences.of(m.User), page.Messages, see), Older: page.Older, Newer: page.Newer, Cursor: page.Head}
	if n := len(page.Messages); n > 0 {
		shown.First, shown.Last = page.Messages[0].Seq, page.Messages[n-1].Seq
	}
	return shown
}

// shell is what stands round every page of a member: their rooms, a socket of
// the page's own, and the flash text of the act before.
func (s *Server) shell(w http.ResponseWriter, r *http.Request, viewer auth.Identity, title string, here chat.RoomID) (views.Shell, error) {
	rooms, err := s.store.MembershipsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return views.Shell{}, err
	}
	waits, err := s.store.Waits(r.Context(), viewer.User.ID)
	if err != nil {
		return views.Shell{}, err
	}
	flash, err := s.sessions.PopFlash(w, r)
	if err != nil {
		return views.Shell{}, err
	}
	seen := s.crowd.standings.now() // before anything that is drawn by it
	circle, err := s.crowd.circle(r.Context(), viewer.User.ID)
	if err != nil {
		return views.Shell{}, err
	}
	reports, err := s.openReports(r.Context(), viewer.User)
	if err != nil {
		return views.Shell{}, err
	}
	raid, err := s.raid(r.Context(), viewer.User)
	if err != nil {
		return views.Shell{}, err
	}
	visits, err := s.visitsWaiting(r.Context(), viewer.User)
	if err != nil {
		return views.Shell{}, err
	}
	page := rand.Text() // 128 bits: what makes this page's sends its own
	return views.Shell{Site: s.siteOf(viewer.User), Title: title, Viewer: viewer.User, Rooms: rooms, Here: here, Waiting: waits.Requests, Threads: waits.Threads, Unread: waits.Notifications, Reports: reports, Raid: raid, Visits: visits,
		Page: page, Seen: seen, State: s.crowd.standings.of(circle, circle.User.ID), See: s.crowd.by(circle), Others: s.crowd.others(circle), Socket: views.SocketPath(here, page, seen, ""), Flash: flash}, nil
}

// siteOf is the place as a person reads it.
func (s *Server) siteOf(user chat.User) views.Site {
	site := s.site
	site.Audience = s.audiences.of(user)
	return site
}

// seenOf is how far a page's dots were true, as its address says.
func seenOf(r *http.Request) uint64 {
	seen, _ := strconv.ParseUint(r.URL.Query().Get("seen"), 10, 64) // 0: nothing is true
	return seen
}

// renewSocket gives the page's socket element a new address, which makes htmx
// open a new socket at once and leaves the page as it is.
func (s *Server) renewSocket(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	page := r.URL.Query().Get("page")
	if page == "" || len(page) > maxPageToken {
		return errBadFrame
	}
	s.render(w, r, http.StatusOK, views.SocketRenewed(m.Room.ID, page, seenOf(r), rand.Text()))
	return nil
}

// emptyComposer is the same form for everybody; its address changes with it.
func (s *Server) emptyComposer(w http.ResponseWriter, r *http.Request) error {
	immutable(w)
	s.render(w, r, http.StatusOK, views.Composer())
	return nil
}

// connectionLost is shown when the socket closes, from the browser's cache.
func (s *Server) connectionLost(w http.ResponseWriter, r *http.Request) error {
	immutable(w)
	s.render(w, r, http.StatusOK, views.ConnectionLost())
	return nil
}

// immutable lets the browser keep an answer for a year: its address carries a
// hash of it.
func immutable(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	w.Header().Del("Vary")
}

// switchComposer turns the one-line field into a tall one and back, with the
// text in it, or leaves it as it is and gives it the focus. It changes nothing
// on the server; the text travels in the body so that it stands in no log.
func (s *Server) switchComposer(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	composer := views.OneLineComposer
	if lines := fields.get("lines"); lines == "many" || lines == "" && fields.get("tall") != "" {
		composer = views.TallComposer
	}
	s.render(w, r, http.StatusOK, composer(fields.get("body"), s.repliedToBy(r.Context(), viewer, fields.get("reply_to"))))
	return nil
}
