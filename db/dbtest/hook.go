package dbtest

import (
	"time"

	"parley/db"
	"parley/db/chat"
)

const hookLink = "https://bell.example.org/parley"

// hooked is somebody with a web hook.
func (h *house) hooked(username string) chat.User {
	h.Helper()
	user := h.person(username)
	made, err := h.store.SetHook(h.Context(), user.ID, hookLink, "first")
	h.must(err)
	want(h, "the secret counts", made, true)
	return user
}

var hooks = map[string]func(*house){
	"a hook keeps its secret when it leads elsewhere, and is its person's own": func(h *house) {
		bob := h.hooked("bob")
		made, err := h.store.SetHook(h.Context(), bob.ID, hookLink+"2", "second")
		h.must(err)
		want(h, "a second secret counts", made, false)
		hook, err := h.store.Hook(h.Context(), bob.ID)
		h.must(err)
		want(h, "hook", hook, chat.Hook{Link: hookLink + "2", Secret: "first"})
		h.must(h.store.RenewHookSecret(h.Context(), bob.ID, "third"))
		hook, err = h.store.Hook(h.Context(), bob.ID)
		h.must(err)
		want(h, "secret", hook.Secret, "third")

		_, err = h.store.Hook(h.Context(), h.ada.ID)
		h.wantError(err, chat.ErrNotFound)
		for _, act := range []error{h.store.RenewHookSecret(h.Context(), h.ada.ID, "x"), h.store.RemoveHook(h.Context(), h.ada.ID), h.store.ResumeHook(h.Context(), h.ada.ID)} {
			h.wantError(act, chat.ErrNotFound)
		}
		h.must(h.store.RemoveHook(h.Context(), bob.ID))
		_, err = h.store.Hook(h.Context(), bob.ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"news is told to a hook once, whether or not a page was there": func(h *house) {
		bob := h.hooked("bob")
		h.say(h.place(h.ada, h.general), "@bob here")
		rows, _, err := h.store.Unpushed(h.Context(), bob.ID, 10)
		h.must(err)

		for range 2 { // as after a mark that nobody heard of
			h.must(h.store.MarkPushed(h.Context(), rows))
		}

		job := h.take(time.Now(), time.Minute)
		want(h, "kind", job.Kind, db.HookJob)
		n, hook, err := h.store.HookNews(h.Context(), job.Payload)
		h.must(err)
		want(h, "news", [3]string{string(n.Kind), n.Words, hook.Link}, [3]string{"mention", "@bob here", hookLink})
		h.must(h.store.FinishJob(h.Context(), job))
		h.hasNone(time.Now().Add(chat.HookQueue))
	},

	"what was read, renewed, or is nobody's any more is not told": func(h *house) {
		bob := h.hooked("bob")
		h.say(h.place(h.ada, h.general), "@bob one")
		h.pushed(bob, true)
		first := h.take(time.Now(), time.Hour)
		h.say(h.place(h.ada, h.general), "@bob two")
		h.pushed(bob, true)
		_, _, err := h.store.HookNews(h.Context(), first.Payload)
		h.wantError(err, chat.ErrNotFound)

		second := h.take(time.Now().Add(chat.HookEvery), time.Hour)
		_, _, err = h.store.HookNews(h.Context(), second.Payload)
		h.must(err)
		h.must(h.store.ReadNotifications(h.Context(), bob.ID))
		_, _, err = h.store.HookNews(h.Context(), second.Payload)
		h.wantError(err, chat.ErrNotFound)
		for _, nonsense := range []string{"", "x", "1", "1 x", "-1 -1"} {
			_, _, err = h.store.HookNews(h.Context(), nonsense)
			h.wantError(err, chat.ErrNotFound)
		}
	},

	"of one person at most 20 are told a minute, and no queue is endless": func(h *house) {
		bob := h.hooked("bob")
		for range 2 * chat.HookQueue / chat.HookEvery {
			h.say(h.place(h.ada, h.general), "@bob more")
			h.pushed(bob, true)
		}

		now, times := time.Now(), 0
		for range 61 {
			for {
				if _, _, err := h.store.TakeJob(h.Context(), now, 24*time.Hour); err != nil {
					break
				}
				times++
			}
			now = now.Add(time.Second)
		}

		if times < 20 || times > 25 { // a moment passes while it is written
			h.Errorf("told %d times in a minute, want 20", times)
		}
		for ; ; times++ {
			if _, _, err := h.store.TakeJob(h.Context(), now.Add(time.Hour), 24*time.Hour); err != nil {
				break
			}
		}
		if limit := int(chat.HookQueue/chat.HookEvery) + 3; times > limit {
			h.Errorf("%d wait, want %d at most", times, limit)
		}
	},

	"a hook that fails rests longer each time, and then pauses until its person goes on": func(h *house) {
		bob, at := h.hooked("bob"), chat.Time(chat.Millis(time.Now()))
		for i := range chat.MaxHookFailures {
			hook, err := h.store.HookFailed(h.Context(), bob.ID, hookLink, at)
			h.must(err)
			want(h, "failed", hook, chat.Hook{Link: hookLink, Secret: "first", Failures: i + 1, Rests: at.Add(chat.HookPause(i + 1)), Paused: i+1 == chat.MaxHookFailures})
		}
		h.say(h.place(h.ada, h.general), "@bob here")
		h.pushed(bob, true)
		h.hasNone(time.Now().Add(chat.HookQueue))

		h.must(h.store.ResumeHook(h.Context(), bob.ID))
		h.say(h.place(h.ada, h.general), "@bob again")
		h.pushed(bob, true)
		want(h, "told again", h.take(time.Now(), time.Minute).Kind, db.HookJob)
	},

	"a failure of where a hook led before is not held against it": func(h *house) {
		bob := h.hooked("bob")
		hook, err := h.store.HookFailed(h.Context(), bob.ID, hookLink+"/before", time.Now())
		h.must(err)
		want(h, "failures", hook.Failures, 0)
	},

	"somebody who is not to be disturbed is not told by their hook": func(h *house) {
		bob := h.hooked("bob")
		h.must(h.store.SetPresence(h.Context(), bob.ID, false, time.Now().Add(time.Hour)))
		h.say(h.place(h.ada, h.general), "@bob here")

		h.pushed(bob, true)

		h.hasNone(time.Now().Add(chat.HookQueue))
	},
}
