package dbtest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

// visitor is what the browser of somebody keeps, hashed.
func visitor(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return sum[:]
}

// openDesk lets visitors in, and makes agents of so many.
func (h *house) openDesk(agents ...string) []chat.User {
	h.Helper()
	h.must(h.store.OpenDesk(h.Context(), h.ada.ID, true))
	return mapped(agents, func(name string) chat.User {
		agent := h.person(name)
		h.must(h.store.SetAgent(h.Context(), agent.ID, true))
		return agent
	})
}

// visit is of somebody whose page listens.
func (h *house) visit(name string) chat.Visit {
	h.Helper()
	_, err := h.store.OpenVisit(h.Context(), chat.NewVisit{Hash: visitor(name), Name: name, Body: "Hello from " + name})
	h.must(err)
	opened, err := h.store.VisitorReturns(h.Context(), visitor(name))
	h.must(err)
	return opened
}

func (h *house) visited(id chat.VisitID) chat.Visit {
	h.Helper()
	found, err := h.store.Visit(h.Context(), id)
	h.must(err)
	return found
}

func (h *house) wantState(id chat.VisitID, state chat.VisitState, agent string) {
	h.Helper()
	found := h.visited(id)
	want(h, "state of "+found.Name, [2]string{string(found.State()), found.Agent.Name}, [2]string{string(state), agent})
}

// visitorSays writes something once, for each key and text.
func (h *house) visitorSays(name, body, key string) error {
	return h.store.VisitorSays(h.Context(), visitor(name), chat.NewVisitLine{Body: body, Key: key}, true)
}

func visitLine(l chat.VisitLine) string {
	return chat.Line(string(l.Kind) + " " + l.Agent.Username + " " + l.Body)
}

// wantVisitLines looks at what was announced of a visit too.
func (h *house) wantVisitLines(id chat.VisitID, lines ...string) {
	h.Helper()
	kept, err := h.store.VisitLines(h.Context(), id)
	h.must(err)
	want(h, "lines", mapped(kept, visitLine), lines)
	var told []chat.VisitLine
	for _, c := range h.heard.of(0) {
		if c.Kind == chat.VisitChanged && c.Visited.Visit.ID == id {
			told = append(told, c.Visited.Lines...)
		}
	}
	line := func(l chat.VisitLine) string { return fmt.Sprint(l.ID, l.At, visitLine(l)) } // what else is of the agent may have changed
	want(h, "announced", mapped(told, line), mapped(kept, line))
}

func (h *house) wantCode(err error, code string) {
	h.Helper()
	var invalid chat.Invalid
	if !errors.As(err, &invalid) || invalid.Field != "body" || invalid.Code != code || invalid.Reason == "" {
		h.Errorf("error %v, want %s", err, code)
	}
}

// away lets a visit have been closed, because nobody was there, at a time.
func (h *house) away(id chat.VisitID, closed time.Time) {
	h.Helper()
	h.must(h.store.CloseAway(h.Context(), []chat.VisitID{id}, closed.Add(-chat.VisitAway)))
	h.must(h.store.CloseAway(h.Context(), nil, closed))
}

