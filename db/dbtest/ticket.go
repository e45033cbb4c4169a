package dbtest

import (
	"errors"
	"time"

	"parley/db/chat"
)

var tickets = map[string]func(*house){
	"a ticket is good once": func(h *house) {
		signIn := h.signIn(h.ada)
		hash := []byte("ticket")
		h.must(h.store.SaveTicket(h.Context(), hash, signIn.ID, h.ada.ID, time.Now().Add(time.Minute)))

		winners := make(chan chat.SignInID, 20)
		together(20, func(int) {
			switch id, user, err := h.store.SpendTicket(h.Context(), hash, time.Now()); {
			case err == nil && user == h.ada.ID:
				winners <- id
			case !errors.Is(err, chat.ErrNotFound):
				h.Errorf("error %v for user %v", err, user)
			}
		})

		want(h, "winners", len(winners), 1)
		want(h, "sign-in", <-winners, signIn.ID)
	},

	"an expired ticket and one of an ended sign-in are worth nothing": func(h *house) {
		signIn := h.signIn(h.ada)
		soon := time.Now().Add(time.Minute)
		h.must(h.store.SaveTicket(h.Context(), []byte("late"), 0, h.ada.ID, soon))
		h.must(h.store.SaveTicket(h.Context(), []byte("ended"), signIn.ID, h.ada.ID, soon))
		h.must(h.store.EndSignIn(h.Context(), signIn.ID, ""))

		_, _, err := h.store.SpendTicket(h.Context(), []byte("late"), soon)
		h.wantError(err, chat.ErrNotFound)
		_, _, err = h.store.SpendTicket(h.Context(), []byte("ended"), time.Now())
		h.wantError(err, chat.ErrNotFound)
	},
}
