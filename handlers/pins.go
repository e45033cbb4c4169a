package handlers

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// postPin pins a message for everybody in the room, or takes it down, as the
// field pinned says; without the field it does the other of what is.
func (s *Server) postPin(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	if err := s.allowed(r.Context(), m, chat.Pin); err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	pinned := message.Pinned == 0
	if _, told := fields["pinned"]; told {
		pinned = fields.get("pinned") != ""
	}
	_, err = s.store.PinMessage(r.Context(), m, message.ID, pinned, time.Now().UTC())
	return s.pinned(w, r, m, message, fields, s.whyNot(r.Context(), m, chat.Pin, err))
}

// pinned answers whoever pinned. htmx has nothing to show, since the message
// comes to it as to everybody; a browser goes back to where it was.
func (s *Server) pinned(w http.ResponseWriter, r *http.Request, m chat.Membership, message chat.Message, fields form, err error) error {
	var full chat.Invalid
	back := views.MessageAtPath(message)
	if fields.get("from") == "pins" {
		back = views.PinsPath(m.Room.ID)
	}
	switch {
	case errors.As(err, &full) && !isHTMX(r):
		if err := s.sessions.PutFlash(w, r, full.Reason); err != nil {
			return err
		}
		back = views.PinsPath(m.Room.ID)
	case err != nil:
		return err
	case isHTMX(r):
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// listPins is what is pinned in a room.
func (s *Server) listPins(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	page := views.PinsPage{Membership: m, MayPin: m.May(chat.Pin)}
	if page.Messages, err = s.store.Pins(r.Context(), m); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.PinsTitle, 0); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Pins(page))
	return nil
}

// keeping is what the menu of a message says about keeping it.
func (s *Server) keeping(r *http.Request, m chat.Membership, message chat.Message) (views.Keeping, error) {
	_, err := s.store.SavedMessage(r.Context(), m.User.ID, message.ID)
	kept := views.Keeping{Link: s.base.String() + views.MessagePath(message.ID), MayPin: m.May(chat.Pin), Saved: err == nil}
	if errors.Is(err, chat.ErrNotFound) {
		err = nil
	}
	return kept, err
}

// withPins adds how much is pinned in the room to the frame of a change that
// made it more or less.
func withPins(frame realtime.Frame, change chat.Change) realtime.Frame {
	removed := change.Kind != chat.MessageReacted && change.Message.Pinned > 0
	if change.Kind == chat.MessagePinned || removed {
		frame.Body = slices.Concat(frame.Body, views.PinsCounted(change.Place).Bytes())
	}
	return frame
}

// ofRoom tells whether the room itself may be another after a change of a
// replay. Of an older message it has the latest alone, and a pin may lie before.
func ofRoom(change chat.Change) bool {
	older := change.Message.ID != 0 && change.Kind != chat.MessageCreated
	return change.Kind == chat.RoomChanged || older || change.Message.Pinned > 0
}

// tellPins tells a page how much is pinned after what it was replayed.
func (c *connection) tellPins(changes []chat.Change) {
	if i := slices.IndexFunc(changes, ofRoom); i >= 0 {
		c.conn.Send(realtime.Frame{Body: views.PinsCounted(changes[i].Place).Bytes()})
	}
}
