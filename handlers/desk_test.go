package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
)

func TestOfTwoAgentsWhoClaimAtOnceOneAnswersAndTheOtherReadsWho(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	omar := h.agent("omar")
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	page := zoe.follow("/support")
	var answers [2]answer
	var claiming sync.WaitGroup

	for i, b := range []*browser{iris, omar} {
		claiming.Go(func() { answers[i], _ = b.try(b.form(visitPath(id), "act", "claim")) })
	}
	claiming.Wait()

	visit := h.visit("Zoe")
	won := slices.IndexFunc(answers[:], func(a answer) bool { return a.status == http.StatusSeeOther })
	if won < 0 || visit.Agent.Name != []string{"iris", "omar"}[won] {
		t.Fatalf("answered with %d and %d, and %q answers", answers[0].status, answers[1].status, visit.Agent.Name)
	}
	answers[1-won].is(http.StatusUnprocessableEntity).holds("Somebody was first: with " + visit.Agent.Name + ".").holds("data-agent=")
	page.reads(visit.Agent.Name + " answers now.")
	page.says(visit.Agent.Name + " answers you.")
	if joined := slices.DeleteFunc(h.said(id), func(line string) bool { return !strings.HasPrefix(line, "joined") }); len(joined) != 1 {
		t.Errorf("the visit has the lines %q", joined)
	}
}

// TestOnlyTheOneWhoAnswersWrites: everybody else keeps the text and reads who
// does, by a form and by htmx.
func TestOnlyTheOneWhoAnswersWrites(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	omar := h.agent("omar")
	h.appoints(ada)
	h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	say := visitPath(id) + "/messages"

	omar.post(say, "body", "too early").is(422).holds("Claim it first").holds(`value="too early"`)
	iris.claims(id)
	omar.post(say, "body", "too late").is(422).holds("with iris").holds(`value="too late"`)
	omar.htmx(say, "body", "too late").is(422).holds(`id="composer-error"`).holds("with iris")
	for _, act := range []string{"claim", "hand-over", "close", "delete"} {
		if a := omar.visitAct(id, act); a.status != 422 && a.status != 403 {
			t.Errorf("%s by another agent was answered with %d", act, a.status)
		}
	}
	ada.visitAct(id, "close").is(422)
	omar.visitAct(id, "else").is(422)
	if got := h.visit("Zoe"); !got.AnsweredBy(iris.user.ID) {
		t.Errorf("the visit is %+v", got)
	}

	ada.visitAct(id, "hand-over").is(303) // an admin may
	if got := h.visit("Zoe").State(); got != chat.VisitWaiting {
		t.Errorf("after the hand-over the visit is %s", got)
	}
	omar.visitAct(id, "close").is(303)
	omar.post(say, "body", "after the end").is(422).holds("closed unanswered").holds(`value="after the end"`)
}

func TestTypingOfEachSideShowsToTheOtherAlone(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		iris, omar := h.opensDesk(ada), h.agent("omar")
		zoe, yan := h.visitor("Zoe", "first"), h.visitor("Yan", "another")
		id := h.visit("Zoe").ID
		iris.claims(id)
		theirs, others := zoe.follow("/support"), yan.follow("/support")
		ours, beside, away := iris.follow(visitPath(id)), omar.follow(visitPath(id)), omar.follow(visitPath(h.visit("Yan").ID))
		shows := func(p *deskPage, line ...string) {
			t.Helper()
			p.wait("a typing line", func() bool { return slices.Equal(p.typing, line) })
		}
		time.Sleep(10 * time.Second) // a line that was said keeps what was on its way before it from coming back

		for range 5 {
			for _, p := range []*deskPage{theirs, beside, ours} {
				p.send(map[string]any{"action": "typing"})
			}
		}
		shows(ours, "Zoe is typing")
		shows(beside, "Zoe is typing")
		shows(theirs, "iris is typing")
		zoe.post("/support/messages", "body", "said").is(303)
		ours.reads("said")
		shows(ours)
		shows(beside)
		shows(theirs, "iris is typing")
		iris.post(visitPath(id)+"/messages", "body", "answered").is(303)
		theirs.reads("answered")
		shows(theirs)
		yan.post("/support/messages", "body", "hello").is(303)

		for _, p := range []*deskPage{others, away} {
			if p.reads("hello"); strings.Contains(strings.Join(p.all(), ""), "is typing") {
				t.Errorf("%s of another visit shows who is typing", p.path)
			}
		}
		heard := strings.Join(theirs.all(), "")
		if strings.Contains(heard, "omar") || strings.Contains(heard, "Zoe is typing") || strings.Count(heard, "iris</b> is typing") != 1 {
			t.Errorf("the visitor heard %q", heard)
		}
	})
}

