package handlers

import (
	"net/http"
	"time"

	"parley/handlers/auth"
	"parley/views"
)

// showMessageMenu is what the reader can do with a message: for htmx what
// stands in the popover of the room's page, else a page.
func (s *Server) showMessageMenu(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	message, m, err := s.ownedMessage(r, viewer)
	if err != nil {
		return err
	}
	page := views.MessagePage{Site: s.siteOf(viewer.User), Message: message, Membership: m, MayRestore: m.MayRestore(message, time.Now()), Popover: isHTMX(r)}
	if page.Keeping, err = s.keeping(r, m, message); err != nil {
		return err
	}
	if page.Popover {
		w.Header().Set("HX-Retarget", views.MenuTarget)
		s.render(w, r, http.StatusOK, views.MessageChoices(page))
		return nil
	}
	// Outside the room: a page in it would hear it, and could read it again.
	if page.Shell, err = s.shell(w, r, viewer, views.MessageTitle, 0); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.MessageMenu(page))
	return nil
}
