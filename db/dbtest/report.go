package dbtest

import (
	"time"

	"parley/db/chat"
)

func (h *house) report(m chat.Membership, id chat.MessageID) chat.ReportID {
	h.Helper()
	report, err := h.store.ReportMessage(h.Context(), m, id, chat.Complaint{Reason: "spam", Words: "Again."})
	h.must(err)
	return report
}

func (h *house) reported(id chat.ReportID) chat.Report {
	h.Helper()
	found, err := h.store.Report(h.Context(), id)
	h.must(err)
	return found
}

var reports = map[string]func(*house){
	"what people say about a message is one report until it is decided about": func(h *house) {
		bob, carol, dora := h.person("bob"), h.place(h.person("carol"), h.general), h.place(h.person("dora"), h.general)
		said := h.say(h.place(bob, h.general), "buy this")

		first := h.report(carol, said.ID)
		h.edit(h.place(bob, h.general), said.ID, "buy that")
		want(h, "merged", h.report(dora, said.ID), first)
		want(h, "again", h.report(carol, said.ID), first)

		found := h.reported(first)
		want(h, "report", [4]any{found.User.ID, found.Body, found.Complaints, found.State()}, [4]any{bob.ID, "buy this", 2, chat.ReportOpen})
		complaints, err := h.store.Complaints(h.Context(), first)
		h.must(err)
		want(h, "complaints", mapped(complaints, func(c chat.Complaint) string { return c.Author.Name + " " + c.Body }), []string{"carol buy this", "dora buy that"})
		_, err = h.store.Decide(h.Context(), h.ada.ID, first, chat.Verdict{Decision: chat.Dismiss, Reason: "fine"})
		h.must(err)
		if h.report(carol, said.ID) == first {
			h.Error("a closed report was opened again")
		}
		open, err := h.store.OpenReports(h.Context())
		h.must(err)
		want(h, "open", open, 1)
	},

	"staff hear of a report once, and those whom it concerns of its end": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		carol, dora := h.place(h.person("carol"), h.general), h.place(h.person("dora"), h.general)
		said := h.say(h.place(bob, h.general), "buy this")

		report := h.report(carol, said.ID)
		h.report(dora, said.ID)
		want(h, "filed", [2]int{len(h.bell(mod)), len(h.bell(bob))}, [2]int{1, 0})
		_, err := h.store.Decide(h.Context(), mod.ID, report, chat.Verdict{Decision: chat.RemoveMessage, Reason: "spam", At: time.Now()})
		h.must(err)

		for _, user := range []chat.User{carol.User, dora.User, bob} {
			want(h, user.Username, len(h.bell(user)), 1)
		}
	},

	"reported words stay when their author removes them": func(h *house) {
		bob, carol := h.place(h.person("bob"), h.general), h.place(h.person("carol"), h.general)
		said := h.say(bob, "buy this")
		report := h.report(carol, said.ID)

		h.delete(bob, said.ID)

		want(h, "kept", h.reported(report).Body, "buy this")
		_, err := h.store.ReportMessage(h.Context(), carol, said.ID, chat.Complaint{})
		h.wantError(err, chat.ErrNotFound)
	},

	"nobody reports what they cannot see, nor themselves": func(h *house) {
		bob, m := h.person("bob"), h.room(h.ada, chat.Closed, "Plans")
		said := h.say(m, "secret")

		_, err := h.store.ReportMessage(h.Context(), h.place(bob, h.general), said.ID, chat.Complaint{})
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.ReportMessage(h.Context(), m, said.ID, chat.Complaint{})
		h.wantInvalid(err, "reason")
		_, err = h.store.ReportUser(h.Context(), bob, bob.ID, chat.Complaint{})
		h.wantInvalid(err, "reason")
		_, err = h.store.ReportUser(h.Context(), bob, 4711, chat.Complaint{})
		h.wantError(err, chat.ErrNotFound)
	},

	"a reporter sees that it was handled": func(h *house) {
		bob, carol := h.person("bob"), h.person("carol")
		report, err := h.store.ReportUser(h.Context(), carol, bob.ID, chat.Complaint{Reason: "spam"})
		h.must(err)
		handled := func() bool {
			own, err := h.store.OwnReports(h.Context(), carol.ID)
			h.must(err)
			return !own[0].Closed.IsZero()
		}

		want(h, "handled", handled(), false)
		_, err = h.store.Decide(h.Context(), h.ada.ID, report, chat.Verdict{Decision: chat.DecideWarn, Reason: "x"})
		h.must(err)
		want(h, "handled", handled(), true)
	},

	"one claims a report, and the second learns of it": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		report, err := h.store.ReportUser(h.Context(), h.person("carol"), bob.ID, chat.Complaint{Reason: "spam"})
		h.must(err)

		h.must(h.store.Claim(h.Context(), mod.ID, report))
		h.must(h.store.Claim(h.Context(), mod.ID, report))
		h.wantError(h.store.Claim(h.Context(), h.ada.ID, report), chat.ErrConflict)

		want(h, "claimer", h.reported(report).Claimer.Name, "mod")
		want(h, "state", h.reported(report).State(), chat.ReportClaimed)
		want(h, "log", h.deeds(chat.EntryFilter{Act: chat.DeedClaim}), []string{"mod claim bob"})
	},

	"staff see what stands around, wherever it was": func(h *house) {
		m := h.room(h.person("bob"), chat.Closed, "Plans")
		carol := h.member(m, "carol")
		var said []chat.Message
		for _, body := range []string{"a", "b", "c", "d", "e"} {
			said = append(said, h.say(m, body))
		}
		report := h.report(carol, said[2].ID)

		around, err := h.store.Context(h.Context(), h.reported(report), 3)
		h.must(err)

		want(h, "around", bodies(around), []string{"b", "c", "d"})
		waiting, done, err := h.store.Queue(h.Context(), 10, 10)
		h.must(err)
		want(h, "queue", [2]int{len(waiting), len(done)}, [2]int{1, 0})
	},
}

