package handlers

import (
	"errors"
	"net/http"
	"strings"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// lobbyKind is what /rooms/enter and a form without a kind make.
const lobbyKind = chat.Open

// listRooms shows every room that the reader can find.
func (s *Server) listRooms(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.roomsPage(w, r, viewer, views.RoomForm{}, views.RoomForm{Kind: string(lobbyKind)}, http.StatusOK)
}

func (s *Server) roomsPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, enter, create views.RoomForm, status int) error {
	filter := chat.Line(r.URL.Query().Get("q"))
	listings, err := s.store.Listings(r.Context(), viewer.User.ID, filter)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Rooms", 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.Rooms(views.RoomsPage{Shell: shell, Listings: listings, Filter: filter, Enter: enter, Create: create}))
	return nil
}

// createRoom makes a room; who makes it looks after it.
func (s *Server) createRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	room := chat.NewRoom{Name: chat.Line(fields.get("name")), Topic: chat.Line(fields.get("topic")), Kind: chat.RoomKind(fields.get("kind"))}
	if room.Kind == "" {
		room.Kind = lobbyKind
	}
	m, err := s.makeRoom(r, viewer, room)
	if err != nil {
		errs, status, err := refusedFields(err)
		if err != nil {
			return err
		}
		typed := views.RoomForm{Name: fields.get("name"), Topic: fields.get("topic"), Kind: string(room.Kind), Errors: errs}
		return s.roomsPage(w, r, viewer, views.RoomForm{}, typed, status)
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) makeRoom(r *http.Request, viewer auth.Identity, room chat.NewRoom) (chat.Membership, error) {
	if err := checkRoom(room); err != nil {
		return chat.Membership{}, err
	}
	return s.store.CreateRoom(r.Context(), viewer.User, room)
}

// checkRoom finds everything wrong with a room's form at once.
func checkRoom(room chat.NewRoom) error {
	var kind error
	if room.Kind != chat.Open && room.Kind != chat.Closed {
		kind = chat.Invalid{Field: "kind", Reason: "A room is open or closed."}
	}
	return errors.Join(chat.CheckRoomName(room.Name), chat.CheckTopic(room.Topic), kind)
}

// enterRoom is the lobby's way in: the open room of that name, made if nobody
// has made it yet.
func (s *Server) enterRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	name := chat.Line(fields.get("name"))
	err = chat.CheckRoomName(name)
	var m chat.Membership
	if err == nil {
		m, err = s.store.EnterRoom(r.Context(), viewer.User, name)
	}
	if err != nil {
		errs, status, err := refusedFields(err)
		if err != nil {
			return err
		}
		return s.roomsPage(w, r, viewer, views.RoomForm{Name: fields.get("name"), Errors: errs}, views.RoomForm{Kind: string(lobbyKind)}, status)
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// joinRoom makes the reader a member of an open room.
func (s *Server) joinRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	room, err := chat.ParseID[chat.RoomID](r.PathValue("room"))
	if err != nil {
		return err
	}
	m, err := s.store.Join(r.Context(), viewer.User, room)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// askLeave is the question before leaving, for those without dialogs.
func (s *Server) askLeave(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.LeaveRoom)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Leave "+m.Room.Name, m.Room.ID)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.LeaveRoom(views.LeavePage{Shell: shell, Membership: m}))
	return nil
}

// leaveRoom ends the membership. The announcer closes the leaver's other tabs
// of the room.
func (s *Server) leaveRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	if err := s.store.Leave(r.Context(), m); err != nil {
		return err
	}
	if err := s.sessions.PutFlash(w, r, "You left "+m.Room.Name+"."); err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomsPath, http.StatusSeeOther)
	return nil
}

// refusedFields takes the chat.Invalid out of err, one or several, for a form
// that is shown again. Another error comes back as it is.
func refusedFields(err error) (views.Errors, int, error) {
	if err == nil {
		return nil, http.StatusOK, nil
	}
	var errs views.Errors
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, part := range joined.Unwrap() {
			found, _, rest := refusedFields(part)
			if rest != nil {
				return nil, 0, rest
			}
			errs = append(errs, found...)
		}
		return errs, http.StatusUnprocessableEntity, nil
	}
	var invalid chat.Invalid
	if errors.As(err, &invalid) {
		return views.Errors{invalid}, http.StatusUnprocessableEntity, nil
	}
	return nil, 0, err
}

// acceptsHTML tells a browser from a program that wants a status.
func acceptsHTML(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*")
}
