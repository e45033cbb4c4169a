package chat_test

import (
	"testing"
	"time"

	"parley/db/chat"
)

var acts = []chat.Act{chat.Read, chat.Post, chat.EditOwn, chat.DeleteOwn, chat.DeleteOthers, chat.ChangeRoom, chat.ChangeMembers, chat.LeaveRoom, chat.DeleteRoom, chat.React, chat.CallEverybody, chat.KeepOrder, chat.Answer}

// mayRows is the whole table by hand, the acts in the order of acts: Y may, a
// dot may not.
var mayRows = []struct {
	role     chat.RoomRole
	kind     chat.RoomKind
	archived bool
	may      string
}{
	{"", chat.Open, false, "............."},
	{"", chat.Open, true, "............."},
	{"", chat.Closed, false, "............."},
	{"", chat.Closed, true, "............."},
	{"", chat.Direct, false, "............."},
	{"", chat.Direct, true, "............."},
	{"king", chat.Open, false, "............."},
	{"king", chat.Open, true, "............."},
	{"king", chat.Closed, false, "............."},
	{"king", chat.Closed, true, "............."},
	{"king", chat.Direct, false, "............."},
	{"king", chat.Direct, true, "............."},
	{chat.RoomMember, chat.Open, false, "YYYY...Y.Y..Y"},
	{chat.RoomMember, chat.Open, true, "Y......Y....."},
	{chat.RoomMember, chat.Closed, false, "YYYY...Y.Y..Y"},
	{chat.RoomMember, chat.Closed, true, "Y......Y....."},
	{chat.RoomMember, chat.Direct, false, "YYYY.....Y..Y"},
	{chat.RoomMember, chat.Direct, true, "Y............"},
	{chat.RoomAdmin, chat.Open, false, "YYYYYYYYYYYYY"},
	{chat.RoomAdmin, chat.Open, true, "Y....Y.YY..Y."},
	{chat.RoomAdmin, chat.Closed, false, "YYYYYYYYYYYYY"},
	{chat.RoomAdmin, chat.Closed, true, "Y....Y.YY..Y."},
	{chat.RoomAdmin, chat.Direct, false, "YYYYY....Y..Y"},
	{chat.RoomAdmin, chat.Direct, true, "Y............"},
}

// mutedRows is what is left to a muted member; the columns are those of mayRows.
var mutedRows = map[chat.RoomKind]string{chat.Open: "Y..Y...Y.....", chat.Closed: "Y..Y...Y.....", chat.Direct: "Y..Y........."}

// may is what a membership allows at a time, as a row.
func may(m chat.Membership, at time.Time) string {
	row := ""
	for _, act := range acts {
		if m.MayAt(act, at) {
			row += "Y"
		} else {
			row += "."
		}
	}
	return row
}

func TestMuteLeavesReadingAndOnesOwnAndEndsByItself(t *testing.T) {
	for _, row := range mayRows {
		m := chat.Membership{Role: row.role, Room: chat.Room{Kind: row.kind}, MutedUntil: noon}
		want := row.may
		if row.role == chat.RoomMember {
			want = mutedRows[row.kind]
		}
		if row.archived {
			m.Room.Archived = time.Unix(1, 0)
			want = row.may
		}

		if got := may(m, noon.Add(-time.Millisecond)); got != want {
			t.Errorf("muted, role %q in a room %s, archived %t: %s, want %s", row.role, row.kind, row.archived, got, want)
		}
		if got := may(m, noon); got != row.may {
			t.Errorf("when the mute ends, role %q in a room %s, archived %t: %s, want %s", row.role, row.kind, row.archived, got, row.may)
		}
	}
	endless := chat.Membership{Role: chat.RoomMember, Room: chat.Room{Kind: chat.Open}, MutedUntil: chat.NoEnd()}
	if endless.May(chat.Post) || !endless.May(chat.Read) {
		t.Error("a mute without end does not hold now")
	}
}

func TestRightsAreAsTheTableSaysAndNothingElseIsAllowed(t *testing.T) {
	for _, row := range mayRows {
		m := chat.Membership{Role: row.role, Room: chat.Room{Kind: row.kind}}
		if row.archived {
			m.Room.Archived = time.Unix(1, 0)
		}

		if got := may(m, time.Now()); got != row.may {
			t.Errorf("role %q in a room %s, archived %t: %s, want %s", row.role, row.kind, row.archived, got, row.may)
		}
		if m.May("dance") || m.May("") {
			t.Errorf("role %q may do what nobody has heard of", row.role)
		}
	}
}

func TestConversationThatIsShutIsReadAndTakesNothingNew(t *testing.T) {
	m := chat.Membership{Role: chat.RoomMember, Room: chat.Room{Kind: chat.Direct}, Shut: true}

	for act, want := range map[chat.Act]bool{chat.Read: true, chat.DeleteOwn: true, chat.Post: false, chat.EditOwn: false, chat.React: false} {
		if m.May(act) != want {
			t.Errorf("%s: %t, want %t", act, m.May(act), want)
		}
	}
}

