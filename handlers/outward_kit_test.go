package handlers_test

import (
	"errors"
	"fmt"
	"time"

	"parley/db/chat"
)

// pushedAll waits until all bells have told what they know.
func (h *house) pushedAll() {
	h.t.Helper()
	eventually(h.t, "all bells", func() bool {
		people, err := h.store.PeopleUnpushed(h.t.Context(), 1)
		return err == nil && len(people) == 0
	})
}

// waitsMailed fails unless, when all bells have told what they know, so many
// rows wait to be mailed to somebody, or soon do.
func (h *house) waitsMailed(b *browser, rows int) {
	h.t.Helper()
	h.pushedAll()
	eventually(h.t, fmt.Sprint(rows, " rows to be mailed"), func() bool {
		letter, _, err := h.store.PendingMail(h.t.Context(), b.user.ID, time.Now())
		if err != nil && !errors.Is(err, chat.ErrNotFound) {
			h.t.Fatal(err)
		}
		return letter.Count == rows
	})
}

// dueNow has somebody's mail wait no longer.
func (h *house) dueNow(b *browser) {
	h.t.Helper()
	if err := h.store.SetMailing(h.t.Context(), b.user.ID, true, time.Millisecond, time.Now()); err != nil {
		h.t.Fatal(err)
	}
}

// sendNow is dueNow for a server that runs: what is said to the first person
// wakes it.
func (h *house) sendNow(b *browser) {
	h.t.Helper()
	h.dueNow(b)
	b.post("/rooms/1/messages", "body", "@ada hello").is(303)
	h.pushedAll()
}

// jobsDone waits until nothing is to be done for a while.
func (h *house) jobsDone() {
	h.t.Helper()
	eventually(h.t, "all work", func() bool {
		_, due, err := h.store.TakeJob(h.t.Context(), time.UnixMilli(1), time.Minute)
		return errors.Is(err, chat.ErrNotFound) && (due.IsZero() || time.Until(due) > 10*time.Minute)
	})
}

// restart opens another server over the same folder, as the next process does.
func (h *house) restart(settings ...setting) {
	h.t.Helper()
	config := h.config()
	for _, set := range settings {
		set(h, &config)
	}
	h.hub.Close()
	h.closeStore()
	h.open(config)
}
