package views

import "parley/db/chat"

// SavedTitle is the Title of the page of what one saved, PinsTitle of the page
// of a room's pins, SaveTitle of the page that saves one.
const (
	SavedTitle = "Saved messages"
	PinsTitle  = "Pinned messages"
	SaveTitle  = "Save a message"
)

// Keeping is what the menu of a message says about keeping it.
type Keeping struct {
	Link   string // the message's whole permanent address
	MayPin bool
	Saved  bool // the reader has saved it
}

// PinsPage is what is pinned in a room.
type PinsPage struct {
	Shell      Shell
	Membership chat.Membership
	Messages   []chat.Message // the last one pinned first
	MayPin     bool
}

// SavedPage is what the reader saved.
type SavedPage struct {
	Shell Shell
	Saved []chat.Saved // newest first
	Older bool         // there is more before the last
	After bool         // newer ones stand on the page before
}

// SavePage saves a message, or changes the note beside one.
type SavePage struct {
	Shell   Shell
	Message chat.Message
	Saved   bool
	Note    string // what stands in the field
	Errors  Errors
}

// MessagePinned puts a message that was pinned, or taken down, in place of the
// old one and moves the cursor.
func MessagePinned(a Audience, m chat.Message, cursor chat.Seq) Fragment {
	return Render(messageChanged(a, m, cursor))
}

// PinsCounted shows a page that has the room open how much is pinned in it.
func PinsCounted(room chat.Room) Fragment { return Render(pinsCounted(room)) }

// last is the oldest that the page shows.
func (p SavedPage) last() chat.SavedID { return p.Saved[len(p.Saved)-1].ID }
