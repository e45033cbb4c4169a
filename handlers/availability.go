package handlers

import (
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askAvailability shows what a person shows of their presence.
func (s *Server) askAvailability(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.availabilityPage(w, r, viewer, nil)
}

func (s *Server) availabilityPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	circle, err := s.store.Circle(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	page := views.AvailabilityPage{Hidden: circle.Hidden, Errors: errs}
	if time.Now().Before(circle.QuietUntil) {
		page.QuietUntil = circle.QuietUntil
	}
	if page.Shell, err = s.shell(w, r, viewer, "Presence", 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Availability(page))
	return nil
}

// setAvailability keeps it. All open pages of others follow.
func (s *Server) setAvailability(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	hidden, quietUntil, err := availabilityIn(fields, time.Now(), s.audiences.of(viewer.User).Zone)
	if err == nil {
		err = s.store.SetPresence(r.Context(), viewer.User.ID, hidden, quietUntil)
	}
	if err != nil {
		return s.availabilityPage(w, r, viewer, err)
	}
	s.crowd.unrest.circle(viewer.User.ID)
	if err := s.sessions.PutFlash(w, r, "Others see you like that from now on."); err != nil {
		return err
	}
	target := views.AvailabilityPath
	if next := fields.get("next"); next != "" {
		target = auth.SafeNext(next)
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// workBegins is the hour at which "until tomorrow" ends.
const workBegins = 8

// availabilityIn reads the form: hidden, or do-not-disturb and its end, or
// neither.
func availabilityIn(fields form, now time.Time, zone *time.Location) (hidden bool, quietUntil time.Time, err error) {
	switch chat.Presence(fields.get("presence")) {
	case chat.Online:
		return false, time.Time{}, nil
	case chat.Offline:
		return true, time.Time{}, nil
	case chat.DoNotDisturb:
	default:
		return false, time.Time{}, chat.Invalid{Field: "presence", Reason: "Choose how others see you."}
	}
	switch span := fields.get("for"); span {
	case "":
		return false, chat.NoEnd(), nil
	case "30m", "1h":
		length, err := time.ParseDuration(span)
		return false, now.Add(length), err
	case "tomorrow":
		if zone == nil {
			zone = time.UTC
		}
		day := now.In(zone)
		return false, time.Date(day.Year(), day.Month(), day.Day()+1, workBegins, 0, 0, 0, zone), nil
	}
	return false, time.Time{}, chat.Invalid{Field: "for", Reason: "Choose for how long."}
}
