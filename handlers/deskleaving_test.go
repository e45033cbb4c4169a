package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// departures are the ways in which somebody ceases to be an agent who may
// answer.
var departures = map[string]func(t *testing.T, ada, iris *browser){
	"dismissed": func(_ *testing.T, ada, iris *browser) { ada.post(agentPath(iris)).is(303) },
	"deactivated": func(_ *testing.T, ada, iris *browser) {
		ada.post("/moderation/users/" + iris.user.ID.String() + "/active").is(303)
	},
	"banned":    func(_ *testing.T, ada, iris *browser) { ada.acts(iris, "ban", "").is(303) },
	"suspended": func(_ *testing.T, ada, iris *browser) { ada.acts(iris, "suspend", "1d").is(303) },
}

func TestAgentWhoLeavesTheDeskHearsNotOneMoreLine(t *testing.T) {
	t.Parallel()
	for name, depart := range departures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, ada, iris := newDesk(t)
			omar := h.agent("omar")
			zoe := h.visitor("Zoe", "first")
			id := h.visit("Zoe").ID
			iris.claims(id)
			theirs, kept := zoe.follow("/support"), omar.follow(visitPath(id))
			lost := []*deskPage{iris.follow(visitPath(id)), iris.follow("/support/desk")}
			bell := omar.bellOf()

			depart(t, ada, iris)
			zoe.post("/support/messages", "body", "a word too late").is(303)

			for _, p := range lost {
				if code := p.closed(); code != 4401 && code != 4403 {
					t.Errorf("%s was closed with %d", p.path, code)
				}
				if frames := strings.Join(p.all(), ""); strings.Contains(frames, "a word too late") || strings.Contains(frames, "had to go") {
					t.Errorf("%s heard %q", p.path, frames)
				}
			}
			theirs.reads("iris had to go.")
			theirs.says("Somebody will be with you")
			kept.reads("a word too late")
			kept.isFresh()
			bell.wait("a toast", func() bool { return len(bell.toasts) > 0 })
			iris.get("/support/desk").leadsTo("/login?next=%2Fsupport%2Fdesk")
			iris.post(visitPath(id)+"/messages", "body", "x").leadsTo("/login")
		})
	}
}

func TestAgentDismissedByACommandIsSentAwayWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	page := iris.follow(visitPath(id))

	if err := h.another().SetAgent(t.Context(), iris.user.ID, false); err != nil {
		t.Fatal(err)
	}
	began := time.Now()

	if code, took := page.after(began); code != 4401 || took > 2*soon {
		t.Errorf("closed with %d after %v", code, took)
	}
	zoe.post("/support/messages", "body", "a word too late").is(303)
	again := h.dial(t, page.socket, iris.headers())
	signedOut(t, []*peer{again})
	h.browserOf(iris.user).get(visitPath(id)).is(403)
}

// TestWhatACommandDoesToVisitsShowsOnTheirPages within the ten seconds of a look.
func TestWhatACommandDoesToVisitsShowsOnTheirPages(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	omar := h.agent("omar")
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	iris.claims(id)
	theirs, ours, list := zoe.follow("/support"), omar.follow(visitPath(id)), omar.follow("/support/desk")

	if err := h.another().SetAgent(t.Context(), iris.user.ID, false); err != nil {
		t.Fatal(err)
	}

	theirs.reads("iris had to go.")
	theirs.says("Somebody will be with you")
	ours.reads("iris had to go.")
	for _, p := range []*deskPage{theirs, ours, list} {
		p.isFresh()
	}
}