func TestOnlyAdminsMakeAgentsAndDeleteVisits(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	zoe.post("/support/end").is(303)

	for _, b := range []*browser{iris, mod, bob} {
		b.post(agentPath(bob), "agent", "1").is(403)
		b.post(agentPath(iris)).is(403)
		b.visitAct(id, "delete").is(403)
		b.post("/moderation/settings/desk").is(403)
		b.get(visitPath(id) + "?act=delete")
	}
	if bob.get("/support/desk").is(403); h.visit("Zoe").ID != id {
		t.Error("the visit is not there any more")
	}
	for _, tried := range []string{"mod", "iris", "bob"} {
		ada.get("/moderation/log?actor=" + tried).is(200).holds(tried)
	}

	ada.post(agentPath(ada), "agent", "1").is(303)
	ada.post(agentPath(bob), "agent", "1").is(303)
	bob.get("/support/desk").is(200)
	ada.visitAct(id, "delete").leadsTo("/support/desk")
	ada.visitAct(id, "delete").is(404)
	ada.post(agentPath(ada)).is(303) // and of oneself
	ada.get("/support/desk").leadsTo("/login?next=%2Fsupport%2Fdesk")
}

// TestDeletedVisitIsGoneFromEveryPage, and no other comes in its place.
func TestDeletedVisitIsGoneFromEveryPage(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	h.appoints(ada)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	theirs, ours, list := zoe.follow("/support"), iris.follow(visitPath(id)), iris.follow("/support/desk")
	ada.visitAct(id, "delete").is(422) // while it goes on
	ada.visitAct(id, "close").is(303)
	ours.says("closed")

	ada.visitAct(id, "delete").leadsTo("/support/desk")

	for _, p := range []*deskPage{theirs, ours} {
		if code := p.closed(); code != 4404 || !strings.Contains(p.last(), "This conversation is not there any more.") {
			t.Errorf("%s was closed with %d and told %q", p.path, code, p.last())
		}
	}
	list.wait("the list without it", func() bool { return len(list.rows) == 0 })
	iris.get(visitPath(id)).is(404)
	iris.visitAct(id, "claim").is(404)
	iris.post(visitPath(id)+"/messages", "body", "x").is(404)
	zoe.post("/support/messages", "body", "x").is(404)
	zoe.htmx("/support/messages", "body", "x").is(404).holds("This conversation is not there any more.")
	h.visitor("Yan", "another")
	if next := h.visit("Yan").ID; next == id {
		t.Error("the next visit has its number")
	}
	again := h.dial(t, ours.socket, iris.headers())
	again.send(map[string]any{"action": "resume", "page": "a-page", "title": "Desk"})
	if code := again.closed(); code != 4404 {
		t.Errorf("its socket was closed with %d", code)
	}
}

func TestClosedDeskIsNotThere(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	page, ours := zoe.follow("/support"), iris.follow(visitPath(h.visit("Zoe").ID))

	ada.post("/moderation/settings/desk").leadsTo("/moderation/settings")

	if code := page.closed(); code != 4404 || !strings.Contains(page.last(), "The support desk is closed.") {
		t.Errorf("the page was closed with %d and told %q", code, page.last())
	}
	for _, b := range []*browser{zoe, h.stranger()} {
		b.get("/support").sameAs(b.get("/nowhere"))
		for _, path := range []string{"/support", "/support/messages", "/support/end"} {
			b.post(path, "name", "Zoe", "body", "x").is(404)
		}
		b.refusal(b.handshake("/ws/support/")).is(404)
	}
	iris.get("/support/desk").is(200).holds("Zoe")
	ada.post("/moderation/settings/desk", "open", "1").is(303)
	zoe.get("/support").is(200).holds("first")
	page.connect()
	ours.isFresh()
}
