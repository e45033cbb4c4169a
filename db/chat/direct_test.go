package chat_test

import (
	"slices"
	"testing"

	"parley/db/chat"
)

// persons are as many active people as asked for, with ids from 1.
func persons(n int) []chat.User {
	var users []chat.User
	for id := range n {
		users = append(users, chat.User{ID: chat.UserID(id + 1), Active: true})
	}
	return users
}

func TestDirectPeopleAreOneSetWhoeverBegins(t *testing.T) {
	p := persons(3)
	for _, order := range [][]chat.User{{p[0], p[1], p[2]}, {p[2], p[0], p[1]}, {p[1], p[2], p[0], p[2], p[1]}} {
		people, err := chat.DirectPeople(order[0], order[1:])
		if err != nil || !slices.Equal(people, p) {
			t.Errorf("%v gave %v, %v", order, people, err)
		}
	}
}

func TestDirectPeopleLeaveTheCallersListAlone(t *testing.T) {
	p := persons(3)
	others := make([]chat.User, 0, 8)
	others = append(others, p[2], p[1])

	if _, err := chat.DirectPeople(p[0], others); err != nil {
		t.Fatal(err)
	}

	if !slices.Equal(others, []chat.User{p[2], p[1]}) {
		t.Errorf("the list became %v", others)
	}
}

func TestDirectPeopleAreTwoToEightWhoMaySignIn(t *testing.T) {
	p := persons(9)
	gone := chat.User{ID: 99}
	for name, c := range map[string]struct {
		others []chat.User
		want   int // people; 0: refused
	}{
		"nobody else":       {nil, 0},
		"oneself":           {p[:1], 0},
		"one other":         {p[1:2], 2},
		"seven others":      {p[1:8], 8},
		"eight others":      {p[1:9], 0},
		"one deactivated":   {[]chat.User{p[1], gone}, 0},
		"one several times": {[]chat.User{p[1], p[1], p[1], p[1], p[1], p[1], p[1], p[1], p[1]}, 2},
	} {
		people, err := chat.DirectPeople(p[0], c.others)
		if field, _ := refusal(t, err); len(people) != c.want || (field == "username") != (c.want == 0) {
			t.Errorf("%s: %d people, %v", name, len(people), err)
		}
	}
}

func TestTitleIsTheRoomsNameOrWhoElseIsThere(t *testing.T) {
	people := []chat.Named{{ID: 1, Name: "Ada"}, {ID: 2, Name: "Bob"}, {ID: 3, Name: "Cy"}}
	direct := chat.Room{Name: "direct", Kind: chat.Direct, People: people}
	for viewer, want := range map[chat.UserID]string{1: "Bob, Cy", 2: "Ada, Cy", 3: "Ada, Bob"} {
		if got := (chat.Membership{User: chat.User{ID: viewer}, Room: direct}).Title(); got != want {
			t.Errorf("for %d it is %q, want %q", viewer, got, want)
		}
	}
	if got := (chat.Membership{Room: chat.Room{Name: "Tea", Kind: chat.Closed}}).Title(); got != "Tea" {
		t.Errorf("a room is called %q", got)
	}
}
