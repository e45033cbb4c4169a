package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestArchivedRoomSaysSoInTheListAndToWhoChangesAMessage(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "before")
	mine := "/messages/" + c.stored(c.member, c.room)[0].ID.String()
	if body := c.member.get("/rooms").body; strings.Contains(body, ">archived<") {
		t.Error("a room that goes on is called archived")
	}
	c.admin.post(c.at("ROOM/archive")).is(303)
	c.member.get("/rooms").is(200).holds(`<span class="tag">archived</span>`)

	for _, refused := range []answer{c.member.post(mine, "body", "x"), c.member.post(mine + "/delete"), c.member.get(mine + "/edit"),
		c.admin.post(c.at("ROOM/members"), "username", "ada")} {
		refused.is(http.StatusForbidden).holds("This room is archived")
	}
}
