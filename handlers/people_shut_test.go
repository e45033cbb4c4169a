package handlers_test

import (
	"strings"
	"testing"
)

const takesNone = "Ada takes no messages from you just now."

func TestConversationIsShutWhenOneBlocksTheOther(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := ada.direct("bob")
	bob.say(room, "hello")
	message := "/messages/" + h.stored(bob, room)[0].ID.String()
	adas, bobs, program := ada.open(room), bob.open(room), bob.program(room)

	ada.blocks(bob)

	adas.until("You blocked bob. Unblock them to write to each other again.")
	bobs.until(takesNone)
	bob.get(roomPath(room)).is(200).holds(takesNone).holds(`id="room-state" role="status" data-shut`).holds("hello")
	ada.get(roomPath(room)).is(200).holds("You blocked bob.").holds(`action="` + profilePath(bob) + `/unblock"`)
	bob.post(roomPath(room)+"/messages", "body", "are you there?").is(403).holds(takesNone).holds("BLOCKED")
	ada.post(roomPath(room)+"/messages", "body", "are you there?").is(403).holds("You blocked bob.")
	bob.post(message, "body", "other words").is(403).holds(takesNone)
	bobs.write("are you there?")
	if code, kept := bobs.complaint(); code != "BLOCKED" || kept != "are you there?" {
		t.Errorf("complained with %q, keeping %q", code, kept)
	}
	program.say("k", "are you there?")
	program.until("BLOCKED")
	if got := h.texts(ada, room); len(got) != 1 || got[0] != "hello" {
		t.Errorf("it says %q", got)
	}
	if again := bob.direct("ada"); again != room {
		t.Errorf("it opens as %d, was %d", again, room)
	}

	ada.post(profilePath(bob)+"/unblock", "next", roomPath(room)).leadsTo(roomPath(room))
	bobs.until(`#room-state" hx-swap="outerHTML"><div class="room-state" id="room-state" role="status"></div>`)
	bob.say(room, "and again")
	adas.shows("and again")
}

func TestNobodyTypesInAConversationThatIsShut(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := ada.direct("bob")
	watcher, tab := ada.open(room), bob.open(room)
	ada.blocks(bob)
	tab.until(takesNone)

	tab.send(map[string]any{"action": "typing"})
	tab.write("are you there?")
	tab.complaint() // the typing was answered before
	ada.unblocks(bob)
	bob.say(room, "a barrier")
	watcher.shows("a barrier")

	if n := watcher.typed(); n != 0 {
		t.Errorf("bob was shown %d times", n)
	}
}

func TestReachDecidesWhoMayWrite(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := bob.direct("ada")
	tab := bob.open(room)

	ada.post("/settings/profile", "reach", "friends").is(303)
	tab.until(takesNone)
	bob.post(roomPath(room)+"/messages", "body", "x").is(403).holds(takesNone)
	ada.say(room, "I may")
	ada.befriends(bob)
	bob.say(room, "and so may I")

	ada.answers(bob, "end")
	ada.post("/settings/profile", "reach", "shared").is(303)
	bob.say(room, "we share the lobby")
	bob.post(roomPath(lobby) + "/leave").is(303)
	bob.post(roomPath(room)+"/messages", "body", "x").is(403).holds(takesNone)
	ada.post("/settings/profile", "reach", "everyone").is(303)
	bob.say(room, "everyone may")
}

func TestNewConversationIsRefusedByWhoeverDoesNotTakeIt(t *testing.T) {
	h, ada := newInhabited(t)
	bob, carl := h.person("bob"), h.person("carl")
	ada.post("/settings/profile", "reach", "friends").is(303)
	before := h.content()

	bob.post("/direct", "username", "ada").is(422).holds(takesNone)
	bob.post("/direct", "username", "carl", "username", "ada").is(422).holds(takesNone)
	if h.content() != before {
		t.Error("a refused conversation changed something")
	}
	bob.blocks(carl)
	bob.post("/direct", "username", "carl").is(422).holds("You blocked carl.")
	refused := carl.post("/direct", "username", "bob").is(422).holds("bob takes no messages from you just now.").body
	if strings.Contains(refused, "locked") {
		t.Error("carl learns of the block")
	}
}

func TestConversationOfSeveralGoesOn(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	h.person("carl")
	room := bob.direct("ada", "carl")

	ada.blocks(bob)

	bob.say(room, "hello both")
	if again := bob.direct("ada", "carl"); again != room {
		t.Errorf("it opens as %d, was %d", again, room)
	}
	ada.get(roomPath(room)).is(200).holds("hello both")
}
