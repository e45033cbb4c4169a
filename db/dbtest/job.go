package dbtest

import (
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
)

const linked = "see https://tides.example/a"

// link is what stands in linked.
const link = "https://tides.example/a"

// sayLinked is say of a text whose link is to have a card.
func (h *house) sayLinked(m chat.Membership, body string) chat.Message {
	h.Helper()
	message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, Link: chat.FirstLink(body), At: time.Now()})
	h.must(err)
	return message
}

// take takes the job that is due at a time.
func (h *house) take(at time.Time, lease time.Duration) db.Job {
	h.Helper()
	job, _, err := h.store.TakeJob(h.Context(), at, lease)
	h.must(err)
	return job
}

// hasNone fails where a job is due at a time, and gives when the next one is.
func (h *house) hasNone(at time.Time) time.Time {
	h.Helper()
	job, due, err := h.store.TakeJob(h.Context(), at, time.Minute)
	h.wantError(err, chat.ErrNotFound)
	want(h, "job", job, db.Job{})
	return due
}

var jobs = map[string]func(*house){
	"a job is written with its cause and goes when it is finished": func(h *house) {
		m := h.place(h.ada, h.general)
		want(h, "none is due", h.hasNone(time.Now()), time.Time{})
		h.say(m, linked)
		h.hasNone(time.Now())

		message := h.sayLinked(m, linked)

		heard := h.heard.of(h.general.ID)
		want(h, "work is announced", heard[len(heard)-1].Work, true)
		job := h.take(time.Now(), time.Minute)
		want(h, "job", [3]any{job.Kind, job.Payload, job.Tries}, [3]any{db.CardJob, message.ID.String(), 1})
		h.must(h.store.FinishJob(h.Context(), job))
		want(h, "none is due", h.hasNone(time.Now().Add(time.Hour)), time.Time{})
	},

	"a message that is sent twice leaves one job": func(h *house) {
		m := h.place(h.ada, h.general)
		for range 2 {
			_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: linked, Link: link, Once: "once", At: time.Now()})
			h.must(err)
		}
		h.take(time.Now(), time.Minute)
		h.hasNone(time.Now())
	},

	"a refused message leaves no job": func(h *house) {
		eve := h.room(h.person("eve"), chat.Closed, "Den")
		eve.User = h.ada
		_, _, err := h.store.CreateMessage(h.Context(), eve, chat.NewMessage{Body: linked, Link: link, At: time.Now()})
		h.wantError(err, chat.ErrNotFound)
		h.hasNone(time.Now())
	},

	"a job that nobody finishes is due when its lease ends, and whoever had it cannot end it": func(h *house) {
		h.sayLinked(h.place(h.ada, h.general), linked)
		now := time.Now()
		lost := h.take(now, time.Minute)
		want(h, "due", h.hasNone(now.Add(59*time.Second)), chat.Time(chat.Millis(now.Add(time.Minute))))

		again := h.take(now.Add(time.Minute), time.Minute)

		want(h, "the same job", [2]any{again.ID, again.Tries}, [2]any{lost.ID, 2})
		h.must(h.store.FinishJob(h.Context(), lost))
		h.must(h.store.PostponeJob(h.Context(), lost, now))
		h.hasNone(now.Add(time.Minute))
		h.must(h.store.PostponeJob(h.Context(), again, now))
		want(h, "given back", h.take(now, time.Minute).Tries, 3)
	},

	"kinds that are passed over stay where they are": func(h *house) {
		bob, m := h.hooked("bob"), h.place(h.ada, h.general)
		h.sayLinked(m, linked)
		h.say(m, "@bob here")
		rows, _, err := h.store.Unpushed(h.Context(), bob.ID, 10)
		h.must(err)
		h.must(h.store.MarkPushed(h.Context(), rows))
		now := time.Now()

		none, due, err := h.store.TakeJob(h.Context(), now, time.Minute, db.CardJob, db.HookJob)
		h.wantError(err, chat.ErrNotFound)
		want(h, "of neither", [2]any{none, due}, [2]any{db.Job{}, time.Time{}})
		hook, _, err := h.store.TakeJob(h.Context(), now, time.Minute, db.CardJob)
		h.must(err)
		want(h, "beside a card", hook.Kind, db.HookJob)
		want(h, "the card is still there", h.take(now, time.Minute).Kind, db.CardJob)
		h.hasNone(now)
	},

	"many who take jobs at once never get the same": func(h *house) {
		m := h.place(h.ada, h.general)
		for range 8 {
			h.sayLinked(m, linked)
		}
		now, taken := time.Now(), sync.Map{}

		together(8, func(int) {
			job, _, err := h.store.TakeJob(h.Context(), now, time.Minute)
			h.check(err)
			if _, twice := taken.LoadOrStore(job.ID, true); twice {
				h.Errorf("job %d was taken twice", job.ID)
			}
		})

		h.hasNone(now)
	},
}
