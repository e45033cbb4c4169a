package chat

// The words that call people of a room all at once. Nobody has them as a name.
const (
	WordRoom = "room" // everybody
	WordHere = "here" // those who are online just now
)

// MaxEverybody is how many people a room has at most where any of them may call
// all the others: as many as a message may call by name.
const MaxEverybody = MaxMentioned

// Everybody is how a message calls people of its room without their names.
type Everybody struct {
	All     bool
	Present []UserID // who is online, members or not
}

// EverybodyWords are those of the names that a text calls that stand for more
// than one person.
func EverybodyWords(names []string) []string {
	var words []string
	for _, name := range names {
		if name == WordRoom || name == WordHere {
			words = append(words, name)
		}
	}
	return words
}

// MayCallEverybody tells whether the membership allows to call everybody in a
// room of so many people: those who look after the room or the place always,
// others where they could name them all. In a direct conversation each message
// calls everybody, so the words are words.
func (m Membership) MayCallEverybody(people int) bool {
	return m.May(Post) && m.Room.Kind != Direct &&
		(m.May(CallEverybody) || m.User.Role == RoleModerator || m.User.Role == RoleAdmin || people <= MaxEverybody)
}
