package handlers_test

import (
	"strconv"
	"testing"

	"parley/db/chat"
)

// sweeps removes what somebody wrote, by their card.
func (b *browser) sweeps(of *browser, span, room string) answer {
	b.t.Helper()
	return b.post("/moderation/users/"+of.user.ID.String()+"/sweep", "span", span, "room", room, "reason", "a flood")
}

// entryOf is the newest entry of the log about an act.
func (h *house) entryOf(act chat.Deed) chat.Entry {
	h.t.Helper()
	found, err := h.store.Entries(h.t.Context(), chat.EntryFilter{Act: act}, 1)
	if err != nil || len(found) == 0 {
		h.t.Fatalf("no entry about %s: %v", act, err)
	}
	return found[0]
}

func TestSweepTakesAllOfAPersonFromEveryPageAndBringsItBackWithItsReactions(t *testing.T) {
	h, ada := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	for _, text := range []string{"one", "two"} {
		bob.say(lobby, text)
	}
	ada.say(lobby, "between")
	bob.say(lobby, "three")
	ada.reactHTMX(h.stored(ada, lobby)[1].ID, "emoji", "👍").is(204)
	awake, asleep := ada.open(lobby), ada.load(lobby)
	before := awake.articles()

	promptly(t, "the sweep", func() {
		mod.sweeps(bob, "1h", "").leadsTo(accountPath(bob))
		awake.wait("three places", func() bool { return removedIn(awake.log) == 3 })
	})
	awake.equalsFresh(t)
	asleep.connect()
	asleep.wait("three places", func() bool { return removedIn(asleep.log) == 3 })
	asleep.ws.Close()
	entry := h.entryOf(chat.DeedSweep)
	if entry.Reason != "3 messages: a flood" || entry.Target.ID != bob.user.ID {
		t.Errorf("the log says %+v", entry)
	}
	restore := "/moderation/log/" + entry.ID.String() + "/restore"
	mod.get(accountPath(bob)).is(200).holds("3 messages removed.").holds("Bring back 3 messages").holds(restore)
	mod.get("/moderation/log").is(200).holds(restore)

	promptly(t, "the way back", func() {
		mod.post(restore).leadsTo("/moderation/log")
		awake.wait("all messages", func() bool { return removedIn(awake.log) == 0 })
	})
	awake.equalsFresh(t)
	for i, a := range awake.articles() {
		if a.text != before[i].text || a.reactions != before[i].reactions {
			t.Errorf("message %d is %+v, was %+v", i, a, before[i])
		}
	}
	asleep.connect()
	asleep.wait("all messages", func() bool { return len(asleep.log) == 4 && removedIn(asleep.log) == 0 })
	mod.post(restore).is(409)
	mod.get(accountPath(bob)).is(200).lacks(restore)
}

// removedIn counts the places of removed messages.
func removedIn(log []article) (count int) {
	for _, a := range log {
		if a.text != "one" && a.text != "two" && a.text != "three" && a.text != "between" {
			count++
		}
	}
	return count
}

func TestRefusedSweepSaysWhyAndRemovesNothing(t *testing.T) {
	c := newCast(t)
	mod := c.moderator("mod")
	c.member.say(c.room, "in a closed room")
	before := len(c.texts(c.admin, c.room))

	mod.sweeps(c.member, "1y", "").is(422).holds("Choose the last hour, day or week.").holds(`value="a flood"`)
	mod.sweeps(c.member, "1h", c.room.String()).is(422).holds("Choose a room that you are both in")
	mod.sweeps(c.member, "1h", strconv.Itoa(4711)).is(422).holds("Choose a room that you are both in")
	mod.sweeps(c.member, "1h", lobby.String()).is(422).holds("They wrote nothing there in that time.")
	mod.post("/moderation/users/"+c.member.user.ID.String()+"/sweep", "span", "1h").is(422).holds("Give a reason.")
	mod.sweeps(c.stranger, "1h", "").is(403) // an admin
	c.member.sweeps(c.stranger, "1h", "").is(403)

	if got := c.texts(c.admin, c.room); len(got) != before || got[0] != "in a closed room" {
		t.Errorf("the room holds %q", got)
	}
}

func TestMessageThatAReportRemovedComesBackOnItsPage(t *testing.T) {
	h, ada := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	bob.say(lobby, "fine after all")
	ada.post("/messages/"+h.stored(ada, lobby)[0].ID.String()+"/report", "reason", "spam").is(303)
	page := ada.open(lobby)
	mod.get("/moderation/reports/1").is(200).lacks("Bring the message back")
	mod.post("/moderation/reports/1", "decision", "remove", "reason", "spam").is(303)
	mod.get("/moderation/reports/1").is(200).holds("Bring the message back")

	promptly(t, "the message", func() {
		mod.post("/moderation/reports/1/restore").leadsTo("/moderation/reports/1")
		page.wait("the message", func() bool { return len(page.log) == 1 && page.log[0].text == "fine after all" })
	})

	mod.post("/moderation/reports/1/restore").is(422).holds("The message stands already")
	if entry := h.entryOf(chat.DeedRestore); entry.Actor.ID != mod.user.ID || entry.Report != 1 {
		t.Errorf("the log says %+v", entry)
	}
}