var visits = map[string]func(*house){
	"nobody visits while the desk is closed": func(h *house) {
		begun := chat.NewVisit{Hash: visitor("zoe"), Name: "zoe", Body: "Hello"}
		_, err := h.store.OpenVisit(h.Context(), begun)
		h.wantError(err, chat.ErrNotFound)
		h.openDesk()
		h.visit("zoe")
		_, err = h.store.OpenVisit(h.Context(), begun)
		h.wantError(err, chat.ErrConflict)
		h.must(h.store.OpenDesk(h.Context(), h.ada.ID, false))

		_, err = h.store.VisitOf(h.Context(), visitor("zoe"))
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.visitorSays("zoe", "x", ""), chat.ErrNotFound)
		_, err = h.store.VisitorReturns(h.Context(), visitor("zoe"))
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.store.VisitorLeaves(h.Context(), visitor("zoe")), chat.ErrNotFound)
		h.openDesk()
		h.must(h.visitorSays("zoe", "x", ""))
	},

	"a visit begins with who came, from where, and what they said": func(h *house) {
		h.openDesk()
		bob, before := h.person("bob"), time.Now().Truncate(time.Millisecond)

		opened, err := h.store.OpenVisit(h.Context(), chat.NewVisit{Hash: visitor("zoe"), Name: "Zoe", Account: bob.ID, Page: "/prices", Body: "Hello"})
		h.must(err)

		if opened.Opened.Before(before) || opened.Seen != opened.Opened || opened.Newest == 0 {
			h.Errorf("opened %v, seen %v, line %d", opened.Opened, opened.Seen, opened.Newest)
		}
		want(h, "opened", opened, chat.Visit{ID: opened.ID, Name: "Zoe", Account: chat.Named{ID: bob.ID, Name: "bob"}, Page: "/prices",
			Opened: opened.Opened, Seen: opened.Seen, Newest: opened.Newest, Words: "Hello", Waits: true})
		want(h, "found", h.visited(opened.ID), opened)
		h.wantVisitLines(opened.ID, "said Hello")
	},

	"a visit is its visitor's, until a day after it was closed": func(h *house) {
		h.openDesk()
		zoe := h.visit("zoe")
		found, err := h.store.VisitOf(h.Context(), visitor("zoe"))
		h.must(err)
		want(h, "found", found, zoe)
		_, err = h.store.VisitOf(h.Context(), visitor("yan"))
		h.wantError(err, chat.ErrNotFound)

		h.away(zoe.ID, time.Now().Add(time.Minute-chat.VisitReturn))
		found, err = h.store.VisitOf(h.Context(), visitor("zoe"))
		h.must(err)
		want(h, "ending", found.Ending, chat.EndedAway)
		_, err = h.store.VisitorReturns(h.Context(), visitor("zoe"))
		h.must(err)
		h.away(zoe.ID, time.Now().Add(-chat.VisitReturn))

		_, err = h.store.VisitOf(h.Context(), visitor("zoe"))
		h.wantError(err, chat.ErrNotFound)
		h.wantError(h.visitorSays("zoe", "x", ""), chat.ErrNotFound)
		_, err = h.store.VisitorReturns(h.Context(), visitor("zoe"))
		h.wantError(err, chat.ErrNotFound)
		want(h, "kept", h.visited(zoe.ID).State(), chat.VisitClosed)
	},

	"the same key and text are one line, however often they come, and another text is another": func(h *house) {
		agent := h.openDesk("eve")[0]
		zoe := h.visit("zoe")
		h.must(h.store.ClaimVisit(h.Context(), agent.ID, zoe.ID))

		together(20, func(i int) {
			h.check(h.visitorSays("zoe", fmt.Sprint("text ", i%2), "k"))
			h.check(h.store.AgentSays(h.Context(), agent.ID, zoe.ID, chat.NewVisitLine{Body: "text 0", Key: "k"}))
		})
		h.must(h.visitorSays("zoe", "no key", ""))
		h.must(h.visitorSays("zoe", "no key", ""))

		lines, err := h.store.VisitLines(h.Context(), zoe.ID)
		h.must(err)
		count := map[string]int{}
		for _, line := range lines {
			count[visitLine(line)]++
		}
		want(h, "lines", count, map[string]int{"said Hello from zoe": 1, "joined eve": 1, "said text 0": 1, "said text 1": 1, "said eve text 0": 1, "said no key": 2})
	},

	"so many wait and no more, also when many come at once": func(h *house) {
		h.openDesk()
		var refused atomic.Int32
		together(chat.MaxVisitsWaiting+5, func(i int) {
			name := fmt.Sprint("visitor", i)
			_, err := h.store.OpenVisit(h.Context(), chat.NewVisit{Hash: visitor(name), Name: name, Body: "Hello"})
			if err != nil {
				h.wantCode(err, "SERVER_BUSY")
				refused.Add(1)
			}
		})
		want(h, "refused", refused.Load(), 5)

		going, _, err := h.store.Desk(h.Context(), 1, 0)
		h.must(err)
		name := going[0].Name
		h.must(h.store.VisitorLeaves(h.Context(), visitor(name)))
		h.visit("zoe")

		h.wantCode(h.visitorSays(name, "I am back", ""), "SERVER_BUSY")
		want(h, "state", h.visited(going[0].ID).State(), chat.VisitClosed)
		h.wantVisitLines(going[0].ID, "said Hello", "closed")
		h.must(h.store.VisitorLeaves(h.Context(), visitor("zoe")))
		h.must(h.visitorSays(name, "I am back", ""))
	},

	"who comes back to a desk that is full stays away until they write": func(h *house) {
		h.openDesk()
		zoe := h.visit("zoe")
		h.away(zoe.ID, time.Now())
		for i := range chat.MaxVisitsWaiting {
			h.visit(fmt.Sprint("visitor", i))
		}

		found, err := h.store.VisitorReturns(h.Context(), visitor("zoe"))
		h.must(err)

		want(h, "state", found.State(), chat.VisitClosed)
		h.must(h.store.VisitorLeaves(h.Context(), visitor("visitor0")))
		h.must(h.visitorSays("zoe", "Now?", ""))
		h.wantState(zoe.ID, chat.VisitWaiting, "")
	},

	"a visit becomes so long and no longer, and what is sent again is not too much": func(h *house) {
		agent := h.openDesk("eve")[0]
		zoe := h.visit("zoe")
		h.must(h.store.ClaimVisit(h.Context(), agent.ID, zoe.ID))
		for i := range chat.MaxVisitLines - 2 {
			h.must(h.visitorSays("zoe", "x", fmt.Sprint(i)))
		}
		heard := len(h.heard.of(0))

		h.wantCode(h.visitorSays("zoe", "x", "new"), "TOO_LONG")
		h.wantCode(h.store.AgentSays(h.Context(), agent.ID, zoe.ID, chat.NewVisitLine{Body: "x"}), "TOO_LONG")
		h.must(h.visitorSays("zoe", "x", fmt.Sprint(chat.MaxVisitLines-3)))

		want(h, "heard", len(h.heard.of(0)), heard)
		h.must(h.store.CloseVisit(h.Context(), agent.ID, zoe.ID))
		h.wantCode(h.visitorSays("zoe", "x", "new"), "TOO_LONG")
		h.wantState(zoe.ID, chat.VisitClosed, "eve")
	},
}
