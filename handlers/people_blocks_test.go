package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

func (b *browser) blocks(other *browser) {
	b.t.Helper()
	b.post(profilePath(other) + "/block").leadsTo(profilePath(other))
}

func (b *browser) unblocks(other *browser) {
	b.t.Helper()
	b.post(profilePath(other) + "/unblock").leadsTo(profilePath(other))
}

func (b *browser) style() string {
	b.t.Helper()
	return b.get("/me.css").is(200).body
}

func TestBlockHidesThePersonFromTheBlockerAlone(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	id := bob.user.ID.String()
	rules := []string{`.typing [data-user="` + id + `"], .presence[data-user="` + id + `"]`, `.room-link[data-by="` + id + `"]`}
	before, theirs := ada.style(), bob.style()

	ada.blocks(bob)

	ada.get(profilePath(bob)).is(200).holds("You blocked bob.").holds("You blocked <bdi>bob</bdi>.").holds(`action="` + profilePath(bob) + `/unblock"`)
	ada.get("/settings/profile").is(200).holds("<bdi>bob</bdi></a>").holds(`action="` + profilePath(bob) + `/unblock"`)
	ada.get("/people").is(200).holds("blocked</span>")
	for _, rule := range rules {
		if !strings.Contains(ada.style(), rule) {
			t.Errorf("ada's sheet lacks %s", rule)
		}
	}
	if bob.style() != theirs {
		t.Error("bob's sheet changed")
	}

	ada.post(profilePath(bob)+"/unblock", "next", "/settings/profile").leadsTo("/settings/profile")
	if ada.style() != before {
		t.Error("ada's sheet still hides somebody")
	}
	ada.get("/settings/profile").is(200).holds("You unblocked bob.").holds("You block nobody.")
}

func TestBlockIsRefusedToOneselfAndOfNobody(t *testing.T) {
	h, ada := newInhabited(t)
	before := h.content()

	ada.post(profilePath(ada) + "/block").is(422).holds("you cannot block yourself")
	for _, path := range []string{"/users/4711/block", "/users/4711/unblock", "/users/0/block"} {
		ada.post(path).is(404)
	}
	h.stranger().post(profilePath(ada) + "/block").leadsTo("/login")
	h.stranger().post(profilePath(ada) + "/unblock").leadsTo("/login")
	if h.content() != before {
		t.Error("a refused block changed something")
	}
}

func TestBlockTellsTheOtherTabsOfTheBlocker(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tabs := []*peer{ada.elsewhere(), ada.open(lobby).peer}

	ada.blocks(bob)
	for _, tab := range tabs {
		tab.until(`<hx-partial id="own-style" hx-swap="outerMorph"><link id="own-style" rel="stylesheet" href="/me.css?v=`)
		tab.until("You blocked <bdi>bob</bdi>.")
		tab.forget()
	}
	ada.unblocks(bob)
	for _, tab := range tabs {
		tab.until(`id="own-style"`)
		tab.until("Ask to be friends")
	}
}

func TestBlockIsNotRevealedToTheBlocked(t *testing.T) {
	h, ada := newInhabited(t)
	bob, carl := h.person("bob"), h.person("carl")
	profile := func(b *browser) string {
		body := b.get(profilePath(ada)).is(200).body
		return body[strings.Index(body, `<div class="words">`):strings.Index(body, "</article>")]
	}
	tab := bob.elsewhere()

	ada.blocks(bob)
	if profile(bob) != profile(carl) {
		t.Errorf("bob sees\n%s\ncarl sees\n%s", profile(bob), profile(carl))
	}
	for _, who := range []*browser{bob, carl} {
		who.answers(ada, "request")
	}
	if profile(bob) != profile(carl) {
		t.Errorf("after asking, bob sees\n%s\ncarl sees\n%s", profile(bob), profile(carl))
	}
	ada.waitingFor("1")
	ada.get("/people").is(200).holds("Somebody wants to be friends").holds(`<bdi>carl</bdi>`)

	heard := strings.Join(tab.until("You asked to be friends."), "")
	if strings.Contains(heard, "own-style") || strings.Count(heard, `<div class="tie"`) != 1 {
		t.Errorf("bob's tab heard %s", heard)
	}
}

func TestBlockEndsAFriendshipAndRequestsOnBothSidesPages(t *testing.T) {
	h, ada := newInhabited(t)
	bob, carl := h.person("bob"), h.person("carl")
	ada.befriends(bob)
	carl.answers(ada, "request")
	bobs, carls := bob.elsewhere(), carl.elsewhere()

	ada.blocks(bob)
	ada.blocks(carl)

	bobs.until("Ask to be friends")
	carls.until("declined when you asked")
	ada.waitingFor("")
	if tie := bob.tie(ada); tie != (chat.Tie{}) {
		t.Errorf("bob stands to ada as %+v", tie)
	}
}
