package chat

import "time"

// How long a removed message can be brought back: by its author, who may have
// second thoughts, and by whoever may remove what others write, who decides
// about complaints. After the longer of the two nothing of it is kept.
const (
	RestoreOwnSpan = 24 * time.Hour
	RestoreSpan    = 30 * 24 * time.Hour
)

// MayRestore tells whether the membership may bring a removed message back at a
// time, and see what is kept of it until then. What somebody else removed is not
// the author's to decide.
func (m Membership) MayRestore(removed Message, at time.Time) bool {
	gone := at.Sub(removed.Deleted)
	own := removed.Author.ID == m.User.ID && removed.Remover == m.User.ID
	switch {
	case removed.Deleted.IsZero(), removed.Remover == 0:
		return false
	case m.MayAt(DeleteOthers, at):
		return gone <= RestoreSpan
	}
	return own && m.MayAt(EditOwn, at) && gone <= RestoreOwnSpan
}

// Follows tells whether a message is drawn as one group with the one in front of
// it: both stand, are the same author's, and close together. A removed message
// keeps its place but belongs to no group, and an answer begins one of its own.
func (m Message) Follows(front Message) bool {
	return m.Deleted.IsZero() && m.ReplyTo == 0 && front.ID != 0 && front.Deleted.IsZero() &&
		m.Author.ID == front.Author.ID && m.Created.Sub(front.Created) <= GroupSpan
}

// Version is one text that a message had, from At on.
type Version struct {
	Body string
	At   time.Time
}
