package dbtest

import (
	"sync/atomic"
	"time"

	"parley/db/chat"
)

var resets = map[string]func(*house){
	"a link to a new password works once and ends every sign-in": func(h *house) {
		link, soon := []byte("link"), time.Now().Add(time.Hour)
		signIn, other := h.signIn(h.ada), h.signIn(h.person("bob"))
		h.must(h.store.SaveReset(h.Context(), link, h.ada.ID, soon))
		whose, err := h.store.ResetUser(h.Context(), link, time.Now())
		h.must(err)
		want(h, "whose", whose, h.ada)

		user, err := h.store.SpendReset(h.Context(), link, "new hash", time.Now())
		h.must(err)

		want(h, "user", user, h.ada)
		_, hash, err := h.store.Credentials(h.Context(), "ada")
		h.must(err)
		want(h, "hash", hash, "new hash")
		want(h, "lives", [2]bool{h.lives(signIn.ID), h.lives(other.ID)}, [2]bool{false, true})
		_, err = h.store.ResetUser(h.Context(), link, time.Now())
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.SpendReset(h.Context(), link, "newer hash", time.Now())
		h.wantError(err, chat.ErrNotFound)
	},

	"of ten who spend one link at once one does": func(h *house) {
		link := []byte("link")
		h.must(h.store.SaveReset(h.Context(), link, h.ada.ID, time.Now().Add(time.Hour)))

		var spent atomic.Int64
		together(10, func(int) {
			_, err := h.store.SpendReset(h.Context(), link, "hash", time.Now())
			if err == nil {
				spent.Add(1)
				return
			}
			h.wantError(err, chat.ErrNotFound)
		})

		want(h, "spent", spent.Load(), 1)
	},

	"a newer link ends the older one, and nobody else's": func(h *house) {
		bob, soon := h.person("bob"), time.Now().Add(time.Hour)
		h.must(h.store.SaveReset(h.Context(), []byte("bob's"), bob.ID, soon))
		h.must(h.store.SaveReset(h.Context(), []byte("old"), h.ada.ID, soon))
		h.must(h.store.SaveReset(h.Context(), []byte("new"), h.ada.ID, soon))

		_, err := h.store.ResetUser(h.Context(), []byte("old"), time.Now())
		h.wantError(err, chat.ErrNotFound)
		for _, link := range []string{"new", "bob's"} {
			_, err = h.store.ResetUser(h.Context(), []byte(link), time.Now())
			h.must(err)
		}
	},

	"a link expires to the millisecond": func(h *house) {
		link, end := []byte("link"), time.Now().Add(time.Hour).Truncate(time.Millisecond)
		h.must(h.store.SaveReset(h.Context(), link, h.ada.ID, end))

		_, err := h.store.ResetUser(h.Context(), link, end.Add(-time.Millisecond))
		h.must(err)
		_, err = h.store.ResetUser(h.Context(), link, end)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.SpendReset(h.Context(), link, "hash", end)
		h.wantError(err, chat.ErrNotFound)
	},

	"nobody and who is kept out have no link": func(h *house) {
		bob, link, soon := h.person("bob"), []byte("link"), time.Now().Add(time.Hour)
		h.wantError(h.store.SaveReset(h.Context(), link, 4711, soon), chat.ErrNotFound)
		h.must(h.store.SaveReset(h.Context(), link, bob.ID, soon))

		h.must(h.store.SetActive(h.Context(), bob.ID, false))

		_, err := h.store.ResetUser(h.Context(), link, time.Now())
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.SpendReset(h.Context(), link, "hash", time.Now())
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.SaveReset(h.Context(), []byte("other"), bob.ID, soon), chat.ErrNotFound)
	},

	"sign-ins that ended since a time are told, whoever ended them": func(h *house) {
		start := time.Now()
		one, two, living := h.signIn(h.ada), h.signIn(h.ada), h.signIn(h.ada)
		h.must(h.store.EndSignIn(h.Context(), two.ID, ""))
		_, err := h.store.EndOtherSignIns(h.Context(), h.ada.ID, living.ID, "")
		h.must(err)

		ended, err := h.store.EndedSignIns(h.Context(), start)
		h.must(err)
		later, err := h.store.EndedSignIns(h.Context(), time.Now().Add(time.Second))
		h.must(err)

		got := map[chat.SignInID]bool{}
		for _, id := range ended {
			got[id] = true
		}
		want(h, "ended", got, map[chat.SignInID]bool{one.ID: true, two.ID: true})
		want(h, "later", len(later), 0)
	},
}

var profiles = map[string]func(*house){
	"name and address change, and the address is free for nobody else": func(h *house) {
		bob := h.person("bob")

		h.must(h.store.UpdateUser(h.Context(), bob.ID, "Bobby", "Bob@Example.org"))
		h.must(h.store.UpdateUser(h.Context(), bob.ID, "Robert", "bob@example.org")) // his own, in another case
		h.wantInvalid(h.store.UpdateUser(h.Context(), h.ada.ID, "Ada", "BOB@EXAMPLE.ORG"), "email")
		h.wantError(h.store.UpdateUser(h.Context(), 4711, "x", ""), chat.ErrNotFound)

		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "bob", [2]string{found.DisplayName, found.Email}, [2]string{"Robert", "bob@example.org"})
		want(h, "found", peopleFound(h, "ROBERT", 10), []string{"Robert"})
		h.must(h.store.UpdateUser(h.Context(), h.ada.ID, "Ada", "")) // two without an address
		h.must(h.store.UpdateUser(h.Context(), bob.ID, "Bob", ""))
	},

	"a better hash takes the place of that which it was made from": func(h *house) {
		signIn := h.signIn(h.ada)
		h.must(h.store.SetPassword(h.Context(), h.ada.ID, "old", signIn.ID))

		h.must(h.store.Rehash(h.Context(), h.ada.ID, "old", "better"))
		h.must(h.store.Rehash(h.Context(), h.ada.ID, "old", "too late"))

		_, hash, err := h.store.Credentials(h.Context(), "ada")
		h.must(err)
		want(h, "hash", hash, "better")
		want(h, "lives", h.lives(signIn.ID), true)
	},
}
