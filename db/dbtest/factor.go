package dbtest

import (
	"time"

	"parley/db/chat"
)

// factored is somebody with a second factor: its secret is "sealed", the step 7
// was used, and its recovery codes are "one" and "two".
func (h *house) factored(user chat.User) chat.SignIn {
	h.Helper()
	signIn := h.signIn(user)
	h.must(h.store.BeginFactor(h.Context(), user.ID, []byte("sealed")))
	h.must(h.store.TurnFactorOn(h.Context(), user.ID, chat.NewFactor{Secret: []byte("sealed"), Step: 7, Codes: [][]byte{[]byte("one"), []byte("two")}, SignIn: signIn.ID}))
	return signIn
}

func (h *house) factor(user chat.User) chat.Factor {
	h.Helper()
	found, err := h.store.Factor(h.Context(), user.ID)
	h.must(err)
	return found
}

func (h *house) gave(id chat.SignInID) bool {
	h.Helper()
	signIn, err := h.store.SignIn(h.Context(), id)
	h.must(err)
	return signIn.Factored
}

// once tells how many of twenty who do the same at once succeed; the others are
// to conflict.
func (h *house) once(do func() error) int {
	done := make(chan bool, 20)
	together(cap(done), func(int) {
		err := do()
		if err != nil {
			h.wantError(err, chat.ErrConflict)
		}
		done <- err == nil
	})
	close(done)
	n := 0
	for won := range done {
		if won {
			n++
		}
	}
	return n
}

var factors = map[string]func(*house){
	"a second factor counts from its first right code on": func(h *house) {
		bob := h.person("bob")
		want(h, "nobody's", h.factor(bob).On(), false)
		h.must(h.store.BeginFactor(h.Context(), bob.ID, []byte("first")))
		h.must(h.store.BeginFactor(h.Context(), bob.ID, []byte("second")))
		signIn := h.signIn(bob)
		want(h, "waiting", h.factor(bob).On(), false)
		want(h, "its secret", string(h.factor(bob).Secret), "second")
		h.wantError(h.store.UseStep(h.Context(), bob.ID, []byte("second"), 8), chat.ErrConflict)
		h.wantError(h.store.RenewRecovery(h.Context(), bob.ID, [][]byte{[]byte("one")}), chat.ErrConflict)
		h.wantError(h.store.TurnFactorOn(h.Context(), bob.ID, chat.NewFactor{Secret: []byte("first"), Step: 7, SignIn: signIn.ID}), chat.ErrConflict)

		h.must(h.store.TurnFactorOn(h.Context(), bob.ID, chat.NewFactor{Secret: []byte("second"), Step: 7, Codes: [][]byte{[]byte("one")}, SignIn: signIn.ID}))

		now := h.factor(bob)
		want(h, "on", [3]any{now.On(), now.Step, now.Codes}, [3]any{true, int64(7), 1})
		want(h, "given on this sign-in", h.gave(signIn.ID), true)
		want(h, "given on another", h.gave(h.signIn(bob).ID), false)
		h.wantError(h.store.BeginFactor(h.Context(), bob.ID, []byte("third")), chat.ErrConflict)
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"bob factor-on bob"})
	},

	"a code is used once, and none from before it": func(h *house) {
		h.factored(h.ada)
		use := func(step int64) error { return h.store.UseStep(h.Context(), h.ada.ID, []byte("sealed"), step) }

		h.wantError(use(7), chat.ErrConflict)
		want(h, "who used it", h.once(func() error { return use(8) }), 1)
		h.must(use(10))
		h.wantError(use(9), chat.ErrConflict)
		h.wantError(h.store.UseStep(h.Context(), h.ada.ID, []byte("another"), 11), chat.ErrConflict)
		h.wantError(h.store.UseStep(h.Context(), 4711, []byte("sealed"), 11), chat.ErrConflict)
	},

	"a recovery code is used once, and new ones take the place of the old": func(h *house) {
		h.factored(h.ada)
		use := func(code string) error { return h.store.UseRecovery(h.Context(), h.ada.ID, []byte(code)) }

		want(h, "who used it", h.once(func() error { return use("one") }), 1)
		want(h, "left", h.factor(h.ada).Codes, 1)
		h.wantError(use("none"), chat.ErrConflict)
		h.wantError(h.store.UseRecovery(h.Context(), h.person("bob").ID, []byte("two")), chat.ErrConflict)
		h.must(h.store.RenewRecovery(h.Context(), h.ada.ID, [][]byte{[]byte("three")}))
		h.wantError(use("two"), chat.ErrConflict)
		h.must(use("three"))
	},

	"a factor that is turned off leaves nothing behind": func(h *house) {
		signIn := h.factored(h.ada)
		h.must(h.store.SaveChallenge(h.Context(), []byte("half"), h.ada.ID, time.Now().Add(time.Hour)))

		h.must(h.store.EndFactor(h.Context(), h.ada.ID))

		want(h, "left", h.factor(h.ada).On(), false)
		want(h, "given", h.gave(signIn.ID), false)
		h.wantError(h.store.UseRecovery(h.Context(), h.ada.ID, []byte("one")), chat.ErrConflict)
		h.wantError(h.store.SpendChallenge(h.Context(), []byte("half")), chat.ErrNotFound)
		h.wantError(h.store.EndFactor(h.Context(), h.ada.ID), chat.ErrConflict)
		h.must(h.store.BeginFactor(h.Context(), h.ada.ID, []byte("again")))
		h.must(h.store.EndFactor(h.Context(), h.ada.ID))
		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada factor-on Ada", "Ada factor-off Ada"})
	},

	"admins take a lost one off and its person is told; nobody takes their own": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		h.factored(bob)
		h.factored(h.ada)

		h.wantError(h.store.TakeFactor(h.Context(), mod.ID, bob.ID), chat.ErrForbidden)
		h.wantError(h.store.TakeFactor(h.Context(), h.ada.ID, h.ada.ID), chat.ErrForbidden)
		h.must(h.store.TakeFactor(h.Context(), h.ada.ID, bob.ID))
		h.wantError(h.store.TakeFactor(h.Context(), h.ada.ID, bob.ID), chat.ErrConflict)
		h.must(h.store.ClearFactor(h.Context(), h.ada.ID))
		h.wantError(h.store.ClearFactor(h.Context(), h.ada.ID), chat.ErrConflict)

		want(h, "on", [2]bool{h.factor(bob).On(), h.factor(h.ada).On()}, [2]bool{false, false})
		rows, _, err := h.store.Notifications(h.Context(), bob.ID, 0, 10)
		h.must(err)
		want(h, "told", mapped(rows, func(n chat.Notification) string { return string(n.Kind) + " " + n.Result }), []string{"moderation factor-off"})
		want(h, "log", h.deeds(chat.EntryFilter{Act: chat.DeedFactorOff}), []string{"Ada factor-off bob", "factor-off Ada"})
		want(h, "refused", h.deeds(chat.EntryFilter{Act: chat.DeedRefused}), []string{"mod refused bob", "Ada refused Ada"})
	},

	"only an admin with a second factor asks the staff for one": func(h *house) {
		mod := h.staff("mod", chat.RoleModerator)
		h.factored(mod)
		needed := func() bool {
			needed, err := h.store.StaffNeedFactor(h.Context())
			h.must(err)
			return needed
		}
		want(h, "at first", needed(), false)

		h.wantError(h.store.RequireFactor(h.Context(), mod.ID, true), chat.ErrForbidden)
		h.wantInvalid(h.store.RequireFactor(h.Context(), h.ada.ID, true), "second_factor")
		h.must(h.store.RequireFactor(h.Context(), h.ada.ID, false))
		want(h, "after refusals", needed(), false)
		h.factored(h.ada)
		h.must(h.store.RequireFactor(h.Context(), h.ada.ID, true))
		h.must(h.store.RequireFactor(h.Context(), h.ada.ID, true))
		want(h, "switched on", needed(), true)
		h.must(h.store.EndFactor(h.Context(), h.ada.ID))
		h.must(h.store.RequireFactor(h.Context(), h.ada.ID, false))

		want(h, "switched off", needed(), false)
		want(h, "log", h.deeds(chat.EntryFilter{Act: chat.DeedSetting}), []string{"Ada setting", "Ada setting"})
	},
}

