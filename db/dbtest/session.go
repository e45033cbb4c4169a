package dbtest

import (
	"time"

	"parley/db/chat"
)

var sessions = map[string]func(*house){
	"a session gives back what was saved until it expires": func(h *house) {
		token, expiry := []byte("hash"), time.Now().Add(time.Hour)
		h.must(h.store.SaveSession(h.Context(), token, []byte("one"), 0, expiry))
		h.must(h.store.SaveSession(h.Context(), token, []byte("two"), 0, expiry))

		want(h, "data", h.session(token, time.Now()), "two")
		want(h, "expired", h.session(token, expiry.Add(time.Second)), "")
		want(h, "another", h.session([]byte("other"), time.Now()), "")
	},

	"an ended session does not come back": func(h *house) {
		token := []byte("hash")
		h.save(token, 0)

		h.must(h.store.EndSession(h.Context(), token))
		h.save(token, 0)

		want(h, "data", h.session(token, time.Now()), "")
	},

	"a session that ended before its first save is never there": func(h *house) {
		token := []byte("hash")

		h.must(h.store.EndSession(h.Context(), token))
		h.save(token, 0)

		want(h, "data", h.session(token, time.Now()), "")
	},

	"saves that race with the end lose": func(h *house) {
		token := []byte("hash")
		h.save(token, 0)

		together(20, func(i int) {
			if i == 10 {
				h.check(h.store.EndSession(h.Context(), token))
				return
			}
			h.check(h.store.SaveSession(h.Context(), token, []byte("data"), 0, time.Now().Add(time.Hour)))
		})

		want(h, "data", h.session(token, time.Now()), "")
	},

	"the end of a sign-in ends its sessions, saved and to come": func(h *house) {
		signIn := h.signIn(h.ada)
		h.save([]byte("saved"), signIn.ID)
		h.save([]byte("free"), 0)

		h.must(h.store.EndSignIn(h.Context(), signIn.ID, ""))
		h.save([]byte("saved"), signIn.ID)
		h.save([]byte("later"), signIn.ID)

		want(h, "saved", h.session([]byte("saved"), time.Now()), "")
		want(h, "later", h.session([]byte("later"), time.Now()), "")
		want(h, "free", h.session([]byte("free"), time.Now()), "data")
	},

	"a saved session keeps its sign-in": func(h *house) {
		signIn, token := h.signIn(h.ada), []byte("hash")
		h.save(token, signIn.ID)
		h.save(token, 0)

		h.must(h.store.EndSignIn(h.Context(), signIn.ID, ""))

		want(h, "data", h.session(token, time.Now()), "")
	},

	"sweeping takes the expired and leaves tombstones that still matter": func(h *house) {
		ended := []byte("ended")
		h.save(ended, 0)
		h.must(h.store.EndSession(h.Context(), ended))
		h.save([]byte("living"), 0)

		h.must(h.store.SweepSessions(h.Context(), time.Now()))
		h.save(ended, 0)
		want(h, "ended", h.session(ended, time.Now()), "")
		want(h, "living", h.session([]byte("living"), time.Now()), "data")

		h.must(h.store.SweepSessions(h.Context(), time.Now().Add(2*time.Hour)))
		want(h, "living, swept", h.session([]byte("living"), time.Now()), "")
	},
}

// session is what the store gives for a token; empty for nothing.
func (h *house) session(token []byte, at time.Time) string {
	h.Helper()
	data, found, err := h.store.Session(h.Context(), token, at)
	h.must(err)
	if found == (data == nil) {
		h.Errorf("found %v with data %q", found, data)
	}
	return string(data)
}

func (h *house) save(token []byte, signIn chat.SignInID) {
	h.Helper()
	h.must(h.store.SaveSession(h.Context(), token, []byte("data"), signIn, time.Now().Add(time.Hour)))
}
