package dbtest

import (
	"math/rand/v2"
	"time"

	"parley/db/chat"
)

// atDesk is the names of those who wait or are answered, and of those who were.
func (h *house) atDesk() (going, done []string) {
	h.Helper()
	open, closed, err := h.store.Desk(h.Context(), 1000, 1000)
	h.must(err)
	name := func(v chat.Visit) string { return v.Name }
	return mapped(open, name), mapped(closed, name)
}

var deskKeeping = map[string]func(*house){
	"the desk lists who waits first, then who is answered, and who was closed last": func(h *house) {
		eve := h.openDesk("eve")[0]
		h.claimed("a", eve)
		for _, name := range []string{"b", "c", "d", "e"} {
			h.visit(name)
		}
		h.away(4, time.Now().Add(-time.Hour))
		h.away(2, time.Now())

		going, done := h.atDesk()

		want(h, "going", going, []string{"c", "e", "a"})
		want(h, "done", done, []string{"b", "d"})
		open, closed, err := h.store.Desk(h.Context(), 2, 1)
		h.must(err)
		want(h, "bounded", [2]int{len(open), len(closed)}, [2]int{2, 1})
		waiting, err := h.store.VisitsWaiting(h.Context())
		h.must(err)
		want(h, "waiting", waiting, 2)
	},

	"agents are told of who waits newest, one row each, until nobody does": func(h *house) {
		agents := h.openDesk("eve", "fay")
		eve, fay := agents[0], agents[1]
		zoe, yan := h.visit("zoe"), h.visit("yan")
		h.wantTold(eve, "yan")
		h.wantTold(fay, "yan")
		h.wantTold(h.ada)

		h.must(h.store.ClaimVisit(h.Context(), eve.ID, yan.ID))
		h.wantTold(eve, "zoe") // who waits still
		h.wantTold(fay, "zoe")
		h.must(h.store.ClaimVisit(h.Context(), eve.ID, zoe.ID))
		h.wantTold(eve)
		h.wantTold(fay)

		h.must(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID))
		h.wantTold(eve)
		h.wantTold(fay, "zoe")
		h.must(h.store.VisitorLeaves(h.Context(), visitor("zoe")))
		h.wantTold(fay)
		h.must(h.visitorSays("zoe", "Once more", ""))
		h.wantTold(eve, "zoe")
		h.push(eve)
		h.must(h.store.CloseAway(h.Context(), nil, time.Now().Add(chat.VisitAway)))
		h.wantTold(eve)
		h.wantTold(fay)
	},

	"who hands over is still told of the others who wait, and what was read stays read": func(h *house) {
		agents := h.openDesk("eve", "fay")
		eve, fay := agents[0], agents[1]
		zoe := h.claimed("zoe", eve)
		h.visit("yan")
		h.must(h.store.ReadNotifications(h.Context(), fay.ID))

		h.must(h.store.HandOverVisit(h.Context(), eve.ID, zoe.ID))

		h.wantTold(eve, "yan")
		h.wantTold(fay, "zoe")
		h.wantBell(fay, "support ", "support  read")
		h.must(h.store.CloseAway(h.Context(), nil, time.Now().Add(chat.VisitAway)))
		h.wantBell(fay, "support  read")
	},

	"only admins delete, only what is closed, and nothing of it is left": func(h *house) {
		eve := h.openDesk("eve")[0]
		zoe, yan := h.claimed("zoe", eve), h.visit("yan")
		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, zoe.ID), chat.ErrConflict)
		h.must(h.store.CloseVisit(h.Context(), eve.ID, zoe.ID))
		h.must(h.store.CloseVisit(h.Context(), eve.ID, yan.ID))
		h.wantError(h.store.DeleteVisit(h.Context(), eve.ID, yan.ID), chat.ErrForbidden)

		h.must(h.store.DeleteVisit(h.Context(), h.ada.ID, yan.ID))

		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, yan.ID), chat.ErrNotFound)
		_, err := h.store.Visit(h.Context(), yan.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.VisitOf(h.Context(), visitor("yan"))
		h.wantError(err, chat.ErrNotFound)
		lines, err := h.store.VisitLines(h.Context(), yan.ID)
		h.must(err)
		want(h, "lines", len(lines), 0)
		_, done := h.atDesk()
		want(h, "done", done, []string{"zoe"})
		told := h.latest(0).Visited
		want(h, "told", [2]any{told.Visit.ID, told.Gone}, [2]any{yan.ID, true})
		entries, err := h.store.Entries(h.Context(), chat.EntryFilter{Act: chat.DeedDeleteVisit}, 10)
		h.must(err)
		want(h, "log", mapped(entries, func(e chat.Entry) string { return e.Actor.Name + " " + e.Reason }), []string{"Ada yan"})
		if again := h.visit("yan"); again.ID <= yan.ID {
			h.Errorf("visit %d came after %d", again.ID, yan.ID)
		}
	},

	"what fails is not announced, and what is announced is as it is": func(h *house) {
		agents := h.openDesk("eve", "fay")
		zoe := h.claimed("zoe", agents[0])
		heard := len(h.heard.of(0))

		h.atVisit(agents[1], zoe.ID)
		h.atVisit(h.ada, zoe.ID)
		h.wantError(h.store.DeleteVisit(h.Context(), h.ada.ID, zoe.ID), chat.ErrConflict)
		h.must(h.store.ClaimVisit(h.Context(), agents[0].ID, zoe.ID))
		want(h, "heard", len(h.heard.of(0)), heard)

		h.must(h.visitorSays("zoe", "Are you there?", ""))
		told := h.latest(0)
		want(h, "kind", [2]any{told.Kind, told.Visited.Gone}, [2]any{chat.VisitChanged, false})
		want(h, "visit", told.Visited.Visit, h.visited(zoe.ID))
		want(h, "lines", mapped(told.Visited.Lines, visitLine), []string{"said Are you there?"})
	},

	"whatever agents and visitors do, each visit is as its lines tell": func(h *house) {
		d := &deskModel{h: h, random: rand.New(rand.NewPCG(1, 2)), agents: h.openDesk("eve", "fay", "gil")}
		for range 100 {
			for range 20 {
				d.act()
			}
			d.compare()
		}
		d.wantAll()
	},
}
