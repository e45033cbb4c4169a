package handlers

import (
	"net/http"
	"strconv"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// notificationsShown is how many rows of a bell come at once.
const notificationsShown = 10

// showNotifications is the bell as a page.
func (s *Server) showNotifications(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	rows, more, err := s.notifications(r, viewer)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, views.NotificationsTitle, 0)
	if err != nil {
		return err
	}
	page := views.NotificationsPage{Shell: shell, Rows: rows, More: more, Below: r.URL.Query().Has("before")}
	s.render(w, r, http.StatusOK, views.Notifications(page))
	return nil
}

// showBell is what a bell opens: the newest rows.
func (s *Server) showBell(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	rows, more, err := s.store.Notifications(r.Context(), viewer.User.ID, 0, notificationsShown)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.BellMenu(s.audiences.of(viewer.User), rows, more))
	return nil
}

// moreNotifications gives further rows alone, when the end of a list comes into
// view.
func (s *Server) moreNotifications(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	rows, more, err := s.notifications(r, viewer)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.NotificationRows(s.audiences.of(viewer.User), rows, more))
	return nil
}

// notifications are the rows that the address asks for.
func (s *Server) notifications(r *http.Request, viewer auth.Identity) (rows []chat.Notification, more bool, err error) {
	var before int64
	if text := r.URL.Query().Get("before"); text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 {
			return nil, false, chat.ErrNotFound
		}
	}
	return s.store.Notifications(r.Context(), viewer.User.ID, before, notificationsShown)
}

// openNotification reads a row and leads to what it tells of.
func (s *Server) openNotification(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, err := chat.ParseID[chat.NotificationID](r.PathValue("notification"))
	if err != nil {
		return err
	}
	opened, err := s.store.OpenNotification(r.Context(), viewer.User.ID, id)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.TargetOf(opened), http.StatusSeeOther)
	return nil
}

// readNotifications reads the rows that are named, or all. Pages with a socket
// hear of it.
func (s *Server) readNotifications(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if len(fields["id"]) > maxFields {
		return errBadFrame
	}
	var ids []chat.NotificationID
	for _, text := range fields["id"] {
		id, err := chat.ParseID[chat.NotificationID](text)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if err := s.store.ReadNotifications(r.Context(), viewer.User.ID, ids...); err != nil {
		return err
	}
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, views.NotificationsPath, http.StatusSeeOther)
	return nil
}