var verdicts = map[string]func(*house){
	"every decision is carried out with its entries in the log": func(h *house) {
		for decision, log := range map[chat.Decision][]string{
			chat.Dismiss:        {"mod decide bob"},
			chat.RemoveMessage:  {"mod decide bob", "mod warn bob", "mod remove bob"},
			chat.DecideWarn:     {"mod decide bob", "mod warn bob"},
			chat.DecideMute:     {"mod decide bob", "mod mute bob"},
			chat.RemoveFromRoom: {"mod decide bob", "mod remove-from-room bob"},
			chat.DecideSuspend:  {"mod decide bob", "mod suspend bob"},
			chat.DecideBan:      {"mod decide bob", "mod ban bob"},
		} {
			bob, mod := h.staff("bob"+string(decision), chat.RoleMember), h.staff("mod"+string(decision), chat.RoleModerator)
			m := h.room(bob, chat.Closed, "Plans")
			carol := h.member(m, "carol"+string(decision))
			said := h.say(m, "buy this")
			report := h.report(carol, said.ID)
			verdict := chat.Verdict{Decision: decision, Reason: "spam", Words: "Stop.", Until: hour(), At: time.Now()}

			_, err := h.store.Decide(h.Context(), mod.ID, report, verdict)
			h.must(err)
			_, err = h.store.Decide(h.Context(), h.ada.ID, report, verdict)
			h.wantError(err, chat.ErrConflict)

			for i := range log {
				log[i] = "mod" + string(decision) + log[i][3:] + string(decision)
			}
			want(h, string(decision), h.deeds(chat.EntryFilter{Actor: mod.ID}), log)
			want(h, "state", h.reported(report).State(), chat.ReportClosed)
			page, err := h.store.Latest(h.Context(), carol, 10)
			h.must(err)
			want(h, "removed", page.Messages[0].Deleted.IsZero(), decision != chat.RemoveMessage)
			_, err = h.store.Membership(h.Context(), bob.ID, m.Room.ID)
			want(h, "in the room", err == nil, decision != chat.RemoveFromRoom)
		}
	},

	"of two who decide at once one does": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)
		report, err := h.store.ReportUser(h.Context(), h.person("carol"), bob.ID, chat.Complaint{Reason: "spam"})
		h.must(err)
		got := make(chan error, 2)

		together(2, func(i int) {
			_, err := h.store.Decide(h.Context(), []chat.UserID{h.ada.ID, mod.ID}[i], report, chat.Verdict{Decision: chat.DecideWarn, Reason: "x", At: time.Now()})
			got <- err
		})

		first, second := <-got, <-got
		if (first == nil) == (second == nil) {
			h.Errorf("they were told %v and %v", first, second)
		}
		said, err := h.store.SanctionsOf(h.Context(), bob.ID)
		h.must(err)
		want(h, "sanctions", len(said), 1)
	},

	"nobody decides about themselves, and about equals only to dismiss": func(h *house) {
		mod, other := h.staff("mod", chat.RoleModerator), h.staff("other", chat.RoleModerator)
		report, err := h.store.ReportUser(h.Context(), h.person("carol"), mod.ID, chat.Complaint{Reason: "spam"})
		h.must(err)

		for _, try := range []struct {
			who  chat.User
			what chat.Decision
		}{{mod, chat.Dismiss}, {mod, chat.DecideWarn}, {other, chat.DecideWarn}} {
			_, err := h.store.Decide(h.Context(), try.who.ID, report, chat.Verdict{Decision: try.what, Reason: "x"})
			h.wantError(err, chat.ErrForbidden)
		}
		h.wantError(h.store.Claim(h.Context(), mod.ID, report), chat.ErrForbidden)
		want(h, "state", h.reported(report).State(), chat.ReportOpen)
		_, err = h.store.Decide(h.Context(), other.ID, report, chat.Verdict{Decision: chat.RemoveMessage, Reason: "x"})
		h.wantError(err, chat.ErrForbidden)
		_, err = h.store.Decide(h.Context(), h.ada.ID, report, chat.Verdict{Decision: chat.RemoveMessage, Reason: "x"})
		h.wantInvalid(err, "decision")
		_, err = h.store.Decide(h.Context(), other.ID, report, chat.Verdict{Decision: chat.Dismiss, Reason: "x"})
		h.must(err)
	},
}
