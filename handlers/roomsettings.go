package handlers

import (
	"errors"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// peopleManaged bounds the people that the settings of a room list; the rest
// is found by name.
const peopleManaged = 200

// managed is the membership of somebody who may do this in the room of the
// address.
func (s *Server) managed(r *http.Request, viewer auth.Identity, act chat.Act) (chat.Membership, error) {
	m, err := s.membership(r, viewer)
	if err == nil {
		err = s.allowed(r.Context(), m, act)
	}
	return m, err
}

// managedForm is a posted form of somebody who may do this in the room of the
// address.
func (s *Server) managedForm(r *http.Request, viewer auth.Identity, act chat.Act) (chat.Membership, form, error) {
	m, err := s.managed(r, viewer, act)
	if err != nil {
		return m, nil, err
	}
	fields, err := postedForm(r)
	return m, fields, err
}

// managedMember is a posted form about one of the people of a room.
func (s *Server) managedMember(r *http.Request, viewer auth.Identity) (chat.Membership, chat.UserID, form, error) {
	m, fields, err := s.managedForm(r, viewer, chat.ChangeMembers)
	if err != nil {
		return m, 0, nil, err
	}
	user, err := chat.ParseID[chat.UserID](r.PathValue("user"))
	return m, user, fields, err
}

// showSettings is where a room is looked after.
func (s *Server) showSettings(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.KeepOrder)
	if err != nil {
		return err
	}
	return s.settingsPage(w, r, viewer, m, views.SettingsPage{}, nil)
}

// settingsPage fills in what the page needs besides what is given.
func (s *Server) settingsPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, page views.SettingsPage, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, "Settings of "+m.Room.Name, m.Room.ID); err != nil {
		return err
	}
	page.Shell.Socket, page.Shell.Here = views.SocketPath(0, page.Shell.Page, page.Shell.Seen, ""), 0 // the room is not open here
	if page.Members, page.Total, err = s.store.Members(r.Context(), m, peopleManaged); err != nil {
		return err
	}
	if page.Invites, err = s.store.InvitesOf(r.Context(), m); err != nil {
		return err
	}
	if page.About.Kind == "" { // nothing was typed
		page.About = views.RoomForm{Name: m.Room.Name, Topic: m.Room.Topic, Kind: string(m.Room.Kind)}
	}
	if page.Order.Slow == "" {
		page.Order = views.OrderFormOf(m.Room)
	}
	page.Order.Errors = errs
	page.Receipts = s.receipts(func(e chat.Entry) bool { return e.Room == m.Room.ID && e.Actor.ID == viewer.User.ID })
	page.Membership, page.Errors, page.About.Errors, page.At = m, errs, errs, time.Now()
	s.render(w, r, status, views.RoomSettings(page))
	return nil
}

// changeRoom changes name, topic and kind, and the room's order where
// slow_mode_seconds came; without a name that alone.
func (s *Server) changeRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.KeepOrder)
	if err != nil {
		return err
	}
	_, named := fields["name"]
	_, ordered := fields["slow_mode_seconds"]
	if ordered && !named {
		return s.orderRoom(w, r, viewer, m, fields)
	}
	if err := s.allowed(r.Context(), m, chat.ChangeRoom); err != nil {
		return err
	}
	room := chat.NewRoom{Name: chat.Line(fields.get("name")), Topic: chat.Line(fields.get("topic")), Kind: chat.RoomKind(fields.get("kind"))}
	if room.Kind == "" {
		room.Kind = m.Room.Kind
	}
	_, slow := chat.ParseSlow(fields.get("slow_mode_seconds"))
	if err = errors.Join(checkRoom(room), slow); err == nil {
		_, err = s.store.UpdateRoom(r.Context(), m, room)
	}
	if err != nil {
		typed := views.RoomForm{Name: fields.get("name"), Topic: fields.get("topic"), Kind: string(room.Kind)}
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{About: typed}, err)
	}
	if ordered {
		return s.orderRoom(w, r, viewer, m, fields)
	}
	return s.settled(w, r, m, "The room is changed.")
}

// settled leads back to the settings with a word about what was done.
func (s *Server) settled(w http.ResponseWriter, r *http.Request, m chat.Membership, flash string) error {
	if err := s.sessions.PutFlash(w, r, flash); err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomSettingsPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// addMember puts somebody into the room by their user name.
func (s *Server) addMember(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.ChangeMembers)
	if err != nil {
		return err
	}
	user, err := s.store.UserNamed(r.Context(), fields.get("username"))
	if errors.Is(err, chat.ErrNotFound) || err == nil && !user.Active {
		err = chat.Invalid{Field: "username", Reason: "There is nobody of that name here."}
	}
	if err == nil {
		err = s.store.Invite(r.Context(), m, user)
	}
	if err != nil {
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{Adding: fields.get("username")}, err)
	}
	return s.settled(w, r, m, user.DisplayName+" is in the room.")
}

// removeMember puts somebody out of the room. The announcer closes their pages
// of it.
func (s *Server) removeMember(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, user, _, err := s.managedMember(r, viewer)
	if err != nil {
		return err
	}
	if user == viewer.User.ID {
		http.Redirect(w, r, views.LeavePath(m.Room.ID), http.StatusSeeOther)
		return nil
	}
	if err := s.store.RemoveMember(r.Context(), m, user); err != nil {
		return err
	}
	return s.settled(w, r, m, "They are not in the room any more.")
}

// changeMember makes somebody a room admin or a member again.
func (s *Server) changeMember(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, user, fields, err := s.managedMember(r, viewer)
	if err != nil {
		return err
	}
	role := chat.RoomRole(fields.get("role"))
	if role != chat.RoomMember && role != chat.RoomAdmin {
		return errBadFrame
	}
	if err := s.store.SetMemberRole(r.Context(), m, user, role); err != nil {
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{}, err)
	}
	if user == viewer.User.ID && role == chat.RoomMember {
		http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
		return nil
	}
	return s.settled(w, r, m, "Their role is changed.")
}

// archiveRoom keeps the room as it is; the field archived without a value
// brings it back.
func (s *Server) archiveRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, fields, err := s.managedForm(r, viewer, chat.ChangeRoom)
	if err != nil {
		return err
	}
	archived := fields.or("archived", "1") != ""
	if _, err := s.store.ArchiveRoom(r.Context(), m, archived); err != nil {
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{}, err)
	}
	if archived {
		return s.settled(w, r, m, "The room is archived. Everything in it can still be read.")
	}
	return s.settled(w, r, m, "The room is back.")
}

// deleteRoom ends the room for everybody. What was said in it is emptied after
// the answer.
func (s *Server) deleteRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.DeleteRoom)
	if err != nil {
		return err
	}
	if err := s.store.DeleteRoom(r.Context(), m); err != nil {
		return err
	}
	s.sweeper.soon()
	s.tellWaiting(r.Context()) // nothing waits for it any more
	if err := s.sessions.PutFlash(w, r, m.Room.Name+" is deleted."); err != nil {
		return err
	}
	http.Redirect(w, r, views.RoomsPath, http.StatusSeeOther)
	return nil
}
