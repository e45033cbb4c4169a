package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// askBellSettings shows what a person chose for their bell.
func (s *Server) askBellSettings(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.bellSettingsPage(w, r, viewer, nil, nil)
}

// bellSettingsPage shows it; what was typed and refused stands in place of what
// is kept.
func (s *Server) bellSettingsPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, typed form, refused error) error {
	errs, status, err := refusedFields(refused)
	if err != nil {
		return err
	}
	page := views.BellSettingsPage{Errors: errs}
	if page.Rules, err = s.store.BellRules(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	ring, err := s.store.Ring(r.Context(), viewer.User.ID)
	if err != nil {
		return err
	}
	if time.Now().Before(ring.QuietUntil) {
		page.QuietUntil = ring.QuietUntil
	}
	page.Zone = cmp.Or(viewer.User.Region.Zone, s.zoneOf(viewer.User).String())
	page.Keywords, page.Days = keywordsIn(page.Rules.Keywords), views.QuietDays(page.Rules.Hours)
	page.Keywords, page.Days = typed.or("keywords", page.Keywords), typed.days(page.Days)
	if page.Shell, err = s.shell(w, r, viewer, "Notifications for you", 0); err != nil {
		return err
	}
	s.render(w, r, status, views.BellSettings(page))
	return nil
}

func keywordsIn(keywords []string) string { return strings.Join(keywords, "\n") }

// days are the times of a week as they were typed.
func (f form) days(kept []views.QuietDay) []views.QuietDay {
	for i, day := range kept {
		kept[i].Begins, kept[i].Ends = f.or(day.BeginsField(), day.Begins), f.or(day.EndsField(), day.Ends)
	}
	return kept
}

// zoneOf is where a person's clock is.
func (s *Server) zoneOf(user chat.User) *time.Location {
	return cmp.Or(s.audiences.of(user).Zone, time.UTC)
}

// setBellSettings keeps one section of the page.
func (s *Server) setBellSettings(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if err := s.setBellPart(r, viewer.User.ID, fields); err != nil {
		return s.bellSettingsPage(w, r, viewer, fields, err)
	}
	if err := s.sessions.PutFlash(w, r, "Your bell does that from now on."); err != nil {
		return err
	}
	http.Redirect(w, r, views.BellSettingsPath, http.StatusSeeOther)
	return nil
}

func (s *Server) setBellPart(r *http.Request, user chat.UserID, fields form) error {
	switch fields.get("part") {
	case views.BellSignals:
		return s.store.SetSignals(r.Context(), user, fields.get("sounds") != "", fields.get("reactions") != "")
	case views.BellKeywords:
		keywords, err := chat.ParseKeywords(fields.get("keywords"))
		if err != nil {
			return err
		}
		return s.store.SetKeywords(r.Context(), user, keywords)
	case views.BellHours:
		hours, err := quietHoursIn(fields)
		if err != nil {
			return err
		}
		if err := s.store.SetQuietHours(r.Context(), user, hours); err != nil {
			return err
		}
		s.crowd.unrest.circle(user)
		return nil
	}
	return errBadFrame
}

// quietHoursIn reads the hours of a week and finds everything wrong with them
// at once.
func quietHoursIn(fields form) (hours []chat.QuietHours, err error) {
	var errs []error
	for _, day := range fields.days(views.QuietDays(nil)) {
		switch {
		case day.Begins == "" && day.Ends == "":
			continue
		case day.Begins == "":
			errs = append(errs, chat.Invalid{Field: day.BeginsField(), Reason: "Say from when, or leave both empty."})
			continue
		case day.Ends == "":
			errs = append(errs, chat.Invalid{Field: day.EndsField(), Reason: "Say until when, or leave both empty."})
			continue
		}
		begins, wrong := clockIn(day.BeginsField(), day.Begins)
		ends, late := clockIn(day.EndsField(), day.Ends)
		if wrong != nil || late != nil {
			errs = append(errs, wrong, late)
			continue
		}
		hours = append(hours, chat.QuietHours{Day: day.Day, Begins: begins, Ends: ends})
	}
	return hours, errors.Join(errs...)
}

// clockIn reads a time of day; what is refused is the field's.
func clockIn(field, text string) (int, error) {
	minutes, err := chat.ParseClock(text)
	var invalid chat.Invalid
	if errors.As(err, &invalid) {
		invalid.Field = field
		return 0, invalid
	}
	return minutes, err
}
