package chat_test

import (
	"testing"
	"time"

	"parley/db/chat"
)

var acts = []chat.Act{chat.Read, chat.Post, chat.EditOwn, chat.DeleteOwn, chat.DeleteOthers, chat.ChangeRoom, chat.ChangeMembers, chat.LeaveRoom, chat.DeleteRoom}

// mayRows is the whole table by hand, the acts in the order of acts: Y may, a
// dot may not.
var mayRows = []struct {
	role     chat.RoomRole
	kind     chat.RoomKind
	archived bool
	may      string
}{
	{"", chat.Open, false, "........."},
	{"", chat.Open, true, "........."},
	{"", chat.Closed, false, "........."},
	{"", chat.Closed, true, "........."},
	{"", chat.Direct, false, "........."},
	{"", chat.Direct, true, "........."},
	{"king", chat.Open, false, "........."},
	{"king", chat.Open, true, "........."},
	{"king", chat.Closed, false, "........."},
	{"king", chat.Closed, true, "........."},
	{"king", chat.Direct, false, "........."},
	{"king", chat.Direct, true, "........."},
	{chat.RoomMember, chat.Open, false, "YYYY...Y."},
	{chat.RoomMember, chat.Open, true, "Y......Y."},
	{chat.RoomMember, chat.Closed, false, "YYYY...Y."},
	{chat.RoomMember, chat.Closed, true, "Y......Y."},
	{chat.RoomMember, chat.Direct, false, "YYYY....."},
	{chat.RoomMember, chat.Direct, true, "Y........"},
	{chat.RoomAdmin, chat.Open, false, "YYYYYYYYY"},
	{chat.RoomAdmin, chat.Open, true, "Y....Y.YY"},
	{chat.RoomAdmin, chat.Closed, false, "YYYYYYYYY"},
	{chat.RoomAdmin, chat.Closed, true, "Y....Y.YY"},
	{chat.RoomAdmin, chat.Direct, false, "YYYYY...."},
	{chat.RoomAdmin, chat.Direct, true, "Y........"},
}

func TestRightsAreAsTheTableSaysAndNothingElseIsAllowed(t *testing.T) {
	for _, row := range mayRows {
		m := chat.Membership{Role: row.role, Room: chat.Room{Kind: row.kind}}
		if row.archived {
			m.Room.Archived = time.Unix(1, 0)
		}

		got := ""
		for _, act := range acts {
			if m.May(act) {
				got += "Y"
			} else {
				got += "."
			}
		}

		if got != row.may {
			t.Errorf("role %q in a room %s, archived %t: %s, want %s", row.role, row.kind, row.archived, got, row.may)
		}
		if m.May("dance") || m.May("") {
			t.Errorf("role %q may do what nobody has heard of", row.role)
		}
	}
}

func TestConversationThatIsShutIsReadAndTakesNothingNew(t *testing.T) {
	m := chat.Membership{Role: chat.RoomMember, Room: chat.Room{Kind: chat.Direct}, Shut: true}

	for act, want := range map[chat.Act]bool{chat.Read: true, chat.DeleteOwn: true, chat.Post: false, chat.EditOwn: false} {
		if m.May(act) != want {
			t.Errorf("%s: %t, want %t", act, m.May(act), want)
		}
	}
}