var challenges = map[string]func(*house){
	"half a sign-in is found, tried a few times, and spent once": func(h *house) {
		hash, now := []byte("hash"), time.Now()
		h.must(h.store.SaveChallenge(h.Context(), hash, h.ada.ID, now.Add(time.Minute)))
		found, err := h.store.Challenged(h.Context(), hash, now, 3)
		h.must(err)
		want(h, "whose", found, h.ada)

		tried := make(chan bool, 20)
		together(cap(tried), func(int) {
			_, err := h.store.TryChallenge(h.Context(), hash, now, 3)
			if err != nil {
				h.wantError(err, chat.ErrNotFound)
			}
			tried <- err == nil
		})
		close(tried)
		count := 0
		for let := range tried {
			if let {
				count++
			}
		}
		want(h, "let through", count, 3)
		_, err = h.store.Challenged(h.Context(), hash, now, 3)
		h.wantError(err, chat.ErrNotFound)

		h.must(h.store.SpendChallenge(h.Context(), hash))
		h.wantError(h.store.SpendChallenge(h.Context(), hash), chat.ErrNotFound)
	},

	"half a sign-in ends by itself, and with everything of its person": func(h *house) {
		now := time.Now()
		for _, hash := range []string{"late", "reset"} {
			h.must(h.store.SaveChallenge(h.Context(), []byte(hash), h.ada.ID, now.Add(time.Minute)))
		}
		_, err := h.store.Challenged(h.Context(), []byte("late"), now.Add(time.Minute), 3)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.TryChallenge(h.Context(), []byte("late"), now.Add(time.Minute), 3)
		h.wantError(err, chat.ErrNotFound)

		h.must(h.store.SetPassword(h.Context(), h.ada.ID, "new hash", 0))
		h.wantError(h.store.SpendChallenge(h.Context(), []byte("reset")), chat.ErrNotFound)

		h.must(h.store.SaveChallenge(h.Context(), []byte("old"), h.ada.ID, now))
		h.must(h.store.SweepSessions(h.Context(), now.Add(time.Second)))
		h.wantError(h.store.SpendChallenge(h.Context(), []byte("old")), chat.ErrNotFound)
	},

	"a sign-in begins with a proof of who it is, which is never taken back": func(h *house) {
		signIn := h.signIn(h.ada)
		want(h, "at first", signIn.Proved, signIn.Created)
		later := chat.Time(chat.Millis(signIn.Created.Add(time.Hour)))

		h.must(h.store.ProveSignIn(h.Context(), signIn.ID, later))
		h.must(h.store.ProveSignIn(h.Context(), signIn.ID, signIn.Created))

		found, err := h.store.SignIn(h.Context(), signIn.ID)
		h.must(err)
		want(h, "proved", found.Proved, later)
		h.wantError(h.store.GaveFactor(h.Context(), signIn.ID, h.person("bob").ID), chat.ErrNotFound)
		h.must(h.store.GaveFactor(h.Context(), signIn.ID, h.ada.ID))
		want(h, "factored", h.gave(signIn.ID), true)
	},
}