func TestLockLeavesReadingAndOnesOwnToThoseWhoDoNotLookAfterTheRoom(t *testing.T) {
	for _, row := range mayRows {
		for _, role := range []chat.Role{chat.RoleMember, chat.RoleModerator, chat.RoleAdmin} {
			open := chat.Membership{Role: row.role, User: chat.User{Role: role}, Room: chat.Room{Kind: row.kind}}
			if row.archived {
				open.Room.Archived = time.Unix(1, 0)
			}
			locked := open
			locked.Room.Locked = true

			want := may(open, noon)
			if row.role == chat.RoomMember && role == chat.RoleMember && !row.archived {
				want = mutedRows[row.kind]
			}
			if got := may(locked, noon); got != want {
				t.Errorf("a %s, role %q in a locked room %s, archived %t: %s, want %s", role, row.role, row.kind, row.archived, got, want)
			}
		}
	}
}

// announcedRow is what a room of announcements leaves to a member.
const announcedRow = "Y.YY...Y.Y..Y"

func TestAnnouncementsLeaveEverythingButPostingToThoseWhoDoNotLookAfterTheRoom(t *testing.T) {
	for _, row := range mayRows {
		for _, role := range []chat.Role{chat.RoleMember, chat.RoleModerator, chat.RoleAdmin} {
			usual := chat.Membership{Role: row.role, User: chat.User{Role: role}, Room: chat.Room{Kind: row.kind, Posting: chat.EverybodyPosts}}
			if row.archived {
				usual.Room.Archived = time.Unix(1, 0)
			}
			announced := usual
			announced.Room.Posting = chat.AdminsPost

			want := may(usual, noon)
			if row.role == chat.RoomMember && role == chat.RoleMember && !row.archived && row.kind != chat.Direct {
				want = announcedRow
			}
			if got := may(announced, noon); got != want && row.kind != chat.Direct {
				t.Errorf("a %s, role %q in a room of announcements %s, archived %t: %s, want %s", role, row.role, row.kind, row.archived, got, want)
			}
			if announced.May(chat.Pin) && !announced.Tends() {
				t.Errorf("a %s, role %q pins in a room of announcements", role, row.role)
			}
		}
	}
}

func TestPostingIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]chat.Posting{"": "", "everyone": chat.EverybodyPosts, "admins": chat.AdminsPost} {
		if got, err := chat.ParsePosting(text); err != nil || got != want {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
	for _, text := range []string{"nobody", "Admins", " "} {
		if _, err := chat.ParsePosting(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestModeratorsKeepTheOrderOfRoomsThatTheyAreIn(t *testing.T) {
	for role, want := range map[chat.Role]bool{chat.RoleMember: false, chat.RoleModerator: true, chat.RoleAdmin: true} {
		m := chat.Membership{Role: chat.RoomMember, User: chat.User{Role: role}, Room: chat.Room{Kind: chat.Closed}}
		if got := m.May(chat.KeepOrder); got != want {
			t.Errorf("a %s keeps order: %t, want %t", role, got, want)
		}
		m.Role = ""
		if m.May(chat.KeepOrder) {
			t.Errorf("a %s keeps order from outside", role)
		}
	}
}

func TestSlowModeHasMembersWaitUntilItsTimeIsOver(t *testing.T) {
	end := noon.Add(10 * time.Second)
	slow := chat.Membership{Role: chat.RoomMember, Room: chat.Room{Slow: 10 * time.Second}, Spoke: noon}
	admin, staff, fast := slow, slow, slow
	admin.Role, staff.User.Role, fast.Room.Slow = chat.RoomAdmin, chat.RoleModerator, 0

	for _, try := range []struct {
		m    chat.Membership
		at   time.Time
		want time.Time
	}{
		{slow, noon, end},
		{slow, end.Add(-time.Millisecond), end},
		{slow, end, time.Time{}},
		{slow, noon.Add(-time.Hour), time.Time{}}, // the clock was put back
		{admin, noon, time.Time{}},
		{staff, noon, time.Time{}},
		{fast, noon, time.Time{}},
	} {
		if got := try.m.SlowedUntil(try.at); !got.Equal(try.want) {
			t.Errorf("%+v at %v waits until %v, want %v", try.m, try.at, got, try.want)
		}
	}
}

func TestSlowModeIsReadInSeconds(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "0": 0, "30": 30 * time.Second, "21600": chat.MaxSlow} {
		if got, err := chat.ParseSlow(text); err != nil || got != want {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"-1", "21601", "1.5", "10s", " 3", "99999999999999999999"} {
		if _, err := chat.ParseSlow(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
