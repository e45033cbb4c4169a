package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

const (
	threadLocked = `id="thread-state" data-locked`
	threadMuted  = `id="thread-muted" data-muted`
	threadSlowed = `id="thread-slowed" data-slowed`
)

// begunThread is a cast with a message that a thread can begin with.
func begunThread(t *testing.T) (*cast, chat.MessageID) {
	t.Helper()
	c := newCast(t)
	c.admin.say(c.room, "who is in?")
	return c, c.stored(c.admin, c.room)[0].ID
}

func TestThreadSaysWhyOneCannotWriteThereAsItIsOpened(t *testing.T) {
	c, root := begunThread(t)
	shown := func() answer { return c.member.getHTMX(threadPath(root)).is(200) }

	shown().lacks("data-locked").lacks("data-muted").lacks("data-slowed")
	c.announces(chat.AdminsPost)
	shown().lacks("data-locked").lacks(readOnly)
	c.keepOrder("60", "1")
	shown().holds(threadLocked).holds("This room is locked.")
	c.member.get(threadPath(root)).is(200).holds(threadLocked).holds(lockedState)
	if page := c.admin.getHTMX(threadPath(root)).body; !strings.Contains(page, `data-tends id="thread-muted"`) {
		t.Error("the thread of whoever looks after the room does not say so")
	}
	c.keepOrder("60", "")
	c.announces(chat.EverybodyPosts)
	c.keepOrder("60", "")
	c.member.post(threadPath(root), "body", "me").is(303)
	shown().holds(threadSlowed).holds(`hx-get="` + c.at("ROOM/slow") + `?thread=1"`)
	c.member.get(c.at("ROOM/slow?thread=1")).is(200).holds(threadSlowed)
	c.admin.post(c.at("ROOM/members/MEMBER/mute"), "until", "1h").is(303)
	shown().holds(threadMuted).holds("muted you until")
	c.member.get(c.at("ROOM/mute?thread=1")).is(200).holds(threadMuted)
}

func TestOpenThreadFollowsLockMuteAndSlowModeLive(t *testing.T) {
	c, root := begunThread(t)
	p := c.member.open(c.room)
	p.opens(root)

	promptly(t, "the lock, and its end", func() {
		c.keepOrder("0", "1")
		p.until(threadLocked)
		p.forget()
		c.keepOrder("0", "")
		p.until(`id="thread-state"></p>`)
	})
	promptly(t, "the mute, and its end", func() {
		c.admin.post(c.at("ROOM/members/MEMBER/mute"), "until", "1h").is(303)
		p.until(threadMuted)
		p.forget()
		c.admin.post(c.at("ROOM/members/MEMBER/unmute")).is(303)
		p.until(`id="thread-muted"></p>`)
	})
	promptly(t, "slow mode", func() {
		c.keepOrder("3600", "")
		p.until(`id="thread-slowed" hx-get="` + c.at("ROOM/slow") + `?thread=1" hx-trigger="load"`)
		p.write("my one message")
		p.until(threadSlowed)
	})
	c.member.post(threadPath(root), "body", "and another").is(429).holds("and another").holds(threadSlowed)
}

func TestThreadThatWasDrawnBeforeALockIsToldOfIt(t *testing.T) {
	c, root := begunThread(t)
	p := c.member.open(c.room)
	opened := c.member.loadThread(root)
	c.keepOrder("0", "1")
	p.until(threadLocked) // which finds no thread on the page yet
	p.forget()

	p.mu.Lock()
	p.thread = opened
	p.mu.Unlock()
	p.resumeThread()

	p.until(threadLocked)
}

func TestThreadOfAShutConversationSaysSo(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	m, err := h.store.OpenDirect(t.Context(), bob.user, []chat.User{ada.user})
	if err != nil {
		t.Fatal(err)
	}
	bob.say(m.Room.ID, "hello")
	root := h.stored(bob, m.Room.ID)[0].ID
	p := bob.open(m.Room.ID)
	p.opens(root)

	bob.post("/users/" + ada.user.ID.String() + "/block").is(303)

	p.until(`id="thread-state" data-shut`)
	bob.getHTMX(threadPath(root)).is(200).holds(`id="thread-state" data-shut`).holds("You blocked Ada.")
	p.forget()
	bob.post("/users/" + ada.user.ID.String() + "/unblock").is(303)
	p.until(`id="thread-state"></p>`)
}
