package handlers_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"parley/db/chat"
)

// reportedRoom has a message of bob in the lobby, reported by carol.
func reportedRoom(t *testing.T) (h *house, mod, bob, carol *browser, message chat.MessageID) {
	t.Helper()
	h, ada := newInhabited(t)
	mod, bob, carol = h.moderator("mod"), h.person("bob"), h.person("carol")
	ada.say(lobby, "before it")
	bob.say(lobby, "buy this")
	ada.say(lobby, "after it")
	message = h.stored(bob, lobby)[1].ID
	carol.get("/messages/" + message.String() + "/more").is(200).holds(`href="/messages/` + message.String() + `/report"`)
	carol.get("/messages/" + message.String() + "/report").is(200).holds("buy this")
	carol.post("/messages/"+message.String()+"/report", "reason", "spam", "words", "Second time.").is(303)
	return h, mod, bob, carol, message
}

func TestReportReachesTheQueueAndIsDecidedBeforeAllModerators(t *testing.T) {
	h, mod, bob, carol, message := reportedRoom(t)
	other := h.moderator("other")
	tabs := []*peer{mod.program(0)}
	tabs[0].ws.Close()
	queue := h.dial(t, "/ws/chat/?page=abc", other.headers())
	author := bob.open(lobby)

	h.person("dora").post("/messages/"+message.String()+"/report", "reason", "spam").is(303)
	queue.until(`id="report-1" data-state="open"`)
	queue.until("2 reports")
	queue.forget()
	mod.get("/moderation").is(200).holds(`id="report-1" data-state="open"`).holds("buy this")
	mod.get("/moderation/reports/1").is(200).holds("before it").holds("buy this").holds("after it").holds("Second time.")
	promptly(t, "showing the claim", func() {
		mod.post("/moderation/reports/1/claim").leadsTo("/moderation/reports/1")
		queue.until(`id="report-1" data-state="claimed"`)
		queue.until("claimed by mod")
	})
	other.post("/moderation/reports/1/claim").is(422).holds("Somebody was first: claimed by mod.")
	queue.forget()

	promptly(t, "showing the decision", func() {
		mod.post("/moderation/reports/1", "decision", "remove", "reason", "spam", "words", "Not here.").leadsTo("/moderation")
		queue.until(`id="report-1" data-state="closed"`)
		author.wait("the removal", func() bool { return len(author.log) == 3 && author.log[1].deleted })
		author.until("The moderators have warned you.")
	})

	other.post("/moderation/reports/1", "decision", "ban", "reason", "spam").is(422).holds("Somebody was first: closed by mod: remove.")
	bob.get("/settings/standing").is(200).holds("Not here.")
	carol.get("/settings/standing").is(200).holds("handled")
	mod.get("/moderation/reports/1").is(200).holds("buy this").holds("decided: remove")
	if user, err := h.store.User(t.Context(), bob.user.ID); err != nil || !user.BarredUntil.IsZero() {
		t.Errorf("the second decision had an effect: %v, %v", user.BarredUntil, err)
	}
}

func TestRefusedDecisionKeepsWhatWasTyped(t *testing.T) {
	_, mod, _, _, _ := reportedRoom(t)

	mod.post("/moderation/reports/1", "decision", "mute", "reason", "", "words", "my words").is(422).holds("Give a reason.").holds("my words")
	mod.post("/moderation/reports/1", "decision", "mute", "reason", "spam", "until", "soon", "words", "my words").is(422).holds("Give a time such as").holds(">soon</option>")
	mod.post("/moderation/reports/1", "decision", "dance", "reason", "spam").is(422).holds("Choose what happens.")
	mod.post("/moderation/reports/1", "decision", "suspend", "reason", "spam").is(422).holds("A suspension has an end.")
	mod.get("/moderation/reports/1").is(200).holds("Report 1, open")
	mod.get("/moderation/reports/2").is(404)
	mod.get("/moderation/reports/x").is(404)
}

func TestStormOfReportsIsMergedAndLimited(t *testing.T) {
	h, _, bob, carol, message := reportedRoom(t)

	for range 9 {
		carol.post("/messages/"+message.String()+"/report", "reason", "spam").is(303)
	}
	carol.post("/messages/"+message.String()+"/report", "reason", "spam").is(429)
	carol.post("/users/"+bob.user.ID.String()+"/report", "reason", "spam").is(429)

	if open, err := h.store.OpenReports(t.Context()); err != nil || open != 1 {
		t.Errorf("%d reports, %v", open, err)
	}
	bob.post("/messages/"+message.String()+"/report", "reason", "spam").is(422).holds("That is you.")
	bob.post("/users/"+carol.user.ID.String()+"/report", "reason", "").is(422).holds("Give a reason.")
	bob.post("/users/999/report", "reason", "spam").is(404)
}

func TestOpenReportsAreCountedInTheSidebarOfStaff(t *testing.T) {
	h, mod, bob, carol, _ := reportedRoom(t)

	mod.get("/rooms").is(200).holds(`1<span class="hushed"> open reports`)
	tab := mod.open(lobby)
	carol.post("/users/"+bob.user.ID.String()+"/report", "reason", "spam").is(303)
	tab.until(`2<span class="hushed"> open reports`)
	if page := h.person("dora").get("/rooms").body; strings.Contains(page, "/moderation") || strings.Contains(page, "open reports") {
		t.Error("members are shown the queue")
	}
}

func TestLogIsFilteredAndExported(t *testing.T) {
	_, mod, bob, carol, _ := reportedRoom(t)
	mod.post("/moderation/users/"+bob.user.ID.String(), "action", "warn", "reason", `=cmd("x")`).is(303)
	mod.acts(carol, "mute", "1h").is(303)

	mod.get("/moderation/log").is(200).holds("entry 1").holds("entry 3")
	page := mod.get("/moderation/log?act=mute&actor=mod&target=carol").is(200).body
	if strings.Count(page, "<span>entry ") != 1 || !strings.Contains(page, "entry 3") {
		t.Error("the filter shows something else")
	}
	mod.get("/moderation/log?actor=nobody&from=yesterday").is(422).holds("There is nobody of that name here.").holds("Write a day as")
	mod.get("/moderation/log.csv?actor=nobody").is(422)

	rows, err := csv.NewReader(strings.NewReader(mod.get("/moderation/log.csv").is(200).body)).ReadAll()
	if err != nil || len(rows) != 4 || rows[2][9] != `'=cmd("x")` {
		t.Errorf("%q, %v", rows, err)
	}
	lines := strings.Split(strings.TrimSpace(mod.get("/moderation/log.json?act=warn").is(200).body), "\n")
	var entry struct {
		ID     int
		Actor  string
		Reason string
		Hash   string
	}
	if err := json.Unmarshal([]byte(lines[0]), &entry); err != nil || len(lines) != 1 || entry.Actor != "mod" || entry.Reason != `=cmd("x")` || len(entry.Hash) != 64 {
		t.Errorf("%+v, %v", entry, err)
	}
}
