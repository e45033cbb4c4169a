package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// announces has the cast's admin say who begins messages.
func (c *cast) announces(posting chat.Posting) {
	c.t.Helper()
	c.admin.post(c.at("ROOM/settings"), "slow_mode_seconds", "0", "posting", string(posting)).leadsTo(c.at("ROOM/settings"))
}

const readOnly = "Those who look after this room write here. Everybody reads, reacts and answers in threads."

func TestReadOnlyRoomReachesOpenPagesAndLeavesReactionsThreadsAndEdits(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "before")
	mine := "/messages/" + c.stored(c.member, c.room)[0].ID.String()
	tabs, admin := []*page{c.member.open(c.room), c.member.open(c.room)}, c.admin.open(c.room)

	promptly(t, "the word to every page", func() {
		c.announces(chat.AdminsPost)
		for _, p := range append(tabs, admin) {
			p.until(lockedState)
			p.until(readOnly)
		}
	})

	tabs[0].write("while read-only")
	if code, kept := tabs[0].complaint(); code != "ROOM_LOCKED" || kept != "while read-only" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	c.member.get(c.at("ROOM")).is(200).holds(lockedState).holds(readOnly).lacks("data-tends")
	c.admin.get(c.at("ROOM")).is(200).holds("data-tends")
	c.member.post(c.at("ROOM/messages"), "body", "my words").is(403).holds("my words").holds(readOnly)
	c.member.get(mine + "/more").is(200).lacks(">Reply<").holds("Reply in a thread")
	c.member.get(mine + "/reply").is(403)
	c.member.post(mine+"/thread", "body", "an answer").is(303)
	c.member.post(mine+"/reactions", "emoji", "👍").is(303)
	c.member.post(mine, "body", "put better").is(303)
	admin.write("by the admin")
	tabs[0].shows("by the admin")
	promptly(t, "the end of it", func() {
		c.announces(chat.EverybodyPosts)
		tabs[1].until(`id="room-state" role="status"></p>`)
	})
	c.member.say(c.room, "again")
}

func TestReadOnlyRoomTakesNoFilesFromMembers(t *testing.T) {
	c := newCast(t)
	c.announces(chat.AdminsPost)

	c.member.post(c.at("ROOM/files")).is(403)
	c.member.program(c.room).say("k", "x")

	if got := c.texts(c.admin, c.room); len(got) != 0 {
		t.Errorf("the room holds %q", got)
	}
}

func TestWhoBeginsMessagesIsChosenInTheSettings(t *testing.T) {
	c := newCast(t)
	settings := c.at("ROOM/settings")

	c.admin.post(settings, "slow_mode_seconds", "30", "posting", "nobody <b>").is(422).holds("Choose who begins messages").holds(`value="30" selected`).lacks("<b>")
	c.announces(chat.AdminsPost)
	c.admin.post(settings, "slow_mode_seconds", "30").is(303) // from a page of before
	page := c.admin.get(settings).is(200).holds(`name="posting" value="admins" checked`).body

	if strings.Contains(page, `value="everyone" checked`) {
		t.Error("both are chosen")
	}
	if room := c.membership(c.member, c.room).Room; room.Posting != chat.AdminsPost || room.Slow == 0 {
		t.Errorf("the room is %+v", room)
	}
	c.member.post(settings, "slow_mode_seconds", "0", "posting", "everyone").is(403)
}
