package handlers_test

import (
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// connected is somebody with a page and a program open in a room, when
// something changes for them.
type connected struct {
	*stage
	who     *browser
	page    *page
	program *peer
}

// turns are changes while connected. after is what the next request to post,
// and the next frame that posts, are answered with; closes is 0 where the
// sockets stay.
var turns = map[string]struct {
	kind   chat.RoomKind
	who    part
	act    func(c *connected)
	closes int
	status int    // of a post
	code   string // of a frame, where the socket stays
}{
	"removed":              {chat.Closed, member, (*connected).isRemoved, 4403, 404, ""},
	"removed by a program": {chat.Open, member, (*connected).isRemovedInTheStore, 4403, 404, ""},
	"left":                 {chat.Closed, member, (*connected).leaves, 4403, 404, ""},
	"muted":                {chat.Closed, member, (*connected).isMuted, 0, 403, "MUTED"},
	"mute lifted":          {chat.Open, mutedPart, (*connected).isUnmuted, 0, 303, ""},
	"role taken":           {chat.Closed, roomAdmin, (*connected).losesRole, 0, 303, ""},
	"room closed":          {chat.Open, member, (*connected).roomCloses, 0, 303, ""},
	"room archived":        {chat.Closed, member, (*connected).roomIsArchived, 0, 403, "ROOM_LOCKED"},
	"room read-only":       {chat.Closed, member, (*connected).roomBecomesReadOnly, 0, 403, "ROOM_LOCKED"},
	"announcements end":    {announcements, member, (*connected).roomOpensToAll, 0, 303, ""},
	"room deleted":         {chat.Closed, member, (*connected).roomIsDeleted, 4404, 404, ""},
	"out of use":           {chat.Closed, member, (*connected).isDeactivated, 4401, 303, ""},
	"out of use, direct":   {chat.Direct, member, (*connected).isDeactivated, 4401, 303, ""},
}

func TestWhatChangesWhileConnectedHoldsFromThereOn(t *testing.T) {
	for name, turn := range turns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, turn.kind)
			c := &connected{stage: s, who: s.people[turn.who]}
			c.page, c.program = c.who.open(s.room), c.who.program(s.room)
			began := time.Now()

			turn.act(c)

			if turn.closes != 0 {
				c.areClosed(turn.closes, began)
			} else {
				c.frameIs(turn.code)
			}
			answered := c.who.post(roomPath(c.room)+"/messages", "body", "the next request").is(turn.status)
			if turn.closes == 4401 {
				answered.leadsTo("/login")
			}
		})
	}
}

// areClosed fails unless both sockets are closed soon, and heard nothing of
// what was said since.
func (c *connected) areClosed(code int, began time.Time) {
	c.t.Helper()
	for _, p := range []*peer{c.page.peer, c.program} {
		if got := p.closed(); got != code {
			c.t.Errorf("closed with %d, want %d", got, code)
		}
		if strings.Contains(strings.Join(p.all(), ""), "said afterwards") {
			c.t.Error("it heard what was said afterwards")
		}
	}
	// A sign-in that ended in the store alone is looked for once a second.
	if took := time.Since(began); took > 2*soon {
		c.t.Errorf("closing took %v", took)
	}
}

// frameIs sends the next frame, by the page and by the program.
func (c *connected) frameIs(code string) {
	c.t.Helper()
	c.program.say("k", "by the program")
	c.page.write("by the page")
	if code == "" {
		c.page.shows("by the program")
		c.page.shows("by the page")
		return
	}
	c.program.until(`data-code="` + code + `"`)
	if got, _ := c.page.complaint(); got != code {
		c.t.Errorf("the page is refused with %q, want %q", got, code)
	}
}

// says lets the host say what nobody outside may hear.
func (c *connected) says() { c.host.say(c.room, "said afterwards") }

func (c *connected) memberPath(act string) string {
	return roomPath(c.room) + "/members/" + c.who.user.ID.String() + act
}

func (c *connected) isRemoved() {
	c.people[roomAdmin].post(c.memberPath("/remove")).is(303)
	c.says()
}

func (c *connected) isRemovedInTheStore() {
	c.must(c.store.RemoveMember(c.t.Context(), c.membership(c.people[roomAdmin], c.room), c.who.user.ID))
	c.says()
}

func (c *connected) leaves() {
	c.who.post(roomPath(c.room) + "/leave").is(303)
	c.says()
}

func (c *connected) isMuted() { c.people[roomAdmin].post(c.memberPath("/mute"), "until", "1h").is(303) }

func (c *connected) isUnmuted() { c.people[roomAdmin].post(c.memberPath("/unmute")).is(303) }

// losesRole asks for everything that only a room admin may.
func (c *connected) losesRole() {
	another := c.people[member].user.ID
	c.who.post(roomPath(c.room)+"/members/"+another.String()+"/role", "role", "admin").is(303)
	c.people[member].post(c.memberPath("/role"), "role", "member").is(303)
	for _, a := range acts {
		if grants(member, c.kind, a) != forbidden {
			continue
		}
		if got := c.try(a, roomAdmin, "form", false).grant(); got != forbidden {
			c.t.Errorf("%s is still done", a)
		}
	}
}

// roomCloses to those who could come in until then.
func (c *connected) roomCloses() {
	c.people[stranger].get(roomPath(c.room)).is(200)
	c.people[roomAdmin].post(roomPath(c.room)+"/settings", "name", "Board", "kind", "closed").is(303)
	for _, p := range []part{stranger, moderator, siteAdmin, removed} {
		c.people[p].get(roomPath(c.room)).is(404)
		c.people[p].post(roomPath(c.room) + "/join").is(404)
	}
}

func (c *connected) roomIsArchived() { c.people[roomAdmin].post(roomPath(c.room) + "/archive").is(303) }

func (c *connected) roomIsDeleted() { c.people[roomAdmin].post(roomPath(c.room) + "/delete").is(303) }

func (c *connected) isDeactivated() {
	c.must(c.store.SetActive(c.t.Context(), c.who.user.ID, false))
}

func (c *connected) roomBecomesReadOnly() { c.posting(chat.AdminsPost) }

func (c *connected) roomOpensToAll() { c.posting(chat.EverybodyPosts) }

func (c *connected) posting(posting chat.Posting) {
	c.people[roomAdmin].post(roomPath(c.room)+"/settings", "slow_mode_seconds", "0", "posting", string(posting)).is(303)
}
