package handlers

import (
	"net/http"

	"parley/handlers/auth"
	"parley/views"
)

// showPlaceSettings are the settings of the whole place.
func (s *Server) showPlaceSettings(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	needed, err := s.store.StaffNeedFactor(r.Context())
	if err != nil {
		return err
	}
	return s.placeSettingsPage(w, r, viewer, views.PlaceSettingsPage{StaffFactor: needed}, nil)
}

func (s *Server) placeSettingsPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.PlaceSettingsPage, refused error) (err error) {
	var status int
	if page.Errors, status, err = refusedFields(refused); err != nil {
		return err
	}
	if page.Desk, err = s.store.DeskOpen(r.Context()); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.PlaceSettings(page))
	return nil
}

// openDesk lets visitors find the support desk, or no longer.
func (s *Server) openDesk(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	open := fields.get("open") != ""
	if err := s.store.OpenDesk(r.Context(), viewer.User.ID, open); err != nil {
		return err
	}
	if !open {
		s.hub.CloseTagged(visitorsTag, closeRoomGone, "desk closed", farewellDeskClosed())
	}
	return s.led(w, r, views.PlaceSettingsPath, "That holds from now on.")
}

// changePlaceSettings sets whether the staff's pages ask for a second factor.
func (s *Server) changePlaceSettings(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	on := fields.get("second_factor") != ""
	if err := s.store.RequireFactor(r.Context(), viewer.User.ID, on); err != nil {
		return s.placeSettingsPage(w, r, viewer, views.PlaceSettingsPage{StaffFactor: on}, err)
	}
	s.hushQueue(r.Context())
	return s.led(w, r, views.PlaceSettingsPath, "That holds from now on.")
}
