package chat_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"parley/db/chat"
)

func TestIDsAreDecimalDigitsAboveZeroAndElseNameNothing(t *testing.T) {
	for text, want := range map[string]chat.RoomID{"1": 1, "42": 42, "9223372036854775807": math.MaxInt64} {
		if got, err := chat.ParseID[chat.RoomID](text); got != want || err != nil || got.String() != text {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "00", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1_0", "9223372036854775808", "٣", "１", "1\x00", "a", "1/2"} {
		if got, err := chat.ParseID[chat.RoomID](text); got != 0 || !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("%q: %d, %v, want chat.ErrNotFound", text, got, err)
		}
	}
}

func TestTimesAreKeptToTheMillisecondAndNoneStaysNone(t *testing.T) {
	at := time.Date(2026, 3, 29, 3, 30, 0, 123_456_789, time.FixedZone("CEST", 7200))

	if got, want := chat.Time(chat.Millis(at)), at.Truncate(time.Millisecond); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("got %v, want %v", got, want)
	}
	if chat.Millis(time.Time{}) != 0 || !chat.Time(0).IsZero() {
		t.Error("no time does not stay none")
	}
}

func TestSiteRolesAreThree(t *testing.T) {
	for role, want := range map[chat.Role]bool{chat.RoleMember: true, chat.RoleModerator: true, chat.RoleAdmin: true, "": false, "Admin": false, "king": false} {
		if role.Valid() != want {
			t.Errorf("%q is valid: %t", role, !want)
		}
	}
}

func TestSignInLivesWhileNothingEndedIt(t *testing.T) {
	living := chat.SignIn{User: chat.User{Active: true, AuthEpoch: 3}, Epoch: 3}
	revoked, inactive, old := living, living, living
	revoked.Revoked = time.Unix(1, 0)
	inactive.User.Active = false
	old.User.AuthEpoch = 4

	if !living.Live() || revoked.Live() || inactive.Live() || old.Live() {
		t.Errorf("live: %t, %t, %t, %t", living.Live(), revoked.Live(), inactive.Live(), old.Live())
	}
}

func TestRoomIsUnreadWhileItsNewestMessageIsBeyondTheMark(t *testing.T) {
	for mark, want := range map[chat.Seq]bool{0: true, 4: true, 5: false, 9: false} {
		m := chat.Membership{Room: chat.Room{Newest: 5, Head: 9}, LastRead: mark}
		if m.Unread() != want {
			t.Errorf("read up to %d: unread %t", mark, !want)
		}
	}
}
