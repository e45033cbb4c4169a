package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// orderRoom sets slow mode, the lock, and who begins messages. Every open page of the room hears of
// it by the room's change.
func (s *Server) orderRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, fields form) error {
	order := chat.Order{Locked: fields.get("locked") != ""}
	var slow, posting error
	order.Slow, slow = chat.ParseSlow(fields.get("slow_mode_seconds"))
	order.Posting, posting = chat.ParsePosting(fields.get("posting"))
	err := errors.Join(slow, posting)
	if err == nil {
		_, err = s.store.OrderRoom(r.Context(), m, order)
	}
	if err != nil {
		typed := views.OrderForm{Slow: fields.get("slow_mode_seconds"), Locked: order.Locked, Posting: fields.or("posting", string(m.Room.Posting))}
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{Order: typed}, err)
	}
	return s.settled(w, r, m, "The order of the room is changed.")
}

// showSlow answers the notice above the reader's composer, as when their wait is
// over.
func (s *Server) showSlow(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	slow := views.SlowOf(m, time.Now())
	slow.Thread = r.URL.Query().Has("thread")
	s.render(w, r, http.StatusOK, views.SlowNotice(slow))
	return nil
}

// slowed starts the wait in the author's open pages of the room.
func (a *Announcer) slowed(change chat.Change) {
	if change.Slowed.Until.IsZero() {
		return
	}
	slow := views.SlowIn(change.Place, change.Slowed, time.Now())
	frame := realtime.Frame{Body: views.SlowChanged(slow).Bytes()}
	for _, conn := range a.hub.Tagged(placeTag(change.Room, change.Message.Author.ID)) {
		conn.Send(frame)
	}
}

// slowed says how long somebody waits yet.
func slowed(slow chat.Slowed) problem {
	left := max(time.Second, time.Until(slow.Until))
	seconds := int(math.Ceil(left.Seconds()))
	why := "This room is in slow mode."
	if slow.Raid {
		why = "Just now people who joined today write one message in half a minute."
	}
	return problem{status: http.StatusTooManyRequests, code: "SLOW_MODE", title: "A little slower", after: left,
		sentence: fmt.Sprintf("%s Please wait %s and send it again; your text is kept.", why, plural(seconds, "second"))}
}
