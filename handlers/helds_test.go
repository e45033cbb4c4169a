package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

const heldSentence = "A moderator will look at it before it appears."

// holding is a house in which messages with the word wait.
func holding(t *testing.T) (h *house, ada, bob *browser) {
	t.Helper()
	return ruled(t, "action", "hold")
}

func heldPath(id string) string { return "/moderation/held/" + id }

// waits fails unless as many messages wait, for the sidebar's number too.
func (h *house) waits(count int) {
	h.t.Helper()
	held, _, err := h.store.HeldQueue(h.t.Context(), 100, 100)
	if err != nil || len(held) != count {
		h.t.Fatalf("%d wait, want %d (%v)", len(held), count, err)
	}
	if open, err := h.store.OpenReports(h.t.Context()); err != nil || open != count {
		h.t.Errorf("the number is %d, want %d (%v)", open, count, err)
	}
}

func TestHeldMessageWaitsAtEveryDoorAndIsSafe(t *testing.T) {
	h, ada, bob := holding(t)
	ada.say(lobby, "root")
	root := "/messages/" + h.stored(bob, lobby)[0].ID.String()
	p, program, queue := bob.open(lobby), bob.program(lobby), h.dial(t, socketPath(0)+"?page=a-page", ada.headers())

	p.write("first spam")
	p.settled()
	p.until(heldSentence)
	queue.until("first spam")
	queue.until(`>1<span class="hushed">`)
	program.say("k", "second spam")
	program.until(`data-code="HELD"`)
	bob.post("/rooms/1/messages", "body", "third spam").leadsTo("/rooms/1")
	bob.get("/rooms/1").is(200).holds(heldSentence)
	bob.postsHTMX("/rooms/1/messages", "body", "fourth spam").is(200).holds(heldSentence)
	bob.post(root+"/thread", "body", "fifth spam").leadsTo(root + "/thread")
	bob.postsHTMX(root+"/thread", "body", "sixth spam").is(201).holds(heldSentence)
	bob.post("/rooms/1/messages", "body", "/me sells spam").is(303)

	h.waits(7)
	if got := h.texts(ada, lobby); len(got) != 1 {
		t.Errorf("the room holds %q", got)
	}
	ada.get("/moderation").is(200).holds("first spam").holds("sixth spam").holds("held: No spam")
}

func TestHeldSendingIsHeldOnceAlsoWhenTheRuleHasGone(t *testing.T) {
	h, ada, bob := holding(t)
	p := bob.open(lobby)
	p.write("spam")
	p.settled()
	h.waits(1)

	again := bob.load(lobby)
	again.token = p.token
	again.dial()
	again.queue("spam")
	again.resume()
	again.settled()
	bob.post("/rooms/1/messages", "key", "k", "body", "spam").is(303)
	bob.post("/rooms/1/messages", "key", "k", "body", "spam").is(303)
	h.waits(2)
	ada.post("/moderation/rules/1/on").is(303)
	bob.post("/rooms/1/messages", "key", "k", "body", "spam").leadsTo("/rooms/1")
	h.waits(2)
	if got := h.texts(ada, lobby); len(got) != 0 {
		t.Errorf("the room holds %q", got)
	}

	ada.post(heldPath("2"), "decision", "through").is(303)
	bob.post("/rooms/1/messages", "key", "k", "body", "spam").is(303)
	if got := h.texts(ada, lobby); len(got) != 1 {
		t.Errorf("the room holds %q", got)
	}
}

func TestLetThroughMessageAppearsAsItsAuthors(t *testing.T) {
	h, ada, bob := holding(t)
	carol := h.person("carol")
	ada.say(lobby, "question")
	question := h.stored(bob, lobby)[0].ID
	ada.post("/rooms/1/settings", "slow_mode_seconds", "3600").is(303)
	p, author := carol.open(lobby), bob.open(lobby)

	bob.post("/rooms/1/messages", "body", "@carol **spam**", "reply_to", question.String()).is(303)
	bob.say(lobby, "then")
	ada.post(heldPath("1"), "decision", "through").leadsTo("/moderation")

	p.shows("@carol spam")
	author.shows("@carol spam")
	newest := h.stored(bob, lobby)[2]
	if newest.Author.ID != bob.user.ID || newest.ReplyTo != question || newest.Body != "@carol **spam**" {
		t.Errorf("it is %+v", newest)
	}
	if _, calls := carol.listed("/notifications"), h.membership(carol, lobby).Mentions; calls != 1 {
		t.Errorf("it calls %d times", calls)
	}
	h.waits(0)
	p.equalsFresh(t)
	ada.get("/moderation/log").is(200).holds(`<span class="tag">let through</span>`)
	ada.get("/moderation").is(200).holds("let through by Ada")
}

