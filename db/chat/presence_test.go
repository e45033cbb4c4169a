package chat_test

import (
	"testing"
	"time"

	"parley/db/chat"
)

func TestWhoKnowsOfAPresence(t *testing.T) {
	t.Parallel()
	bob := chat.Circle{User: chat.User{ID: 2, Role: chat.RoleMember}, Rooms: []chat.RoomID{3, 7}, Friends: []chat.UserID{5}}
	for name, c := range map[string]struct {
		viewer  chat.Circle
		blocked []chat.UserID
		want    bool
	}{
		"themselves":             {viewer: bob, want: true},
		"in a common room":       {viewer: chat.Circle{User: chat.User{ID: 4}, Rooms: []chat.RoomID{1, 7, 9}}, want: true},
		"in other rooms":         {viewer: chat.Circle{User: chat.User{ID: 4}, Rooms: []chat.RoomID{1, 2, 4, 8}}},
		"in no room":             {viewer: chat.Circle{User: chat.User{ID: 4}}},
		"a friend":               {viewer: chat.Circle{User: chat.User{ID: 5}, Friends: []chat.UserID{2}}, want: true},
		"a moderator":            {viewer: chat.Circle{User: chat.User{ID: 4, Role: chat.RoleModerator}}, want: true},
		"an admin":               {viewer: chat.Circle{User: chat.User{ID: 4, Role: chat.RoleAdmin}}, want: true},
		"blocked, in a room":     {viewer: chat.Circle{User: chat.User{ID: 4}, Rooms: []chat.RoomID{7}}, blocked: []chat.UserID{4, 6}},
		"blocked, an admin":      {viewer: chat.Circle{User: chat.User{ID: 4, Role: chat.RoleAdmin}}, blocked: []chat.UserID{4}},
		"beside a blocked other": {viewer: chat.Circle{User: chat.User{ID: 4}, Rooms: []chat.RoomID{7}}, blocked: []chat.UserID{3, 5}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			person := bob
			person.Blocked = c.blocked

			if got := c.viewer.Knows(person); got != c.want {
				t.Errorf("knows: %v, want %v", got, c.want)
			}
		})
	}
}

func TestPresenceOfSomebodyConnected(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		circle chat.Circle
		quiet  time.Duration // since the last sign of life
		want   chat.Presence
	}{
		"active":               {quiet: time.Minute, want: chat.Online},
		"just before away":     {quiet: chat.AwayAfter - 1, want: chat.Online},
		"away":                 {quiet: chat.AwayAfter, want: chat.Away},
		"not to be disturbed":  {circle: chat.Circle{QuietUntil: now.Add(time.Second)}, want: chat.DoNotDisturb},
		"quiet and away":       {circle: chat.Circle{QuietUntil: now.Add(time.Second)}, quiet: time.Hour, want: chat.DoNotDisturb},
		"the quiet has ended":  {circle: chat.Circle{QuietUntil: now}, want: chat.Online},
		"hidden":               {circle: chat.Circle{Hidden: true}, want: chat.Offline},
		"hidden in their calm": {circle: chat.Circle{Hidden: true, QuietUntil: now.Add(time.Hour)}, want: chat.Offline},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.circle.Presence(now.Add(-c.quiet), now, chat.AwayAfter); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
