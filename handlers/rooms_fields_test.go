package handlers_test

import (
	"net/http"
	"reflect"
	"testing"

	"parley/db/chat"
)

// TestFieldsThatNoFormHasChangeNothing sends along what belongs to the house.
func TestFieldsThatNoFormHasChangeNothing(t *testing.T) {
	c := newCast(t)
	before := c.roomState(c.admin, c.room)
	extra := []string{"id", "1", "room", "1", "room_id", "1", "user_id", "1", "everyone", "1", "archived", "1", "deleted", "1",
		"head", "99", "seq", "99", "created", "0", "role", "admin", "maker", "1", "uses_left", "1000"}

	c.admin.post(c.at("ROOM/settings"), append(extra, "name", "Renamed", "kind", "closed")...).is(http.StatusSeeOther)
	c.admin.post(c.at("ROOM/members"), append(extra, "username", "ada")...).is(http.StatusSeeOther)

	after, want := c.roomState(c.admin, c.room), before.room
	want.Name, want.Head = "Renamed", want.Head+2
	if !reflect.DeepEqual(after.room, want) {
		t.Errorf("the room is %+v, want %+v", after.room, want)
	}
	for _, member := range after.members {
		if member.User.ID != c.admin.user.ID && member.Role != chat.RoomMember {
			t.Errorf("%s is %s", member.User.Username, member.Role)
		}
	}
}
