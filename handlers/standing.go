package handlers

import (
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// showStanding is what stands against oneself, and what became of one's reports.
func (s *Server) showStanding(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	return s.standingPage(w, r, viewer, views.StandingPage{}, nil)
}

func (s *Server) standingPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, page views.StandingPage, refused error) (err error) {
	var status int
	if page.Errors, status, err = refusedFields(refused); err != nil {
		return err
	}
	page.At = time.Now()
	if page.Sanctions, err = s.store.SanctionsOf(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	if page.Reports, err = s.store.OwnReports(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	if page.Held, err = s.store.HeldOf(r.Context(), viewer.User.ID); err != nil {
		return err
	}
	if page.Shell, err = s.shell(w, r, viewer, "Standing", 0); err != nil {
		return err
	}
	s.render(w, r, status, views.Standing(page))
	return nil
}

// answerStanding takes that everything was read, or the one answer to a
// sanction.
func (s *Server) answerStanding(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if fields.get("held") != "" {
		return s.takeBackHeld(w, r, viewer, fields)
	}
	if fields.get("sanction") == "" {
		if err := s.store.ReadNotices(r.Context(), viewer.User.ID); err != nil {
			return err
		}
		return s.led(w, r, views.StandingPath, "Thank you.")
	}
	id, err := chat.ParseID[chat.SanctionID](fields.get("sanction"))
	if err != nil {
		return err
	}
	words := strings.TrimSpace(fields.get("words"))
	if err = chat.CheckWords(words); err == nil && words == "" {
		err = chat.Invalid{Field: "words", Reason: "Write your answer first."}
	}
	if err == nil {
		err = acted(s.store.Answer(r.Context(), viewer.User, id, words), "You have answered that already.")
	}
	if err != nil {
		return s.standingPage(w, r, viewer, views.StandingPage{Answering: id, Words: fields.get("words")}, err)
	}
	return s.led(w, r, views.StandingPath, "Moderators have your answer.")
}
