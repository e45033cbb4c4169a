package chat_test

import (
	"slices"
	"testing"
	"time"

	"parley/db/chat"
)

func TestWhoMayCallEverybody(t *testing.T) {
	member := chat.Membership{User: chat.User{Role: chat.RoleMember}, Role: chat.RoomMember, Room: chat.Room{Kind: chat.Open}}
	with := func(change func(*chat.Membership)) chat.Membership {
		m := member
		change(&m)
		return m
	}
	for name, c := range map[string]struct {
		m      chat.Membership
		people int
		want   bool
	}{
		"a member among few":         {member, chat.MaxEverybody, true},
		"a member among many":        {member, chat.MaxEverybody + 1, false},
		"a room admin among many":    {with(func(m *chat.Membership) { m.Role = chat.RoomAdmin }), 5000, true},
		"a moderator among many":     {with(func(m *chat.Membership) { m.User.Role = chat.RoleModerator }), 5000, true},
		"an admin among many":        {with(func(m *chat.Membership) { m.User.Role = chat.RoleAdmin }), 5000, true},
		"somebody muted":             {with(func(m *chat.Membership) { m.MutedUntil = chat.NoEnd() }), 2, false},
		"in an archived room":        {with(func(m *chat.Membership) { m.Room.Archived, m.Role = time.Now(), chat.RoomAdmin }), 2, false},
		"in a direct conversation":   {with(func(m *chat.Membership) { m.Room.Kind = chat.Direct }), 2, false},
		"an admin who is no member ": {chat.Membership{User: chat.User{Role: chat.RoleAdmin}, Room: chat.Room{Kind: chat.Open}}, 2, false},
	} {
		if got := c.m.MayCallEverybody(c.people); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestWordsForEverybodyAreNobodysName(t *testing.T) {
	words := chat.EverybodyWords(chat.Mentioned("@Here, @ann and @ROOM! `@room`"))
	if !slices.Equal(words, []string{"here", "room"}) {
		t.Errorf("got %q", words)
	}
	for _, word := range words {
		if chat.CheckUsername(word) == nil {
			t.Errorf("somebody may be called %s", word)
		}
	}
}
