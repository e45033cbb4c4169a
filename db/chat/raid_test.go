package chat

import (
	"testing"
	"time"
)

func TestRaidSwitchLimitsNewPeopleOnly(t *testing.T) {
	at := time.Now()
	on := Raid{Since: at.Add(-time.Minute)}
	for _, test := range []struct {
		raid          Raid
		role          Role
		age           time.Duration
		limits, links bool
	}{
		{on, RoleMember, time.Hour, true, true},
		{on, RoleMember, 25 * time.Hour, false, true},
		{on, RoleMember, 8 * 24 * time.Hour, false, false},
		{on, RoleModerator, time.Hour, false, false},
		{Raid{}, RoleMember, time.Hour, false, false},
	} {
		user := User{Role: test.role, Created: at.Add(-test.age)}
		if limits, links := test.raid.Limits(user, at), test.raid.HoldsLinks(user, at); limits != test.limits || links != test.links {
			t.Errorf("%s of %s with %+v: %t, %t", test.role, test.age, test.raid, limits, links)
		}
	}
}

func TestLongerOfSlowModeAndTheRaidSwitchHolds(t *testing.T) {
	at := time.Now()
	m := Membership{User: User{Role: RoleMember, Created: at}, Role: RoomMember, Room: Room{Slow: time.Minute}, Spoke: at,
		Raid: Raid{Since: at, Spoke: at}}
	if got := m.SlowedAt(at); got.Raid || !got.Until.Equal(at.Add(time.Minute)) {
		t.Errorf("slow mode: %+v", got)
	}
	m.Room.Slow = time.Second
	if got := m.SlowedAt(at); !got.Raid || !got.Until.Equal(at.Add(RaidWait)) {
		t.Errorf("the raid switch: %+v", got)
	}
	if got := m.SlowedAt(at.Add(RaidWait)); !got.Until.IsZero() {
		t.Errorf("afterwards: %+v", got)
	}
}
