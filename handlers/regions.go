package handlers

import (
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askRegion shows how a person reads dates and times.
func (s *Server) askRegion(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.regionPage(w, r, viewer, viewer.User.Region, nil)
}

func (s *Server) regionPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, region chat.Region, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	shell, err := s.shell(w, r, viewer, "Region", 0)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.RegionSettings(views.RegionPage{Shell: shell, Place: s.site.Audience, Region: region, Now: time.Now(), Errors: errs}))
	return nil
}

// setRegion keeps it. Pages that are open already stay as they are.
func (s *Server) setRegion(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	region := chat.Region{Language: fields.get("language"), Zone: fields.get("zone")}
	if err = s.checkRegion(region); err == nil {
		err = s.store.SetRegion(r.Context(), viewer.User.ID, region)
	}
	if err != nil {
		return s.regionPage(w, r, viewer, region, err)
	}
	s.crowd.unrest.circle(viewer.User.ID) // quiet hours are by the clock of the zone
	if err := s.sessions.PutFlash(w, r, "Times read like that from the next page on."); err != nil {
		return err
	}
	http.Redirect(w, r, views.RegionPath, http.StatusSeeOther)
	return nil
}

func (s *Server) checkRegion(region chat.Region) error {
	if err := chat.CheckLanguage(region.Language); err != nil {
		return err
	}
	if _, err := s.audiences.zone(region.Zone); region.Zone != "" && err != nil {
		return chat.Invalid{Field: "zone", Reason: "There is no such time zone. Choose one of the list."}
	}
	return nil
}
