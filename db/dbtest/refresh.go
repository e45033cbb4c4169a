package dbtest

import (
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

const grace = 10 * time.Second

// family is a sign-in with its first refresh token, "first".
func (h *house) family() (chat.SignIn, time.Time) {
	h.Helper()
	signIn := h.signIn(h.ada)
	h.must(h.store.SaveRefresh(h.Context(), token("first", signIn)))
	return signIn, signIn.Created
}

func token(id string, signIn chat.SignIn) db.Refresh {
	return db.Refresh{ID: id, SignIn: signIn.ID, Issued: signIn.Created, Expires: signIn.Created.Add(24 * time.Hour)}
}

// rotate shows one token and offers another.
func (h *house) rotate(id, next string, signIn chat.SignIn, at time.Time) db.RefreshOutcome {
	h.Helper()
	outcome, err := h.store.RotateRefresh(h.Context(), id, token(next, signIn), at, grace)
	h.must(err)
	want(h, "sign-in", outcome.SignIn, signIn.ID)
	return outcome
}

var refreshes = map[string]func(*house){
	"a refresh token is spent for its successor": func(h *house) {
		signIn, now := h.family()

		want(h, "first", h.rotate("first", "second", signIn, now).Next, token("second", signIn))
		want(h, "second", h.rotate("second", "third", signIn, now).Next.ID, "third")
	},

	"of twenty rotations at once all get one successor": func(h *house) {
		signIn, now := h.family()

		got := make(chan string, 20)
		together(20, func(i int) {
			outcome, err := h.store.RotateRefresh(h.Context(), "first", token(fmt.Sprint("next", i), signIn), now, grace)
			h.check(err)
			got <- outcome.Next.ID
		})

		close(got)
		successors := map[string]bool{}
		for id := range got {
			successors[id] = true
		}
		want(h, "successors", len(successors), 1)
		want(h, "live", h.lives(signIn.ID), true)
		stored := 0
		for i := range 20 {
			if _, err := h.store.RotateRefresh(h.Context(), fmt.Sprint("next", i), token(fmt.Sprint("last", i), signIn), now, grace); err == nil {
				stored++
			}
		}
		want(h, "successors that count", stored, 1)
	},

	"within the grace a spent token gives the same successor": func(h *house) {
		signIn, now := h.family()
		h.rotate("first", "second", signIn, now)

		again := h.rotate("first", "other", signIn, now.Add(grace))

		want(h, "again", again, db.RefreshOutcome{Next: token("second", signIn), SignIn: signIn.ID})
	},

	"after the grace a spent token ends its sign-in": func(h *house) {
		signIn, now := h.family()
		h.rotate("first", "second", signIn, now)

		late := h.rotate("first", "other", signIn, now.Add(grace+time.Second))

		want(h, "outcome", late, db.RefreshOutcome{SignIn: signIn.ID, Reused: true})
		want(h, "live", h.lives(signIn.ID), false)
		_, err := h.store.RotateRefresh(h.Context(), "second", token("third", signIn), now, grace)
		h.wantError(err, chat.ErrNotFound)
	},

	"the grace covers one generation": func(h *house) {
		signIn, now := h.family()
		h.rotate("first", "second", signIn, now)
		h.rotate("second", "third", signIn, now)

		grandparent := h.rotate("first", "other", signIn, now)

		want(h, "reused", grandparent.Reused, true)
		want(h, "live", h.lives(signIn.ID), false)
	},

	"a token that is unknown, expired or of an ended sign-in does not count": func(h *house) {
		signIn, now := h.family()

		_, err := h.store.RotateRefresh(h.Context(), "unknown", token("next", signIn), now, grace)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.RotateRefresh(h.Context(), "first", token("next", signIn), now.Add(25*time.Hour), grace)
		h.wantError(err, chat.ErrNotFound)

		h.must(h.store.EndSignIn(h.Context(), signIn.ID, ""))
		_, err = h.store.RotateRefresh(h.Context(), "first", token("next", signIn), now, grace)
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.SaveRefresh(h.Context(), token("more", signIn)), chat.ErrNotFound)
	},
}
