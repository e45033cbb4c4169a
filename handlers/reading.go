package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// unreadLooked is how many messages a page looks at to say how many are new.
const unreadLooked = 1000

// showNew finds where the line "New" stands on a room's page, and on the newest
// page what the chip over it says. The address of the chip names its message,
// because by then the room was read.
func (s *Server) showNew(r *http.Request, m chat.Membership, page db.Page, shown *views.RoomPage) error {
	query := r.URL.Query()
	if query.Has("new") {
		first, _ := chat.ParseID[chat.MessageID](query.Get("around")) // 0 is nowhere
		shown.Fresh = freshFrom(page.Messages, first)
		return nil
	}
	if !m.Unread() {
		return nil
	}
	unread, err := s.store.Unread(r.Context(), m, unreadLooked)
	if err != nil {
		return err
	}
	shown.Fresh = freshFrom(page.Messages, unread.First)
	if !page.Newer {
		shown.Unread = unread
	}
	return nil
}

// freshFrom counts the messages of a page from one on; 0 where it is not there.
func freshFrom(messages []chat.Message, first chat.MessageID) int {
	for i, m := range messages {
		if m.ID == first {
			return len(messages) - i
		}
	}
	return 0
}

// markRead is the plain form of the read mark.
func (s *Server) markRead(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	seq := m.Room.Head
	if text := fields.get("seq"); text != "" {
		if seq, err = parseSeq(text); err != nil {
			return err
		}
	}
	mark := chat.ReadMark{User: viewer.User.ID, Room: m.Room.ID, Seq: seq}
	if err := s.store.MarkRead(r.Context(), []chat.ReadMark{mark}); err != nil {
		return err
	}
	s.announcer.numbers.changed(viewer.User.ID, m.Room.ID)
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// markUnread marks a room as unread from a message on. It leads to the page of
// rooms: the room's own would read it again at once.
func (s *Server) markUnread(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	message, err := chat.ParseID[chat.MessageID](fields.get("message"))
	if err != nil {
		return err
	}
	if err := s.reads.markUnread(r.Context(), m, message); err != nil {
		return err
	}
	s.announcer.numbers.changed(viewer.User.ID, m.Room.ID)
	return s.toRooms(w, r, m.Title()+" is unread again.")
}

// markAllRead reads every room of the reader's.
func (s *Server) markAllRead(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if _, err := postedForm(r); err != nil {
		return err
	}
	before, err := s.store.MembershipsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	if err := s.store.MarkAllRead(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	var read []chat.RoomID
	for _, m := range before {
		if m.Unread() {
			read = append(read, m.Room.ID)
		}
	}
	s.announcer.numbers.changed(viewer.User.ID, read...)
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent) // all pages hear of it
		return nil
	}
	return s.toRooms(w, r, "Everything is read.")
}

// toRooms leads to the page of rooms with a word about what was done.
func (s *Server) toRooms(w http.ResponseWriter, r *http.Request, flash string) error {
	if err := s.sessions.PutFlash(w, r, flash); err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomsPath, http.StatusSeeOther)
	return nil
}

// favour puts a room into the reader's favourites or takes it out.
func (s *Server) favour(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	if err := s.store.SetFavourite(r.Context(), m, fields.get("on") != ""); err != nil {
		return err
	}
	if m, err = s.membership(r, viewer); err != nil {
		return err
	}
	moved := s.announcer.sidebars.favoured(m)
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, moved)
		return nil
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// showRoomLists answers the filter of a sidebar with the lists that it leaves.
func (s *Server) showRoomLists(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	rooms, err := s.store.MembershipsOf(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	see, err := s.crowd.seenBy(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	here, _ := chat.ParseID[chat.RoomID](query.Get("here")) // none is 0
	filter := chat.Line(query.Get("q"))
	s.render(w, r, http.StatusOK, views.RoomLists(named(rooms, filter), here, filter, see))
	return nil
}

// named are the rooms whose title has the filter in it, in any case.
func named(rooms []chat.Membership, filter string) []chat.Membership {
	var found []chat.Membership
	for _, m := range rooms {
		if strings.Contains(strings.ToLower(m.Title()), strings.ToLower(filter)) {
			found = append(found, m)
		}
	}
	return found
}

// showMessageMenu is what the reader can do with a message.
func (s *Server) showMessageMenu(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if !message.Deleted.IsZero() {
		return chat.ErrNotFound
	}
	// Outside the room: a page in it would hear it, and could read it again.
	shell, err := s.shell(w, r, viewer, views.MessageTitle, 0)
	if err != nil {
		return err
	}
	shell.Moderator = m.May(chat.DeleteOthers)
	kept, err := s.keeping(r, m, message)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.MessageMenu(views.MessagePage{Shell: shell, Message: message, Keeping: kept}))
	return nil
}

// showIcon is the mark with a number, the same for everybody. Its address
// changes with it.
func (s *Server) showIcon(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || n < 1 || n > views.MaxCounted {
		return chat.ErrNotFound
	}
	immutable(w)
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return views.CountedMark(n).Render(r.Context(), w)
}