func TestSecondModeratorSeesWhatTheFirstDid(t *testing.T) {
	h, ada, bob := holding(t)
	mod, p := h.moderator("mod"), bob.open(lobby)
	bob.say(lobby, "spam")

	ada.post(heldPath("1"), "decision", "refused", "words", "We do not sell here.").is(303)
	mod.post(heldPath("1"), "decision", "through").is(422).holds("Somebody was first: refused by Ada.")
	mod.post(heldPath("1"), "decision", "perhaps").is(422).holds("Choose what happens.")
	mod.post(heldPath("9"), "decision", "through").is(404)

	p.until("was not let through")
	bob.get("/settings/standing").is(200).holds("We do not sell here.").holds("Not let through").holds("spam")
	bob.get("/notifications").is(200).holds("was not let through")
	if got := h.texts(ada, lobby); len(got) != 0 {
		t.Errorf("the room holds %q", got)
	}
}

func TestHeldMessageOfWhoMayNotWriteAnyMoreStaysOut(t *testing.T) {
	h, ada, bob := holding(t)
	room := h.closedRoom(ada, bob)
	bob.say(room, "spam one")
	bob.say(lobby, "spam two")
	ada.post("/rooms/" + room.String() + "/members/" + bob.user.ID.String() + "/remove").is(303)

	ada.post(heldPath("1"), "decision", "through").is(422).holds("It cannot appear any more")
	h.waits(2)
	ada.acts(bob, "ban", "").is(303)
	h.waits(0)
	ada.post(heldPath("2"), "decision", "through").is(422).holds("Somebody was first: refused by Ada.")
	if got := append(h.texts(ada, lobby), h.texts(ada, room)...); len(got) != 0 {
		t.Errorf("the rooms hold %q", got)
	}
}

func TestAuthorTakesBackWhatWaitsAndTwentyWaitAtMost(t *testing.T) {
	h, ada, bob := holding(t)
	for range chat.MaxHeld {
		bob.post("/rooms/1/messages", "body", "spam").is(303)
	}

	bob.post("/rooms/1/messages", "body", "spam").is(422).holds("Twenty of your messages wait")
	h.person("carol").post("/settings/standing", "held", "1").is(404)
	bob.post("/settings/standing", "held", "1").leadsTo("/settings/standing")
	bob.post("/settings/standing", "held", "1").is(422).holds("A moderator has decided about it meanwhile.")

	bob.post("/rooms/1/messages", "body", "spam again").is(303)
	h.waits(chat.MaxHeld)
	if page := bob.get("/settings/standing").is(200).body; strings.Count(page, "Take it back") != chat.MaxHeld {
		t.Errorf("%d can be taken back", strings.Count(page, "Take it back"))
	}
	ada.post(heldPath("1"), "decision", "through").is(422).holds("taken back by its author")
}

func TestEditsAndDirectConversationsAreRefusedWhereOthersWait(t *testing.T) {
	h, ada, bob := holding(t)
	h.person("carol")
	bob.say(lobby, "fine")
	own := "/messages/" + h.stored(bob, lobby)[0].ID.String()

	bob.post(own, "body", "spam").is(422).holds("cannot wait for a moderator")
	bob.postsHTMX(own, "body", "spam").is(422).holds("cannot wait for a moderator")
	direct := bob.direct("carol")
	bob.post(roomPath(direct)+"/messages", "body", "spam").is(422).holds("nothing waits for a moderator")

	h.waits(0)
	ada.get("/moderation").is(200).holds("No report waits.")
}

func TestHeldFilesAreSeenByTheStaffAndGoWithTheirMessage(t *testing.T) {
	h, ada, bob := holding(t)
	carol := h.person("carol")
	files := bob.uploads(sent{"a.txt", "hello"}, sent{"b.txt", "there"})
	ids := files[0].ID.String()
	bob.post("/rooms/1/messages", "body", "spam", "files", ids).is(303)
	path := "/files/" + ids + "/a.txt"

	if waiting := bob.waiting(); len(waiting) != 1 || waiting[0].ID != files[1].ID {
		t.Errorf("still staged: %+v", waiting)
	}
	ada.get("/moderation").is(200).holds(path)
	ada.get(path).is(200)
	bob.get(path).is(200)
	carol.get(path).is(404)
	bob.post("/files/" + ids + "/remove").is(404)

	ada.post(heldPath("1"), "decision", "through").is(303)
	carol.get(path).is(200)
	if got := h.stored(carol, lobby)[0].Files; len(got) != 1 || got[0].ID != files[0].ID {
		t.Errorf("its files are %+v", got)
	}
	bob.post("/rooms/1/messages", "body", "spam", "files", files[1].ID.String()).is(303)
	ada.post(heldPath("2"), "decision", "refused").is(303)
	bob.get("/files/" + files[1].ID.String() + "/b.txt").is(404)
}
