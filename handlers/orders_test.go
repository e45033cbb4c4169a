package handlers_test

import (
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// keepOrder has the cast's admin set slow mode and the lock.
func (c *cast) keepOrder(slow, locked string) {
	c.t.Helper()
	c.admin.post(c.at("ROOM/settings"), "slow_mode_seconds", slow, "locked", locked).leadsTo(c.at("ROOM/settings"))
}

const (
	slowNotice   = `id="slowed" role="status" data-slowed`
	noSlowNotice = `id="slowed" role="status"></p>`
	lockedState  = `id="room-state" role="status" data-locked`
)

func TestSlowModeRefusesTheSecondMessageAtEveryDoorAndKeepsIt(t *testing.T) {
	c := newCast(t)
	c.keepOrder("3600", "")
	p, program := c.member.open(c.room), c.member.program(c.room)

	p.write("first")
	p.shows("first")

	p.write("second")
	if code, kept := p.complaint(); code != "SLOW_MODE" || kept != "second" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	program.say("k", "x")
	program.until(`data-code="SLOW_MODE"`)
	refused := c.member.post(c.at("ROOM/messages"), "body", "my words").is(429).holds("my words").holds("slow mode").holds(slowNotice)
	if refused.header.Get("Retry-After") == "" {
		t.Error("a program is not told how long to wait")
	}
	root := "/messages/" + c.stored(c.member, c.room)[0].ID.String()
	c.member.post(root+"/thread", "body", "in a thread").is(429).holds("in a thread")
	if got := c.texts(c.admin, c.room); len(got) != 1 {
		t.Errorf("the room holds %q", got)
	}
	c.admin.say(c.room, "one")
	c.admin.say(c.room, "two")
	c.admin.get(c.at("ROOM")).is(200).holds(noSlowNotice)
}

func TestSlowModeShowsItsCountdownLiveAndEndsByItself(t *testing.T) {
	c := newCast(t)
	tabs := []*page{c.member.open(c.room), c.member.open(c.room)}
	other := c.admin.open(c.room)
	promptly(t, "slow mode to be asked for", func() {
		c.keepOrder("1", "")
		for _, tab := range tabs {
			tab.until(`hx-get="` + c.at("ROOM/slow") + `" hx-trigger="load"`)
		}
	})

	promptly(t, "the countdown", func() {
		tabs[0].write("first")
		for _, tab := range tabs {
			tab.until(slowNotice)
		}
	})
	other.shows("first")

	eventually(t, "the end of the wait", func() bool {
		return strings.Contains(c.member.get(c.at("ROOM/slow")).is(200).body, noSlowNotice)
	})
	tabs[1].write("second")
	other.shows("second")
	if strings.Contains(strings.Join(other.all(), ""), slowNotice) {
		t.Error("somebody else's page counts down")
	}
	promptly(t, "the end of slow mode", func() {
		c.keepOrder("0", "")
		tabs[0].until(noSlowNotice)
	})
	c.stranger.get(c.at("ROOM/slow")).is(404)
}

func TestPageThatWasAwayCountsDownWithTheOthersOfItsPerson(t *testing.T) {
	c := newCast(t)
	c.keepOrder("3600", "")
	tabs := []*page{c.member.open(c.room), c.member.open(c.room)}
	tabs[1].ws.Close()
	tabs[1].closed()

	tabs[0].write("first")
	tabs[0].until(slowNotice)
	tabs[1].connect()

	tabs[1].until(slowNotice)
	c.member.open(c.room) // a new one has it from the beginning
	c.member.get(c.at("ROOM")).is(200).holds(slowNotice)
}

func TestLockReachesOpenPagesAndHoldsUntilItIsLifted(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "before")
	mine := "/messages/" + c.stored(c.member, c.room)[0].ID.String()
	p, admin := c.member.open(c.room), c.admin.open(c.room)

	promptly(t, "the lock", func() {
		c.keepOrder("0", "1")
		p.until(lockedState)
		admin.until(lockedState)
	})

	p.write("while locked")
	if code, kept := p.complaint(); code != "ROOM_LOCKED" || kept != "while locked" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	c.member.get(c.at("ROOM")).is(200).holds(lockedState).lacks("data-tends")
	c.admin.get(c.at("ROOM")).is(200).holds(lockedState).holds("data-tends")
	c.member.post(c.at("ROOM/messages"), "body", "my words").is(403).holds("my words").holds("This room is locked.")
	c.member.post(mine, "body", "other").is(403)
	c.member.post(mine+"/reactions", "emoji", "👍").is(403)
	admin.write("by the admin")
	p.shows("by the admin")
	promptly(t, "the end of the lock", func() {
		c.keepOrder("0", "")
		p.until(`id="room-state" role="status"></p>`)
	})
	c.member.say(c.room, "again")
}

func TestModeratorInARoomKeepsItsOrderAndNothingElseOfItsSettings(t *testing.T) {
	c := newCast(t)
	c.setRole(c.member, chat.RoleModerator)
	settings := c.at("ROOM/settings")

	c.member.get(settings).is(200).holds("slow_mode_seconds").lacks(`name="topic"`).lacks("Delete the room")
	c.member.post(settings, "slow_mode_seconds", "30", "locked", "1").leadsTo(settings)
	c.member.post(settings, "name", "Mine", "slow_mode_seconds", "30").is(403)

	room := c.membership(c.member, c.room).Room
	if room.Slow != 30*time.Second || !room.Locked || room.Name == "Mine" {
		t.Errorf("the room is %+v", room)
	}
}

func TestRefusedOrderSaysWhyBesideWhatWasTyped(t *testing.T) {
	c := newCast(t)
	settings := c.at("ROOM/settings")

	for _, seconds := range []string{"-1", "21601", "soon <b>"} {
		c.admin.post(settings, "slow_mode_seconds", seconds, "locked", "1").is(422).holds("Give the wait in seconds").holds("aria-invalid")
	}
	c.admin.post(settings, "name", "Other", "slow_mode_seconds", "x").is(422).holds("Other")
	if room := c.membership(c.admin, c.room).Room; room.Slow != 0 || room.Locked || room.Name == "Other" {
		t.Errorf("the room is %+v", room)
	}

	c.admin.post(settings, "name", "Other", "topic", "New", "slow_mode_seconds", "45", "locked", "1").leadsTo(settings)
	c.admin.get(settings).is(200).holds("45 seconds").holds(`name="locked" value="1" checked`)
	if room := c.membership(c.admin, c.room).Room; room.Name != "Other" || room.Slow != 45*time.Second || !room.Locked {
		t.Errorf("the room is %+v", room)
	}
}
