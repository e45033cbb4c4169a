package handlers_test

import (
	"strings"
	"testing"
)

// raidedHouse is one in which somebody of the staff has turned the raid switch
// on; everybody joined just now.
func raidedHouse(t *testing.T) (h *house, ada, bob *browser) {
	t.Helper()
	h, ada = newInhabited(t)
	bob = h.person("bob")
	ada.post("/moderation/raid", "on", "1").leadsTo("/moderation")
	return h, ada, bob
}

func TestRaidSwitchIsShownToAllModeratorsLive(t *testing.T) {
	h, ada := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	tab := h.dial(t, socketPath(0)+"?page=a-page", mod.headers())

	promptly(t, "showing the switch", func() {
		ada.post("/moderation/raid", "on", "1").leadsTo("/moderation")
		tab.until("The raid switch is on since")
	})
	ada.post("/moderation/raid", "on", "1").is(303)

	for _, path := range []string{"/moderation", "/moderation/people", "/moderation/rules", "/moderation/connections", "/moderation/log", accountPath(bob)} {
		mod.get(path).is(200).holds("The raid switch is on since").holds(`action="/moderation/raid"`)
	}
	mod.get("/rooms/1").is(200).lacks("raid switch")
	bob.get("/people").is(200).lacks("raid switch")
	tab.forget()
	mod.post("/moderation/raid").is(303)
	tab.until("Raid switch: off")
	log := mod.get("/moderation/log").is(200).body
	if strings.Count(log, `<span class="tag">raid on</span>`) != 1 || strings.Count(log, `<span class="tag">raid off</span>`) != 1 {
		t.Error("the log does not tell of it once each way")
	}
}

func TestRaidSwitchSlowsNewPeopleInAllRoomsAtOnce(t *testing.T) {
	h, ada, bob := raidedHouse(t)
	room := h.closedRoom(ada, bob)
	p := bob.open(lobby)

	p.write("first")
	p.shows("first")
	p.until(`id="slowed" role="status" data-slowed`)
	p.write("second")
	if code, kept := p.complaint(); code != "SLOW_MODE" || kept != "second" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	bob.post(roomPath(room)+"/messages", "body", "elsewhere").is(429).holds("people who joined today").holds("elsewhere")
	bob.get(roomPath(room)).is(200).holds(slowNotice)
	ada.say(lobby, "one")
	ada.say(lobby, "two")

	ada.post("/moderation/raid").is(303)
	bob.say(room, "free")
	bob.say(room, "again")
	bob.get(roomPath(room)).is(200).holds(noSlowNotice)
}

func TestRaidSwitchKeepsNewPeopleFromRoomsAndStrangers(t *testing.T) {
	h, ada, bob := raidedHouse(t)
	h.person("carol")
	dora := h.person("dora")
	bob.befriends(dora)

	bob.post("/rooms", "name", "Mine", "kind", "open").is(422).holds("cannot make rooms")
	bob.post("/rooms/enter", "name", "Mine").is(422).holds("cannot make rooms")
	bob.post("/direct", "username", "carol").is(422).holds("friends only")
	bob.post("/direct", "username", "dora").is(303)
	bob.post("/rooms/enter", "name", "General").is(303)
	ada.post("/rooms", "name", "Plans", "kind", "open").is(303)
	ada.post("/direct", "username", "carol").is(303)
	h.stranger().post("/signup", "username", "emil", "password", password).is(303)

	ada.post("/moderation/raid").is(303)
	bob.post("/direct", "username", "carol").is(303)
	bob.post("/rooms", "name", "Mine", "kind", "open").is(303)
}

func TestRaidSwitchHoldsLinksOfNewPeople(t *testing.T) {
	h, ada, bob := raidedHouse(t)
	bob.say(lobby, "see https://shop.example")
	ada.say(lobby, "see https://docs.example")

	h.waits(1)
	ada.get("/moderation").is(200).holds("links of new members").holds("https://shop.example")
	ada.post(heldPath("1"), "decision", "through").is(303)
	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("the room holds %q", got)
	}
	ada.post("/moderation/raid").is(303)
	bob.say(lobby, "https://shop.example/2")
	h.waits(0)
}
