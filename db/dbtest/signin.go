package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) signIn(user chat.User) chat.SignIn {
	h.Helper()
	signIn, err := h.store.StartSignIn(h.Context(), user.ID, "192.0.2.1", "a browser", time.Now())
	h.must(err)
	return signIn
}

func (h *house) lives(id chat.SignInID) bool {
	h.Helper()
	signIn, err := h.store.SignIn(h.Context(), id)
	h.must(err)
	return signIn.Live()
}

var signIns = map[string]func(*house){
	"a sign-in carries its person": func(h *house) {
		started := h.signIn(h.ada)

		found, err := h.store.SignIn(h.Context(), started.ID)
		h.must(err)

		want(h, "found", found, started)
		want(h, "person", found.User, h.ada)
		want(h, "live", found.Live(), true)
	},

	"once ended it stays ended, for the first reason": func(h *house) {
		started := h.signIn(h.ada)

		h.must(h.store.EndSignIn(h.Context(), started.ID, "signed out"))
		h.must(h.store.EndSignIn(h.Context(), started.ID, "again"))
		h.must(h.store.TouchSignIn(h.Context(), started.ID, time.Now()))

		ended, err := h.store.SignIn(h.Context(), started.ID)
		h.must(err)
		want(h, "live", ended.Live(), false)
		want(h, "reason", ended.Reason, "signed out")
		h.wantError(h.store.EndSignIn(h.Context(), 4711, "never was"), chat.ErrNotFound)
	},

	"living sign-ins are listed, the last seen first": func(h *house) {
		old, ended, seen := h.signIn(h.ada), h.signIn(h.ada), h.signIn(h.ada)
		h.signIn(h.person("bob"))
		h.must(h.store.EndSignIn(h.Context(), ended.ID, ""))
		h.must(h.store.TouchSignIn(h.Context(), old.ID, time.Now().Add(time.Minute)))

		living, err := h.store.SignInsOf(h.Context(), h.ada.ID)
		h.must(err)

		want(h, "living", mapped(living, func(s chat.SignIn) chat.SignInID { return s.ID }), []chat.SignInID{old.ID, seen.ID})
	},

	"last seen never goes back": func(h *house) {
		started := h.signIn(h.ada)

		h.must(h.store.TouchSignIn(h.Context(), started.ID, started.LastSeen.Add(-time.Hour)))

		found, err := h.store.SignIn(h.Context(), started.ID)
		h.must(err)
		want(h, "last seen", found.LastSeen, started.LastSeen)
	},

	"the others end and the kept one lives": func(h *house) {
		kept, other, bobs := h.signIn(h.ada), h.signIn(h.ada), h.signIn(h.person("bob"))

		ended, err := h.store.EndOtherSignIns(h.Context(), h.ada.ID, kept.ID, "signed out everywhere")
		h.must(err)

		want(h, "ended", ended, []chat.SignInID{other.ID})
		want(h, "lives", [3]bool{h.lives(kept.ID), h.lives(other.ID), h.lives(bobs.ID)}, [3]bool{true, false, true})
	},

	"a new password ends every other sign-in": func(h *house) {
		kept, other := h.signIn(h.ada), h.signIn(h.ada)

		h.must(h.store.SetPassword(h.Context(), h.ada.ID, "new hash", kept.ID))

		_, hash, err := h.store.Credentials(h.Context(), "ada")
		h.must(err)
		want(h, "hash", hash, "new hash")
		want(h, "lives", [2]bool{h.lives(kept.ID), h.lives(other.ID)}, [2]bool{true, false})
	},
}
