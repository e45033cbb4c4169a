package handlers_test

import "testing"

func TestWhatIsDoneWithARoomStandsInTheLogInPlainWords(t *testing.T) {
	c := newCast(t)
	mod := c.moderator("mod")
	c.keepOrder("30", "1")
	c.keepOrder("0", "")
	c.announces("admins")
	c.admin.post(c.at("ROOM/members/MEMBER/remove")).is(303)
	c.admin.post(c.at("ROOM/archive")).is(303)

	log := mod.get("/moderation/log").is(200)
	for _, words := range []string{"lock room", "unlock room", "slow mode", "30 seconds between two messages", "who writes", "remove from room", "archive room", "in a room that is gone or that you are not in"} {
		log.holds(words)
	}
	log.lacks("Board")
	mod.get("/moderation/log?act=slow-mode").is(200).holds(`value="slow-mode" selected`).holds("off").lacks("archive room</span>")
	c.boss().get("/moderation/log?act=remove-from-room").is(200).holds("in <bdi>Board</bdi>").holds("bob")
}

// boss is the cast's admin as one of the staff.
func (c *cast) boss() *browser {
	c.t.Helper()
	c.setRole(c.admin, "moderator")
	return c.admin
}
