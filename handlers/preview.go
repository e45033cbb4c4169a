package handlers

import (
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// preview shows how a text will look, without storing or sending it. It costs
// about as much as sending, so it draws on the same budget.
func (s *Server) preview(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if err := take(s.budgets.of(viewer.User.ID)); err != nil {
		return err
	}
	body := tidy(fields.get("body"))
	if err := chat.CheckBody(body); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Preview(body))
	return nil
}
