package main

import (
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// room is a room as the person of a name has it, with its people and their
// roles.
func (f folder) room(name string, id chat.RoomID) (chat.Room, []string) {
	f.t.Helper()
	store := f.store()
	m, err := store.Membership(f.t.Context(), f.user(name).ID, id)
	if err != nil {
		f.t.Fatal(err)
	}
	members, _, err := store.Members(f.t.Context(), m, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	var people []string
	for _, member := range members {
		people = append(people, member.User.Username+" "+string(member.Role))
	}
	return m.Room, people
}

func (f folder) addRoom(args ...string) chat.RoomID {
	f.t.Helper()
	printed := f.does(append([]string{"room", "add"}, args...)...)
	id, err := chat.ParseID[chat.RoomID](strings.TrimSuffix(printed, "\n"))
	if err != nil {
		f.t.Fatalf("room add printed %q", printed)
	}
	return id
}

func TestRoomIsAddedAndItsFirstMemberLooksAfterIt(t *testing.T) {
	f := newFolder(t)
	for _, name := range []string{"ann", "bob", "carol"} {
		f.does("user", "add", name)
	}

	closed := f.addRoom(" The   Board ", "--closed", "--member", "bob", "--member", "ANN", "--member", "bob")
	empty := f.addRoom("Lobby")

	room, people := f.room("bob", closed)
	if room.Name != "The Board" || room.Kind != chat.Closed || !slices.Equal(people, []string{"ann member", "bob admin"}) {
		t.Errorf("made %+v with %q", room, people)
	}
	if _, err := f.store().Membership(t.Context(), f.user("carol").ID, closed); err != chat.ErrNotFound {
		t.Errorf("carol, who was not named: %v", err)
	}
	joined, err := f.store().Join(t.Context(), f.user("carol"), empty)
	if err != nil || joined.Role != chat.RoomAdmin || joined.Room.Kind != chat.Open {
		t.Errorf("the first in an empty room: %+v, %v", joined, err)
	}
}

func TestRoomThatCannotBeIsNamedInOneLine(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	f.addRoom("Lobby")

	f.refuses(1, "open room of that name", "room", "add", "LOBBY")
	f.refuses(1, "ghost", "room", "add", "Den", "--member", "ann", "--member", "ghost")
	f.refuses(1, "at most 60", "room", "add", strings.Repeat("x", 61))
	f.refuses(1, "name", "room", "add", " ")
	f.refuses(1, "direction-changing", "room", "add", "a\u202eb")
	f.refuses(2, "one name", "room", "add", "two", "names")

	listed, err := f.store().Listings(t.Context(), f.user("ann").ID, "")
	if err != nil || len(listed) != 1 {
		t.Errorf("the rooms are %+v, %v", listed, err)
	}
}

func TestRoomAddedBesideTheServerIsThereAtOnce(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")
	p := f.serves()

	room := f.addRoom("Den", "--closed", "--member", "ann")

	r := p.request("GET", p.address+"/api/rooms/"+room.String()+"/messages", "")
	r.Header.Set("Authorization", "Bearer "+f.mint("ann"))
	if status, body := p.answered(r); status != 200 {
		t.Errorf("answered with %d %s", status, body)
	}
}
