package chat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// MaxDirect is how many people one direct conversation has at most; more want
// a room.
const MaxDirect = 8

// Named is a person as a direct conversation is called after them.
type Named struct {
	ID   UserID
	Name string
}

// DirectPeople is the set of people of a direct conversation, by id: a person
// and at least one other.
func DirectPeople(user User, others []User) ([]User, error) {
	people := append([]User{user}, others...)
	slices.SortFunc(people, func(a, b User) int { return cmp.Compare(a.ID, b.ID) })
	people = slices.CompactFunc(people, func(a, b User) bool { return a.ID == b.ID })
	switch {
	case len(people) < 2:
		return nil, Invalid{Field: "username", Reason: "Choose somebody to write to."}
	case len(people) > MaxDirect:
		return nil, Invalid{Field: "username", Reason: "A conversation has at most " + strconv.Itoa(MaxDirect) + " people. Make a room for more."}
	case slices.ContainsFunc(people, func(u User) bool { return !u.Active }):
		return nil, Invalid{Field: "username", Reason: "There is nobody of that name here."}
	}
	return people, nil
}

// Title is what the member calls the room.
func (m Membership) Title() string { return m.Room.TitleFor(m.User.ID) }

// TitleFor is what one of its people calls the room: its name, or who else is
// in a direct conversation.
func (r Room) TitleFor(user UserID) string {
	if r.Kind != Direct {
		return r.Name
	}
	var names []string
	for _, person := range r.Others(user) {
		names = append(names, person.Name)
	}
	return strings.Join(names, ", ")
}

// Others are the people of a direct conversation but one.
func (r Room) Others(user UserID) []Named {
	return slices.DeleteFunc(slices.Clone(r.People), func(person Named) bool { return person.ID == user })
}
